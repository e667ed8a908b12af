"""The source lines that a report quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from dashlint.decoding import decoded
from dashlint.diagnostic import Location
from dashlint.lines import LINE_END
from dashlint.notebooks import Notebook, Notebooks

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Excerpts:
    """Looks up how a file is shown, and its lines; `text_of` gives the bytes of what is not on disk.

    The lines of a notebook are those of its code, cell by cell, but for one who wants all `as_files`.
    """

    def __init__(
        self, shown: Callable[[str], str], text_of: Callable[[str], bytes | None], as_files: bool = False
    ) -> None:
        self._shown = shown
        self._text_of = text_of
        self._lines = lru_cache(maxsize=32)(self._read)
        self._notebook_at: Callable[[str], Notebook | None] = Notebooks(text_of).at
        if as_files:
            self._notebook_at = lambda path: None

    def where(self, location: Location) -> str:
        return f"{self.path(location)}:{self.position(location)}"

    def position(self, location: Location) -> str:
        """The line and the column, behind the cell where the file is a notebook."""
        cell = self.cell(location.path, location.line)
        line = self.number(location.path, location.line)
        return f"{line}:{location.column}" if cell is None else f"cell {cell}:{line}:{location.column}"

    def cell(self, path: str, line: int) -> int | None:
        """The cell of a notebook that a line of its code stands in; None for other files."""
        notebook = self._notebook_at(path)
        return notebook.cell_line(line).cell if notebook is not None else None

    def number(self, path: str, line: int) -> int:
        """The number of a line as people count it: in a notebook it is that in its cell."""
        notebook = self._notebook_at(path)
        return notebook.cell_line(line).line if notebook is not None else line

    def path(self, location: Location) -> str:
        return self.shown(location.path)

    def shown(self, path: str) -> str:
        """The path as the user knows it; a line break in a file's name must not look like a second problem."""
        return _CONTROL.sub(lambda match: repr(match[0])[1:-1], self._shown(path))

    def line(self, path: str, number: int) -> str:
        """One line of a file; empty where there is none, such as in a file that cannot be read."""
        lines = self._lines(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def count(self, path: str) -> int:
        """How many lines a file has."""
        lines = self._lines(path)
        return len(lines) - (lines[-1:] == ("",))

    def _read(self, path: str) -> tuple[str, ...]:
        content = self._text_of(path)
        if content is None:
            try:
                content = Path(path).read_bytes()
            except OSError:
                return ()
        notebook = self._notebook_at(path)
        return tuple(LINE_END.split(decoded(content) if notebook is None else notebook.python))
