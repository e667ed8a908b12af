"""Where a place in the code of a cell stands in the file of its notebook."""

from __future__ import annotations

import re

from dashlint.lines import LINE, LINE_END
from dashlint.notebooks.raw import Piece, RawCell


def place_in_file(text: str, cell: RawCell, line: int, column: int) -> tuple[int, int]:
    """Return the line and the column in the `text` of a file where those of a cell are; all count from 1."""
    offset = _offset(cell, line, column)
    for piece in cell.pieces:
        if offset < len(piece.text) or piece is cell.pieces[-1]:
            return _position(text, piece, min(offset, len(piece.text)))
        offset -= len(piece.text)
    return _line_of(text, cell.start), 1


def _offset(cell: RawCell, line: int, column: int) -> int:
    """Return the position in a cell's text of a line and column from 1."""
    lines = LINE.findall(cell.text)
    inside = min(column - 1, len(LINE_END.sub("", lines[line - 1]))) if line <= len(lines) else 0
    return sum(map(len, lines[: line - 1])) + inside


def _position(text: str, piece: Piece, offset: int) -> tuple[int, int]:
    """Return where a position in a piece's text stands in the file."""
    at = piece.start + 1
    for _ in range(offset):
        at += _width(text, at)
    return _line_of(text, at), at - (text.rfind("\n", 0, at) + 1) + 1


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _width(text: str, at: int) -> int:
    """Return how many characters of a JSON string stand for one of its text (two for one beyond the basic plane)."""
    if text[at : at + 1] != "\\":
        return 1
    if text[at + 1 : at + 2] != "u":
        return 2
    is_pair = re.match(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..", text[at : at + 12])
    return 12 if is_pair else 6
