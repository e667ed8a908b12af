"""Which files and folders below a folder are left out of a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

DEFAULT_EXCLUDES = frozenset(
    {
        ".archive",
        ".bzr",
        ".cache",
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".idea",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pyenv",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "__pypackages__",
        "_build",
        "buck-out",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    }
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Patterns in the manner of .gitignore, read from the absolute real `folder` they belong to."""

    folder: str
    patterns: tuple[str, ...]


def is_meant(exclusion: Exclusion, path: str) -> bool:
    """Whether the patterns mean the file at this absolute real path, or a folder around it."""
    return bool(_known_spec(exclusion).verdict(path, is_folder=False))


def is_left_out(path: str, exclusions: Iterable[Exclusion], *, is_folder: bool) -> bool:
    """Whether a run leaves out this absolute real path, or a folder around it, where it obeys exclusions everywhere."""
    if any(_known_spec(exclusion).verdict(path, is_folder) for exclusion in exclusions):
        return True
    here = os.path.realpath(os.curdir).rstrip(os.sep) + os.sep
    inside = path[len(here) :].split(os.sep) if path.startswith(here) else []
    folders = inside if is_folder else inside[:-1]
    return any(_is_left_out_by_default(here + os.sep.join(inside[:count])) for count in range(1, len(folders) + 1))


@lru_cache(maxsize=512)
def _known_spec(exclusion: Exclusion) -> _Spec:
    return _spec(exclusion.folder, exclusion.patterns)


@dataclass(frozen=True, slots=True)
class Ignored:
    """What is left out below one folder: `excluded` by the user and `gitignored`, outermost folder first."""

    excluded: tuple[_Spec, ...] = ()
    gitignored: tuple[_Spec, ...] = ()

    def within(self, folder: str) -> Ignored:
        """The same, with the .gitignore of `folder` in force."""
        spec = _gitignore(folder)
        return Ignored(self.excluded, (*self.gitignored, spec)) if spec else self

    def holds(self, path: str, *, is_folder: bool) -> bool:
        if is_folder and _is_left_out_by_default(path):
            return True
        if any(spec.verdict(path, is_folder) for spec in self.excluded):
            return True
        verdicts = (spec.verdict(path, is_folder) for spec in reversed(self.gitignored))
        return next((verdict for verdict in verdicts if verdict is not None), False)


def ignored_below(folder: str, exclusions: Sequence[Exclusion]) -> Ignored:
    """What to leave out of a walk that starts in `folder`, which itself was asked for and is never left out."""
    excluded = [_spec(exclusion.folder, exclusion.patterns) for exclusion in exclusions]
    gitignored = [_gitignore(above) for above in _folders_above(folder)]
    return Ignored(_letting_in(folder, excluded), _letting_in(folder, gitignored))


@dataclass(frozen=True, slots=True)
class _Spec:
    folder: str
    patterns: tuple[str, ...]
    compiled: GitIgnoreSpec

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True: left out; False: let in again by a `!` pattern; None: not mentioned."""
        prefix = self.folder if self.folder.endswith(os.sep) else self.folder + os.sep
        if not path.startswith(prefix):
            return None
        relative = path[len(prefix) :].replace(os.sep, "/")
        return self.compiled.check_file(relative + "/" if is_folder else relative).include


def _spec(folder: str, patterns: Iterable[str]) -> _Spec:
    from pathspec import GitIgnoreSpec

    relative = tuple(_relative(folder, pattern) for pattern in patterns)
    return _Spec(folder, relative, GitIgnoreSpec.from_lines(relative))


def _relative(folder: str, pattern: str) -> str:
    """The pattern as .gitignore would spell it: `./a/b` and an absolute path are anchored at the folder."""
    if pattern.startswith(folder.rstrip(os.sep) + os.sep):
        return "/" + pattern[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    if pattern.startswith(f".{os.sep}"):
        return "/" + pattern[2:].replace(os.sep, "/")
    return "/" + pattern[2:] if pattern.startswith("./") else pattern


def _letting_in(folder: str, specs: Iterable[_Spec | None]) -> tuple[_Spec, ...]:
    """The specs without the patterns that would leave out `folder` itself."""
    kept = []
    for spec in specs:
        if spec is not None and spec.verdict(folder, is_folder=True):
            alone = ((pattern, _spec(spec.folder, (pattern,))) for pattern in spec.patterns)
            spec = _spec(spec.folder, [pattern for pattern, only in alone if not only.verdict(folder, is_folder=True)])
        if spec is not None and spec.patterns:
            kept.append(spec)
    return tuple(kept)


def _gitignore(folder: str) -> _Spec | None:
    path = os.path.join(folder, ".gitignore")
    if not os.path.isfile(path):
        return None
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as lines:
            return _spec(folder, lines.read().splitlines())
    except (OSError, ValueError):
        return None


def _folders_above(folder: str) -> list[str]:
    """The folders above `folder` up to the top of its repository, outermost first; none outside a repository."""
    above: list[str] = []
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return []
        above.append(parent)
        folder = parent
    return above[::-1]


def _is_left_out_by_default(path: str) -> bool:
    name = os.path.basename(path)
    return name in DEFAULT_EXCLUDES or name.endswith(".egg-info") or os.path.isfile(os.path.join(path, "pyvenv.cfg"))
