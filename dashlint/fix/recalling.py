"""Recalling: the edits that a fix came to before, in files that had the same content."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from dashlint.changes import Fix
from dashlint.diagnostic import Edit, Location
from dashlint.read.memory import EDITS, recollection_of
from dashlint.read.rows import DamagedError, packed_rows, unpacked_rows

#: The number of the file among those of the fix, where the edit begins and ends, its text, whether it is shared.
_ROW = (int, int, int, int, int, str, bool)


class Recalled:
    """What is remembered of one fix to files with these `texts`; `own` tells the project's own modules."""

    def __init__(self, fix: Fix, texts: Mapping[str, bytes], own: Callable[[str], Collection[str]]) -> None:
        self._paths = list(dict.fromkeys(change.place.path for change in fix.changes))
        self._recollection = recollection_of(texts[self._paths[0]])
        around = [(_digest(texts[path]), sorted(own(path))) for path in self._paths]
        self._key = repr((fix.changes, around)).encode("utf-8", "surrogatepass")

    def edits(self) -> tuple[Edit, ...] | None:
        """Return the edits, which are none for a fix that cannot be made; None if nothing is remembered."""
        text = self._recollection.text(EDITS, self._key)
        if text is None:
            return None
        try:
            rows = unpacked_rows(text, _ROW)
            return tuple(Edit(Location(self._paths[file], *place), new, shared) for file, *place, new, shared in rows)
        except (DamagedError, IndexError):
            return None

    def keep(self, edits: Sequence[Edit]) -> None:
        """Remember the edits."""
        self._recollection.keep_text(EDITS, self._key, packed_rows(map(self._row, edits)))

    def _row(self, edit: Edit) -> tuple[int, int, int, int, int, str, bool]:
        here = edit.location
        file = self._paths.index(here.path)
        return (file, here.line, here.column, here.end_line, here.end_column, edit.text, edit.is_shared)


@lru_cache(maxsize=256)
def _digest(text: bytes) -> str:
    return blake2b(text, digest_size=16).hexdigest()
