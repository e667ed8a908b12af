"""Which files and folders below a folder are left out of a run."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
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


#: A pattern with more stars than this is not tried on a path that could take it this many steps or more.
FEW_STARS, MOST_STEPS = 3, 100_000_000

LONGEST_PATTERN = 4096

_STAR = re.compile(r"\*+")
_Stars = tuple[int, int]


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


@lru_cache(maxsize=4096)
def compiles(text: str) -> bool:
    """Whether a text is a pattern of the kind that .gitignore has, and not longer than every path."""
    try:
        return len(text) <= LONGEST_PATTERN and _compiled([text]) is not None
    except (ValueError, re.error, RecursionError, OverflowError):  # such as the range of `[z-a]`
        return False


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
    """Patterns as they are matched: `plain` are those with so few stars that no path takes long."""

    folder: str
    patterns: tuple[str, ...]
    compiled: GitIgnoreSpec
    plain: GitIgnoreSpec
    stars: frozenset[_Stars]

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True: left out; False: let in again by a `!` pattern; None: not mentioned."""
        prefix = self.folder if self.folder.endswith(os.sep) else self.folder + os.sep
        if not path.startswith(prefix):
            return None
        relative = path[len(prefix) :].replace(os.sep, "/")
        takes_long = any(_steps(relative, stars) > MOST_STEPS for stars in self.stars)
        compiled = self.plain if takes_long else self.compiled
        return compiled.check_file(relative + "/" if is_folder else relative).include


def _spec(folder: str, patterns: Iterable[str]) -> _Spec:
    relative = tuple(made for pattern in patterns if compiles(made := _relative(folder, pattern)))
    stars = {pattern: _stars(pattern) for pattern in relative if pattern.count("*") > FEW_STARS}
    compiled = _compiled(relative)
    plain = _compiled(pattern for pattern in relative if pattern not in stars) if stars else compiled
    return _Spec(folder, relative, compiled, plain, frozenset(stars.values()))


def _compiled(patterns: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # what regular expressions may mean one day
        return GitIgnoreSpec.from_lines(patterns)


def _stars(pattern: str) -> _Stars:
    """Return how many stars a pattern has that stand for folders, and the most that stand for parts of one name."""
    parts = pattern.split("/")
    return sum("**" in part for part in parts), max(len(_STAR.findall(part)) for part in parts)


def _steps(path: str, stars: _Stars) -> int:
    """Return in how many ways the parts of a path may be shared out among stars before it is known not to match."""
    folders, in_name = stars
    parts = path.split("/")
    return comb(len(parts) + folders, folders) * comb(max(map(len, parts)) + in_name, in_name)


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
