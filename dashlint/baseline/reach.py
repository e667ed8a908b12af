"""How far a run reaches: which entries of a baseline it could find, and so which are gone if it did not."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from dashlint.baseline.counts import Entry, EntryOf
from dashlint.diagnostic import Diagnostic
from dashlint.fingerprints import chain

NEVER_HIDDEN = frozenset({"DSH001"})
"""What no baseline holds: as long as a file cannot be read, nobody knows what else is wrong with it."""


def entries_in(folder: Path) -> EntryOf:
    """Return what tells the entries of problems in a baseline that is kept in `folder`, an absolute and real path."""

    def entry_of(diagnostic: Diagnostic) -> Entry | None:
        path = None if diagnostic.code in NEVER_HIDDEN else relative(diagnostic.location.path, folder)
        return None if path is None else Entry(path, diagnostic.code, chain(diagnostic))

    return entry_of


def relative(path: str, folder: Path) -> str | None:
    """Return a path as a baseline in `folder` writes it; None where there is no way, as to another Windows drive."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Reach:
    """What a run looked at: the `files` that it reports on and the `folders` that it searched.

    `folder` is that of the baseline; all paths are absolute and real. `shows` says whether the run shows a rule, given
    by its code, in a file. A run `on_trial`, with another backend than the project has, says nothing of what is gone.
    """

    folder: Path
    files: Collection[str]
    folders: Collection[str]
    shows: Callable[[str, str], bool]
    on_trial: bool = False

    def judges(self, entry: Entry) -> bool:
        """Whether the run would have found the problem of an entry, if there were one."""
        path = os.path.normpath(self.folder / entry.path)
        if self.on_trial or not self.shows(entry.code, path):
            return False
        return path in self.files or (self._searched(path) and not os.path.lexists(path))

    def _searched(self, path: str) -> bool:
        return any(str(parent) in self.folders for parent in Path(path).parents)
