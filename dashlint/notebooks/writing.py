"""How the code of a cell is written into the file of its notebook: in the style of the rest of the file."""

from __future__ import annotations

import json
import re

from dashlint.lines import LINE
from dashlint.notebooks.raw import RawCell, RawNotebook

_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}")


def with_codes(raw: RawNotebook, codes: dict[int, str]) -> str:
    """Return the text of a notebook with other code in the cells of these numbers; all else stays as it is."""
    is_escaped = raw.text.isascii() and _ESCAPE.search(raw.text) is not None
    parts, behind = [], 0
    for cell in raw.cells:
        if cell.number in codes:
            parts += [raw.text[behind : cell.start], _written(raw.text, cell, codes[cell.number], is_escaped)]
            behind = cell.end
    return "".join([*parts, raw.text[behind:]])


def _written(text: str, cell: RawCell, code: str, is_escaped: bool) -> str:
    """Return a cell's source as JSON, as one string or in lines, as it was."""
    if not cell.is_list:
        return _token(code, is_escaped)
    first, last = (cell.pieces[0], cell.pieces[-1]) if cell.pieces else (None, None)
    lead = text[cell.start + 1 : first.start] if first else ""
    tail = text[last.end : cell.end - 1] if last else ""
    between = text[cell.pieces[0].end : cell.pieces[1].start] if len(cell.pieces) > 1 else f",{lead or ' '}"
    known = {piece.text: text[piece.start : piece.end] for piece in cell.pieces}
    lines = [known.get(line) or _token(line, is_escaped) for line in LINE.findall(code)]
    return f"[{lead}{between.join(lines)}{tail}]" if lines else "[]"


def _token(code: str, is_escaped: bool) -> str:
    return json.dumps(code, ensure_ascii=is_escaped)
