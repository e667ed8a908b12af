"""Columns as editors count them: in the units of an encoding, where dashlint counts characters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lsprotocol import types

from dashlint.diagnostic import Location

Line = Callable[[str, int], str]
"""Returns a line of a file without its end, given its path and its number from 1."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measures text in the units of `encoding`: `utf-8`, `utf-16` or `utf-32`."""

    encoding: str = "utf-16"

    def units(self, text: str) -> int:
        """Return how many units a text takes."""
        if self.encoding == "utf-32":
            return len(text)
        if self.encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2

    def characters(self, line: str, units: int) -> int:
        """Return how many characters of a line end within its first `units`; what lies behind its end is its end."""
        taken = 0
        for number, character in enumerate(line):
            taken += self.units(character)
            if taken > units:
                return number
        return len(line)

    def position(self, line: str, number: int, column: int) -> types.Position:
        """Return the place before the character at a column, from 1, in the line of that number, from 1."""
        return types.Position(max(number - 1, 0), self.units(line[: max(column - 1, 0)]))

    def range(self, location: Location, line: Line) -> types.Range:
        """Return the stretch of a file that a location means."""
        first, last = line(location.path, location.line), line(location.path, location.end_line)
        return types.Range(
            self.position(first, location.line, location.column),
            self.position(last, location.end_line, location.end_column),
        )

    def location(self, path: str, range: types.Range, line: Line) -> Location:
        """Return the location that a stretch of a file means."""
        start, end = range.start, range.end
        first, last = line(path, start.line + 1), line(path, end.line + 1)
        columns = self.characters(first, start.character) + 1, self.characters(last, end.character) + 1
        return Location(path, start.line + 1, columns[0], end.line + 1, columns[1])
