"""The cells of a notebook as its JSON holds them: where their sources stand in the text of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)
#: What a cell's code is called: since format 4, and before.
_SOURCES = ("source", "input")


class RawError(Exception):
    """A text that is no notebook; `line` is where that shows."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Piece:
    """A JSON string: its text, and where its token begins and ends."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell of code, by its `number` among all cells from 1: the pieces of its source, and the whole of that."""

    number: int
    pieces: tuple[Piece, ...]
    start: int
    end: int
    is_list: bool

    @property
    def text(self) -> str:
        """The code."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class RawNotebook:
    """The cells of code of a notebook; there are none where its kernel runs another language."""

    text: str
    cells: tuple[RawCell, ...]


def raw_notebook(text: str) -> RawNotebook:
    """Return the cells of code in the text of a notebook.

    Raises:
        RawError: it is no JSON, or no notebook.
    """
    try:
        found = _Reading(text)
        found.top()
    except json.JSONDecodeError as error:
        raise RawError(f"not a notebook: {error.msg.lower()}", error.lineno) from error
    except RecursionError as error:
        raise RawError("not a notebook: nested too deeply", 1) from error
    if not found.has_cells:
        raise RawError("not a notebook: it has no cells", 1)
    return RawNotebook(text, tuple(found.cells) if _is_python(found.metadata) else ())


def _is_python(metadata: Any) -> bool:
    """Tell whether a notebook's kernel runs Python, which it does unless it says something else."""
    told = metadata if isinstance(metadata, dict) else {}
    for part, key in (("kernelspec", "language"), ("language_info", "name")):
        inner = told.get(part)
        language = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(language, str) and language:
            return language.lower() in ("python", "ipython")
    return True


class _Reading:
    """One pass over the text; every value but those on the way to a cell's source is decoded as a whole."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.cells: list[RawCell] = []
        self.has_cells = False
        self.metadata: Any = None
        self._number = 0

    def top(self) -> None:
        at = self._space(0)
        for key, start in self._pairs(at):
            if key in ("cells", "worksheets") and self.text[start : start + 1] == "[":
                self.has_cells = True
                self._end = self._cells(start) if key == "cells" else self._worksheets(start)
            else:
                value, self._end = self._value(start)
                self.metadata = value if key == "metadata" else self.metadata
        if self._space(self._end_of_object) != len(self.text):
            raise json.JSONDecodeError("Extra data", self.text, self._end_of_object)

    def _worksheets(self, at: int) -> int:
        for start in self._items(at):
            for key, inner in self._pairs(start):
                self._end = self._cells(inner) if key == "cells" else self._value(inner)[1]
            self._end = self._end_of_object
        return self._end_of_list

    def _cells(self, at: int) -> int:
        for start in self._items(at):
            self._number += 1
            source: RawCell | None = None
            kind: Any = None
            language: Any = None
            for key, inner in self._pairs(start):
                if key in _SOURCES:
                    source = self._source(inner)
                else:
                    value, self._end = self._value(inner)
                    kind = value if key == "cell_type" else kind
                    language = _language(key, value) or language
            self._end = self._end_of_object
            if kind == "code" and source is not None and language in (None, "python"):
                self.cells.append(source)
        return self._end_of_list

    def _source(self, at: int) -> RawCell:
        if self.text[at : at + 1] == "[":
            pieces = []
            for start in self._items(at):
                pieces.append(self._string(start))
                self._end = pieces[-1].end
            self._end = self._end_of_list
            return RawCell(self._number, tuple(pieces), at, self._end, True)
        piece = self._string(at)
        self._end = piece.end
        return RawCell(self._number, (piece,), at, self._end, False)

    def _string(self, at: int) -> Piece:
        value, end = self._value(at)
        if not isinstance(value, str):
            raise json.JSONDecodeError("Source is no text", self.text, at)
        return Piece(value, at, end)

    def _value(self, at: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self.text, at)
        except ValueError as error:
            if isinstance(error, json.JSONDecodeError):
                raise
            raise json.JSONDecodeError("Number too long", self.text, at) from error

    def _pairs(self, at: int) -> Iterator[tuple[str, int]]:
        """Yield the keys of an object, each with the start of its value, whose end is to be put in `_end`."""
        at = self._expect("{", at)
        if self.text[at : at + 1] == "}":
            self._end_of_object = at + 1
            return
        while True:
            key = self._string(at)
            start = self._expect(":", self._space(key.end))
            yield key.text, start
            at = self._space(self._end)
            if self.text[at : at + 1] == "}":
                self._end_of_object = at + 1
                return
            at = self._expect(",", at)

    def _items(self, at: int) -> Iterator[int]:
        """Yield the starts of the items of a list, whose ends are to be put in `_end`."""
        at = self._expect("[", at)
        if self.text[at : at + 1] == "]":
            self._end_of_list = at + 1
            return
        while True:
            yield at
            at = self._space(self._end)
            if self.text[at : at + 1] == "]":
                self._end_of_list = at + 1
                return
            at = self._expect(",", at)

    def _expect(self, token: str, at: int) -> int:
        if self.text[at : at + 1] != token:
            raise json.JSONDecodeError(f"Expecting `{token}`", self.text, at)
        return self._space(at + 1)

    def _space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at


def _language(key: str, value: Any) -> str | None:
    """Return the language that a cell alone is in: before format 4 by a key of its own, else by an editor's note."""
    if key == "language" and isinstance(value, str):
        return value.lower()
    note = value.get("vscode") if key == "metadata" and isinstance(value, dict) else None
    language = note.get("languageId") if isinstance(note, dict) else None
    return language.lower() if isinstance(language, str) else None
