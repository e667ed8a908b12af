"""Quoting a project's own texts, which may hold anything, so that they show what they hold and nothing acts."""

from __future__ import annotations

import unicodedata

from dashlint.audit.model import Remark, Spot
from dashlint.diagnostic import Diagnostic, Location
from dashlint.report.excerpt import Excerpts

#: Characters that control, that are half of one, that reorder a line or that break one.
_ACTING = ("Cc", "Cs", "Cf", "Zl", "Zp")
LONGEST = 160


class Quotes:
    """Quotes places and messages, with paths and lines from `excerpts`."""

    def __init__(self, excerpts: Excerpts) -> None:
        self._excerpts = excerpts

    def spot(self, location: Location) -> Spot:
        """Return a place as reports show it."""
        line = self._excerpts.line(location.path, location.line)
        cell = self._excerpts.cell(location.path, location.line)
        return Spot(
            plain(self._excerpts.path(location)) + (f":cell {cell}" if cell is not None else ""),
            self._excerpts.number(location.path, location.line),
            location.column,
            self._excerpts.number(location.path, location.end_line),
            location.end_column,
            plain(_around(line, location.column - 1)),
        )

    def remarks(self, diagnostic: Diagnostic) -> tuple[Remark, ...]:
        """Return the other places of a diagnostic."""
        found = ((note.location, note.message) for note in diagnostic.notes)
        return tuple(Remark(self.spot(where) if where else None, sentence(message)) for where, message in found)


def plain(text: str) -> str:
    """Return a text with an escape for every character that would do something."""
    return "".join(_shown(character) for character in text.expandtabs(4))


def sentence(text: str) -> str:
    """Return a message on one line."""
    return plain(" ".join(text.split()))


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _ACTING:
        return character
    return ascii(character)[1:-1]


def _around(line: str, column: int) -> str:
    """Return a line without its indentation; of a long one what stands around a column."""
    text = line.strip()
    if len(text) <= LONGEST:
        return text
    start = max(min(column - (len(line) - len(line.lstrip())) - LONGEST // 4, len(text) - LONGEST), 0)
    lead, tail = "..." if start else "", "..." if start + LONGEST < len(text) else ""
    return f"{lead}{text[start : start + LONGEST]}{tail}"
