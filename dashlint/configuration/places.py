"""Where a setting stands: its file, its line and its name, for messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dashlint.configuration.errors import SettingsError
from dashlint.toml import Document, Way


@dataclass(frozen=True, slots=True)
class Place:
    """A value in the settings that `origin` holds, a file or `--config`.

    `inside` is the way to dashlint's table in the document and `way` the way on from there to the value. Relative paths
    start in `folder`; `rules` are the names of all known rules by code.
    """

    origin: str
    document: Document
    inside: tuple[str, ...]
    folder: str
    rules: Mapping[str, str]
    way: Way = ()
    is_file: bool = True

    def at(self, *steps: str | int) -> Place:
        """Return the place of what lies further inside."""
        return replace(self, way=(*self.way, *steps))

    @property
    def spot(self) -> str:
        """The file and the line, or the option."""
        if not self.is_file:
            return f"`{self.origin}`"
        return f"{self.origin}:{self.document.line(*self.inside, *self.way)}"

    @property
    def named(self) -> str:
        """The spot and the key, as messages begin: ``dashlint.toml:3: `backend` ``."""
        return f"{self.spot}: {self._name}"

    @property
    def named_around(self) -> str:
        """The spot and the table, for a problem with no single key of it: ``dashlint.toml:3: `blocking` number 2``."""
        inner, around = _split(self.way)
        names = [*around, *([f"`{inner}`"] if inner else [])]
        return f"{self.spot}: {', '.join(names) or 'the table'}"

    @property
    def _name(self) -> str:
        inner, around = _split(self.way)
        return f"`{inner}`" + (f" (in {', '.join(around)})" if around else "")

    def error(self, problem: str) -> SettingsError:
        """Make the error that says what is wrong with the value here."""
        return SettingsError(f"{self.named} {problem}")

    def path(self, written: str) -> str:
        """Return the absolute path that a value of the settings means."""
        sys.audit("dashlint.expanded", written)
        expanded = os.path.expandvars(os.path.expanduser(written))
        return os.path.normpath(os.path.join(self.folder, expanded))


def _split(way: Way) -> tuple[str, list[str]]:
    """Return the dotted key behind the last number of a way, and what it lies in: `blocking` number 2."""
    parts = list(_parts(way))
    around = [f"`{key}` number {number}" for key, number in parts[:-1]]
    return parts[-1][0], around


def _parts(way: Way) -> Iterator[tuple[str, int]]:
    """Yield the dotted keys of a way, each with the number of the entry that follows it."""
    keys: list[str] = []
    for step in way:
        if isinstance(step, int):
            yield ".".join(keys), step + 1
            keys = []
        else:
            keys.append(step)
    yield ".".join(keys), 0
