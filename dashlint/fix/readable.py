"""Whether code is still code after edits, by parsing only the top-level statements that they touch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace

import libcst as cst

from dashlint.diagnostic import Edit, Location
from dashlint.fix.texts import UnwritableError, edited
from dashlint.looks.chunks import Chunk
from dashlint.read import is_python


def is_readable_after(edits: Collection[Edit], content: bytes, chunks: Sequence[Chunk]) -> bool:
    """Tell whether a file is code after edits of it; `chunks` are its top-level statements."""
    touched: dict[int, list[Edit]] = {}
    for edit in edits:
        first, last = (_chunk_at(line, chunks) for line in (edit.location.line, edit.location.end_line))
        if first != last or first < 0:
            return _is_code_after(edits, content)
        touched.setdefault(first, []).append(edit)
    return all(_is_code_after(*_alone(chunks[number], some)) for number, some in touched.items())


def _is_code_after(edits: Collection[Edit], content: bytes) -> bool:
    try:
        return _is_code(edited(content, edits))
    except UnwritableError:
        return False


def _chunk_at(line: int, chunks: Sequence[Chunk]) -> int:
    """Return the number of the statement that holds a line, or that stands before it; -1 before the first one."""
    return bisect_right(chunks, line, key=lambda chunk: chunk.line) - 1


def _alone(chunk: Chunk, edits: Collection[Edit]) -> tuple[list[Edit], bytes]:
    """Return the text of a statement with its edits as if there were nothing else in its file."""
    moved = [replace(edit, location=_moved(edit.location, 1 - chunk.line)) for edit in edits]
    return moved, chunk.code.encode("utf-8", "surrogatepass")


def _moved(location: Location, lines: int) -> Location:
    return replace(location, line=location.line + lines, end_line=location.end_line + lines)


def _is_code(text: bytes) -> bool:
    if is_python(text):
        return True
    try:
        cst.parse_module(text)
    except Exception:  # whatever libcst makes of it, it is no code any more
        return False
    return True
