"""TOML files with the lines that their values stand on."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

#: The way to a value: keys of tables and numbers of array items.
Way: TypeAlias = "tuple[str | int, ...]"

_TOKEN = re.compile(
    r"""
      (?P<skip> [^\S\n]+ | \#[^\n]* )
    | (?P<newline> \n )
    | (?P<string> \"{3} (?: \\. | [^\\] )*? \"{3,5} | '{3} .*? '{3,5} | "(?: \\. | [^"\\\n] )*" | '[^'\n]*' )
    | (?P<mark> [\[\]{}=,.] )
    | (?P<bare> [^\s\[\]{}=,.\#"']+ )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its tables, and the line of every value by the way to it."""

    tables: Mapping[str, Any]
    lines: Mapping[Way, int]

    def table(self, *keys: str) -> Mapping[str, Any]:
        """Return the table at this way, an empty one where something else stands or nothing."""
        found: Any = self.tables
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def line(self, *way: str | int) -> int:
        """Return the line of a value, else that of the nearest thing around it."""
        while way and way not in self.lines:
            way = way[:-1]
        return self.lines.get(way, 1)


def load(text: str) -> Document:
    """Parse a file.

    Raises:
        ValueError: the text is no TOML.
    """
    tables = tomllib.loads(text)
    return Document(tables, _Lines(text).all())


class _Lines:
    """Finds the lines of the values of valid TOML."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            if match.lastgroup != "skip":
                self._tokens.append((match.lastgroup or "", match.group(), line))
            line += match.group().count("\n")
        self._tokens.append(("end", "", line))
        self._at = 0
        self._items: dict[Way, int] = {}
        self._found: dict[Way, int] = {}

    def all(self) -> dict[Way, int]:
        table: Way = ()
        while self._kind != "end":
            if self._text == "[" and self._kind == "mark":
                table = self._header()
            elif self._kind in ("bare", "string"):
                self._pair(table)
            else:
                self._at += 1
        return self._found

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def _text(self) -> str:
        return self._tokens[self._at][1]

    def _header(self) -> Way:
        line = self._tokens[self._at][2]
        is_item = self._tokens[self._at + 1][:2] == ("mark", "[")
        self._at += 2 if is_item else 1
        keys = self._keys("]")
        self._at += 2 if is_item else 1
        way: Way = ()
        for number, key in enumerate(keys, 1):
            way = (*way, key)
            self._found.setdefault(way, line)
            if is_item and number == len(keys):
                self._items[way] = self._items.get(way, -1) + 1
            if way in self._items:
                way = (*way, self._items[way])
        self._found[way] = line
        return way

    def _keys(self, end: str) -> list[str]:
        keys = []
        while self._kind != "end" and not (self._kind == "mark" and self._text == end):
            if self._kind == "bare":
                keys.append(self._text)
            elif self._kind == "string":
                keys.append(tomllib.loads(f"key = {self._text}")["key"])
            self._at += 1
        return keys

    def _pair(self, table: Way) -> None:
        line = self._tokens[self._at][2]
        way: Way = table
        for key in self._keys("="):
            way = (*way, key)
            self._found.setdefault(way, line)
        self._at += 1
        self._found[way] = line
        self._value(way)

    def _value(self, way: Way) -> None:
        self._found.setdefault(way, self._tokens[self._at][2])
        if self._kind == "mark" and self._text in "[{":
            self._inside(way, "]" if self._text == "[" else "}")
            return
        while self._kind not in ("newline", "end") and not (self._kind == "mark" and self._text in ",]}"):
            self._at += 1

    def _inside(self, way: Way, end: str) -> None:
        self._at += 1
        number = 0
        while self._kind != "end" and not (self._kind == "mark" and self._text in "]}"):
            if self._kind == "newline" or (self._kind == "mark" and self._text == ","):
                self._at += 1
            elif end == "]":
                self._value((*way, number))
                number += 1
            else:
                self._pair(way)
        self._at += 1
