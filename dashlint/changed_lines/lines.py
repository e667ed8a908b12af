"""Which lines were changed, and which problems touch them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from dashlint.changed_lines.following import followed
from dashlint.diagnostic import Diagnostic, Location

EVERY_LINE = range(1, sys.maxsize)


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """Stretches of changed lines, from 1, by the absolute and real path of their file.

    Below `folders` everything was changed.
    """

    files: Mapping[str, tuple[range, ...]]
    folders: tuple[str, ...] = ()

    def touch(self, diagnostic: Diagnostic) -> bool:
        """Whether a problem stands on changed lines, or a step of the chain that leads to it does."""
        places = (diagnostic.location, *(note.location for note in diagnostic.notes))
        return any(place is not None and self._hold(place) for place in places)

    def followed(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> ChangedLines:
        """Return the changed lines once the files in `after` hold something else than in `before`."""
        moved = {path: followed(self.files.get(path, ()), before[path], text) for path, text in after.items()}
        return ChangedLines({**self.files, **moved}, self.folders)

    def _hold(self, place: Location) -> bool:
        if place.path.startswith(self.folders):
            return True
        stretches = self.files.get(place.path, ())
        return any(place.line < stretch.stop and stretch.start <= place.end_line for stretch in stretches)
