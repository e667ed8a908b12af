"""Finds the files of a run: those to report on, with the rest of their projects."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashlint.file_kinds import Kind, kind_of
from dashlint.ignored import Exclusion, ignored_below, is_left_out

PROJECT_MARKERS = frozenset(
    {
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        ".git",
        ".hg",
        "Pipfile",
        "environment.yml",
        "environment.yaml",
        "Procfile",
        "Dockerfile",
        "uv.lock",
        "poetry.lock",
    }
)
STDIN = "-"


class MissingPathError(Exception):
    """A path named on the command line that does not exist."""

    def __init__(self, path: str) -> None:
        super().__init__(f"`{path}` does not exist")
        self.path = path


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a run: Python code, or a file that says how the project is installed or served.

    `path` is absolute and real, `shown` what reports print. A file that is not `reported` is read only so
    that others can be understood; a `named` one stood on the command line itself. `text` holds what came
    from standard input, otherwise the file is on disk.
    """

    path: str
    shown: str
    reported: bool
    named: bool
    text: bytes | None = None

    @property
    def kind(self) -> Kind:
        """What the file holds; Python unless its name says something else."""
        return kind_of(self.path) or "python"


@dataclass(frozen=True, slots=True)
class _Walk:
    """A folder to look through: `folder` real, `shown` as reports print it, `deep` with its subfolders."""

    folder: str
    shown: str
    reported: bool
    deep: bool = True


OnError = Callable[[OSError], None]


def find(
    paths: Sequence[str | Path] = (".",),
    *,
    exclude: Sequence[Exclusion] = (),
    stdin: bytes | None = None,
    stdin_filename: str | None = None,
    whole_project: bool = True,
    force_exclude: bool = False,
    on_error: OnError = lambda error: None,
) -> tuple[Source, ...]:
    """The files below `paths` and, unless told otherwise, those of the projects they belong to; sorted by path.

    With `force_exclude` even what `paths` names is left out where it is excluded.
    """
    found: dict[str, Source] = {}
    named = [os.fspath(path) for path in paths]
    if force_exclude:
        named = [path for path in named if not _is_excluded(stdin_filename if path == STDIN else path, exclude)]
    for source in _asked_for(named, exclude, stdin, stdin_filename, on_error):
        found[source.path] = _merged(found.get(source.path), source)
    if whole_project:
        walked = {os.path.realpath(path) for path in named if os.path.isdir(path)}
        for walk in _surroundings(named, stdin_filename, walked):
            for source in _below(walk, exclude, on_error):
                found.setdefault(source.path, source)
    return tuple(sorted(found.values(), key=lambda source: source.path))


def project_root(path: str | Path) -> Path:
    """The folder of the project a file or folder belongs to: the nearest one upward that looks like a project."""
    folder = os.path.realpath(path)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    nearest = folder
    while not _is_shared(nearest):
        if _is_project(nearest):
            return Path(nearest)
        nearest = os.path.dirname(nearest)
    return Path(folder)


def _is_excluded(path: str | None, exclude: Sequence[Exclusion]) -> bool:
    real = os.path.realpath(path) if path is not None else ""
    return bool(real) and is_left_out(real, exclude, is_folder=os.path.isdir(real))


def _asked_for(
    named: Sequence[str],
    exclude: Sequence[Exclusion],
    stdin: bytes | None,
    stdin_filename: str | None,
    on_error: OnError,
) -> Iterator[Source]:
    for path in named:
        if path == STDIN:
            yield _standard_input(stdin or b"", stdin_filename)
        elif os.path.isdir(path):
            yield from _below(_Walk(os.path.realpath(path), _spelled(path), reported=True), exclude, on_error)
        elif os.path.exists(path):
            yield Source(os.path.realpath(path), path, reported=True, named=True)
        else:
            raise MissingPathError(path)


def _standard_input(text: bytes, filename: str | None) -> Source:
    return Source(os.path.realpath(filename or STDIN), filename or STDIN, reported=True, named=True, text=text)


def _merged(known: Source | None, new: Source) -> Source:
    if known is None:
        return new
    return replace(known, named=known.named or new.named, text=known.text if known.text is not None else new.text)


def _surroundings(named: Sequence[str], stdin_filename: str | None, walked: set[str]) -> Iterator[_Walk]:
    """The rest of every project that a named path belongs to; its own folder too, which may be an excluded one."""
    for path in named:
        path = (stdin_filename or STDIN) if path == STDIN else path
        own = os.path.realpath(path)
        own = own if os.path.isdir(own) else os.path.dirname(own)
        for folder in dict.fromkeys((str(project_root(path)), own)):
            if folder not in walked and os.path.isdir(folder):
                walked.add(folder)
                yield _Walk(folder, _beside(folder, path), reported=False, deep=not _is_shared(folder))


def _beside(folder: str, path: str) -> str:
    """How reports print a folder nobody typed: absolute next to an absolute path, else from the working directory."""
    try:
        return folder if os.path.isabs(path) else _spelled(os.path.relpath(folder, os.path.realpath(os.curdir)))
    except ValueError:  # no way leads from one drive of Windows to another
        return folder


def _below(walk: _Walk, exclude: Sequence[Exclusion], on_error: OnError) -> Iterator[Source]:
    pending = [(walk.folder, walk.shown, ignored_below(walk.folder, exclude))]
    while pending:
        folder, shown, ignored = pending.pop()
        ignored = ignored.within(folder)
        for entry in _entries(folder, on_error):
            path, name = os.path.join(folder, entry.name), os.path.join(shown, entry.name)
            if walk.deep and entry.is_dir(follow_symlinks=False):
                if not ignored.holds(path, is_folder=True):
                    pending.append((path, name, ignored))
            elif _is_read(entry) and not ignored.holds(path, is_folder=False):
                real = os.path.realpath(path) if entry.is_symlink() else path
                yield Source(real, name, reported=walk.reported, named=False)


def _entries(folder: str, on_error: OnError) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: (entry.is_symlink(), entry.name))
    except OSError as error:
        on_error(error)
        return []


def _is_read(entry: os.DirEntry[str]) -> bool:
    try:
        return kind_of(entry.path) is not None and entry.is_file()
    except OSError:
        return False


def _is_project(folder: str) -> bool:
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return any(name in PROJECT_MARKERS or _is_requirements(name) for name in names)


def _is_requirements(name: str) -> bool:
    return name.startswith("requirements") and name.endswith((".txt", ".in"))


def _spelled(folder: str) -> str:
    """The typed folder without a leading `./` of its own, because `.` stands for no folder at all."""
    return "" if os.path.normpath(folder) == os.curdir else folder


def _is_shared(folder: str) -> bool:
    """Whether a folder is one of many unrelated things; so is the top of every drive."""
    return folder in _SHARED_FOLDERS or folder == os.path.dirname(folder)


def _shared_folders() -> frozenset[str]:
    """Folders that many unrelated things share, which are never one project."""
    here = (os.path.expanduser("~"), tempfile.gettempdir(), "/tmp", "/var/tmp", os.path.abspath(os.sep))
    return frozenset(os.path.realpath(folder) for folder in here)


_SHARED_FOLDERS = _shared_folders()
