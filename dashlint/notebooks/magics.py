"""IPython's magics: the lines of a cell that are no Python, hidden without moving any other line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Cell magics whose cells hold Python all the same.
_ON_PYTHON = frozenset("capture debug ipytest prun pypy python python3 time timeit".split())
_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_LINE_MAGIC = re.compile(r"(?P<indent>[ \t]*)(?:[%!?]|[\w.*]+\?{1,2}[ \t]*$)", re.MULTILINE)
_ASSIGNED = re.compile(r"(?P<before>[ \t]*[\w.\[\]'\", \t]+=[ \t]*)[!%](?![=])")
_TOKEN = re.compile(
    r"""(?P<text>'''[^\\]*?(?:\\.[^\\]*?)*?'''|\"\"\"[^\\]*?(?:\\.[^\\]*?)*?\"\"\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*")"""
    r"""|(?P<comment>\#[^\r\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<joint>\\(?:\r\n|\r|\n))|(?P<end>\r\n|\r|\n)""",
    re.DOTALL,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")


@dataclass(frozen=True, slots=True)
class Line:
    """Some lines of a cell: Python as it is, or a magic, for which `stand_in` is what Python sees instead."""

    text: str
    stand_in: str | None = None


def lines_of(cell: str) -> Iterator[Line]:
    """Yield the logical lines of a cell; put together, their texts are the cell."""
    at = 0
    found = _CELL_MAGIC.match(cell)
    if found is not None:
        if found[1] not in _ON_PYTHON:
            yield Line(cell, "")
            return
        at = _end_of_line(cell, found.end())
        yield Line(cell[:at], "")
    while at < len(cell):
        stand_in = _stand_in(cell, at)
        end = _end_of_magic(cell, at) if stand_in is not None else _end_of_statement(cell, at)
        yield Line(cell[at:end], stand_in)
        at = end


def _stand_in(cell: str, at: int) -> str | None:
    """Return the Python that stands for a magic which begins here; None where none does."""
    assigned = _ASSIGNED.match(cell, at)
    if assigned is not None:
        return f"{assigned['before']}get_ipython()"
    found = _LINE_MAGIC.match(cell, at)
    return f"{found['indent']}pass" if found is not None else None


def _end_of_line(cell: str, at: int) -> int:
    found = _LINE.match(cell, at)
    return found.end() if found else len(cell)


def _end_of_magic(cell: str, at: int) -> int:
    """Return the end of a magic, which goes on in the next line behind a backslash."""
    end = _end_of_line(cell, at)
    while end < len(cell) and cell[at:end].rstrip("\r\n").endswith("\\"):
        end = _end_of_line(cell, end)
    return end


def _end_of_statement(cell: str, at: int) -> int:
    """Return the end of a line of Python, brackets and texts over several lines included."""
    depth = 0
    for token in _TOKEN.finditer(cell, at):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif token.lastgroup == "end" and depth <= 0:
            return token.end()
    return len(cell)
