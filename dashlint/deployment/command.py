"""Commands: the words of one simple command, where it stands, what is set for it, and the folder it runs in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dashlint.facts import Place

Settings = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables that are set for a command; the value of one that is not known is None.

    `hides_more` tells that others may be set, in a file or a store that is not seen.
    """

    variables: Settings = ()
    hides_more: bool = False

    def __contains__(self, name: str) -> bool:
        return any(name == known for known, _ in self.variables)

    def value(self, name: str) -> str | None:
        """Return what a variable is set to, None where it is not set or not known."""
        return dict(self.variables).get(name)

    def over(self, other: Environment) -> Environment:
        """Return these variables, and those of `other` that are not set here."""
        merged = {**dict(other.variables), **dict(self.variables)}
        return Environment(tuple(merged.items()), self.hides_more or other.hides_more)

    def having(self, variables: Mapping[str, str | None]) -> Environment:
        """Return this environment with more variables set, or set anew."""
        return Environment(tuple(variables.items())).over(self) if variables else self


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder or file `outside`, in the project, that is found as `inside` in a container."""

    inside: str
    outside: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A working directory: `path` in the file system that the command sees.

    In a container `mounts` tell what of it is the project's, the last one first. `around` are folders of the project in
    which a file may be that is not found so: where a path of the machine that serves is not one of this project.
    """

    path: str
    mounts: tuple[Mount, ...] = ()
    around: tuple[str, ...] = ()

    def at(self, path: str | None) -> Folder:
        """Return the folder after `cd path`; None is a path that is not known."""
        if path is None:
            return replace(self, path=os.sep)
        is_posix = path.startswith("/")  # such a path has no drive, not even that of this folder on Windows
        target = os.path.normpath(path if is_posix else os.path.join(self.path, path))
        if is_posix or os.path.isabs(path):
            return replace(self, path=target, around=_ending_like(target, self.around))
        return replace(
            self, path=target, around=tuple(os.path.normpath(os.path.join(one, path)) for one in self.around)
        )

    def found(self, relative: str) -> Iterator[str]:
        """Yield the paths in the project that a path relative to this folder can mean, the surest first."""
        whole = os.path.normpath(os.path.join(self.path, relative))
        if not self.mounts:
            yield whole
        for mount in reversed(self.mounts):
            below = _below(mount.inside, whole)
            if below is not None:
                yield os.path.normpath(os.path.join(mount.outside, below))
        for folder in self.around:
            yield os.path.normpath(os.path.join(folder, relative))


def _below(folder: str, path: str) -> str | None:
    if path == folder:
        return ""
    prefix = folder.rstrip(os.sep) + os.sep
    return path[len(prefix) :] if path.startswith(prefix) else None


def _ending_like(path: str, around: tuple[str, ...]) -> tuple[str, ...]:
    """Return folders that end as a path of another machine does, then those known before."""
    parts = [part for part in path.split(os.sep) if part]
    ends = [os.path.join(*parts[-count:]) for count in (2, 1) if len(parts) >= count]
    return (*(os.path.join(folder, end) for folder in around for end in ends), *around)


#: Where nothing is set, and the folder of a container that names none.
UNSET = Environment()
ROOT = Folder(os.sep)


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command: its words after expansion, each with its line, what is set for it, and where it runs."""

    words: tuple[str, ...]
    path: str
    lines: tuple[int, ...]
    environment: Environment = UNSET
    folder: Folder = ROOT

    @property
    def place(self) -> Place:
        """The line of its first word."""
        return Place(self.path, -self.lines[0])


def assignments(texts: Iterable[str]) -> dict[str, str | None]:
    """Return the variables that texts such as `NAME=value` set; a bare `NAME` is handed on from outside."""
    found: dict[str, str | None] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        found[name.strip()] = value if equals else None
    return found
