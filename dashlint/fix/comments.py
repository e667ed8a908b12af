"""Rewriting stretches of a line, and what is left of a comment from which something was taken."""

from __future__ import annotations

from collections.abc import Sequence

from dashlint.changes import WriteText
from dashlint.fix.pieces import CannotFixError, Piece


def comment_piece(text: str, starts: Sequence[int], line: int, change: WriteText) -> Piece:
    """Return the piece that writes the text of a change on a line (from 1) of a file whose lines begin at `starts`.

    Raises:
        CannotFixError: there are no such columns.
    """
    first, last = change.columns
    if line > len(starts):
        raise CannotFixError("there is no such line")
    end = starts[line] if line < len(starts) else len(text)
    row = text[starts[line - 1] : end].rstrip("\r\n")
    if not 1 <= first <= last <= len(row) + 1:
        raise CannotFixError("there are no such columns")
    if change.text or not change.drops_comment:
        return Piece((line, first), (line, last), change.text)
    before, behind = row[: first - 1].rstrip(), row[last - 1 :].strip()
    if behind:
        return Piece((line, first), (line, len(row) + 1), behind if behind.startswith("#") else f"# {behind}")
    if before or line >= len(starts):
        return Piece((line, len(before) + 1), (line, len(row) + 1), "")
    return Piece((line, 1), (line + 1, 1), "")
