"""The source lines that a report quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from dashlint.decoding import decoded
from dashlint.diagnostic import Location

_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Excerpts:
    """Looks up how a file is shown, and its lines; `text_of` gives the bytes of what is not on disk."""

    def __init__(self, shown: Callable[[str], str], text_of: Callable[[str], bytes | None]) -> None:
        self._shown = shown
        self._text_of = text_of
        self._lines = lru_cache(maxsize=32)(self._read)

    def where(self, location: Location) -> str:
        return f"{self.path(location)}:{location.line}:{location.column}"

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
        return tuple(_LINE_END.split(decoded(content)))
