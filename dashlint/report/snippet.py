"""Draws source lines with a stretch of them underlined."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WIDTH = 120
TAB = 4
ELLIPSIS = "..."
_LINES_AT_EACH_END = 2

LineOf = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a drawing: `number` is the line's own, None below it; `mark` is what gets the colour of the problem.

    The row reads `before`, then `mark`, then `after`.
    """

    number: int | None
    before: str = ""
    mark: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines and columns from 1, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def snippet(stretch: Stretch, line_of: LineOf, underline: str) -> Iterator[Row]:
    """The lines of a stretch with the stretch underlined; nothing where the file has no such line."""
    first = line_of(stretch.line)
    if not first.strip():
        return
    if stretch.end_line <= stretch.line:
        yield from _single(stretch, first, underline)
    else:
        yield from _several(stretch, line_of, underline)


def _single(stretch: Stretch, text: str, underline: str) -> Iterator[Row]:
    end = min(max(stretch.end_column, stretch.column + 1), len(text) + 1)
    view = _window(text, stretch.column - 1, end - 1)
    yield Row(stretch.line, view.text)
    yield Row(None, " " * view.start, underline * max(view.end - view.start, 1))


def _several(stretch: Stretch, line_of: LineOf, underline: str) -> Iterator[Row]:
    """A bar at the left runs along the lines of the stretch and ends under its last character."""
    first = line_of(stretch.line)
    starts_line = not first[: stretch.column - 1].strip()
    if starts_line:
        yield Row(stretch.line, "", "/ ", _clipped(first))
    else:
        view = _window(first, stretch.column - 1, stretch.column)
        yield Row(stretch.line, "  " + view.text)
        yield Row(None, " ", "_" * (view.start + 1) + underline)
    yield from _lines_between(stretch, line_of)
    last = line_of(stretch.end_line)
    view = _window(last, 0, max(stretch.end_column - 1, 1))
    yield Row(stretch.end_line, "", "| ", view.text)
    yield Row(None, "", "|" + "_" * view.end + underline)


def _lines_between(stretch: Stretch, line_of: LineOf) -> Iterator[Row]:
    numbers = range(stretch.line + 1, stretch.end_line)
    is_long = len(numbers) > 2 * _LINES_AT_EACH_END
    for number in numbers[:_LINES_AT_EACH_END] if is_long else numbers:
        yield Row(number, "", "| ", _clipped(line_of(number)))
    if is_long:
        yield Row(None, "", "| ", ELLIPSIS)
        for number in numbers[-_LINES_AT_EACH_END:]:
            yield Row(number, "", "| ", _clipped(line_of(number)))


@dataclass(frozen=True, slots=True)
class _View:
    """What is shown of a line, and between which screen columns (from 0) the stretch stands in it."""

    text: str
    start: int
    end: int


def _window(text: str, start: int, end: int) -> _View:
    """The part of a line around `text[start:end]` that fits the width."""
    cells = [_cell(character) for character in text.rstrip()]
    widths = [_width(cell) for cell in cells]
    start, end = min(start, len(cells)), min(end, len(cells))
    low, high = (0, len(cells)) if sum(widths) <= WIDTH else _bounds(widths, start, end)
    lead, tail = ELLIPSIS if low else "", ELLIPSIS if high < len(cells) else ""
    before = len(lead) + sum(widths[low:start])
    return _View(
        lead + "".join(cells[low:high]).rstrip() + tail, before, before + sum(widths[max(start, low) : min(end, high)])
    )


def _bounds(widths: list[int], start: int, end: int) -> tuple[int, int]:
    """Which characters to show: from a little before the start on, as many as fit beside the ellipses."""
    room = WIDTH - 2 * len(ELLIPSIS)
    margin = max((room - sum(widths[start:end])) // 2, room // 8)
    low = start
    while low > 0 and sum(widths[low - 1 : start]) <= margin:
        low -= 1
    high, used = low, 0
    while high < len(widths) and used + widths[high] <= room:
        used += widths[high]
        high += 1
    while low > 0 and used + widths[low - 1] <= room:
        low -= 1
        used += widths[low]
    return low, high


def _clipped(text: str) -> str:
    return _window(text, 0, 0).text


def _cell(character: str) -> str:
    """What stands for a character on the screen: a tab is spaces, a control character cannot act."""
    if character == "\t":
        return " " * TAB
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in ("Cc", "Cs") else character


def _width(cell: str) -> int:
    if len(cell) > 1 or cell.isascii():
        return len(cell)
    if unicodedata.category(cell) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in ("W", "F") else 1
