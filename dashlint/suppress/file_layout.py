"""The layout of files that are no Python code, by the looks of their text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dashlint.suppress.layout import BLANK, Layout, Statement, Written

_COMMENT = re.compile(r"(?:^|(?<=\s))#")
_FOLDED = re.compile(r"(?::|-)\s+>[-+1-9]*\s*(?:\s\#.*)?$")


def layout_of_file(text: str) -> Layout:
    """Return the layout of a file that is no Python code, in which most statements are lines.

    One goes on behind a `\\` at the end of its line, and so does a text of YAML that is folded to one line by `>`.
    """
    layout = Layout()
    for number, line in enumerate(text.splitlines(), 1):
        found = _COMMENT.search(line)
        code = (line[: found.start()] if found else line).strip(BLANK)
        if found:
            layout.comments.append(Written(number, found.start() + 1, line[found.start() :], not code))
        if code:
            layout.depths[number] = 0
            if code.endswith("\\") and not found:
                layout.held.add(number)
        layout.last_line = number
    layout.statements = layout.heads = list(_joined_lines(text.splitlines(), layout))
    return layout


def _joined_lines(lines: Sequence[str], layout: Layout) -> Iterator[Statement]:
    """Yield the statements of a file that is no Python code, by the lines on which it has any."""
    first, last, folded = 0, 0, -1
    for number in (*sorted(layout.depths), len(lines) + 1):
        line = lines[number - 1] if number <= len(lines) else ""
        indent = len(line) - len(line.lstrip())
        if first and not (line and (last in layout.held or 0 <= folded < indent)):
            yield Statement(first, last, 0)
            first, folded = 0, -1
        if not first:
            first, folded = number, indent if _FOLDED.search(line) else -1
        last = number
