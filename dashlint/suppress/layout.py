"""The statements and comments of a file, by line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

BLANK = " \t\f\ufeff"


@dataclass(frozen=True, slots=True)
class Written:
    """A comment: its line and column, from 1, and its text. One that `is_alone` has no code before it on its line."""

    line: int
    column: int
    text: str
    is_alone: bool
    indent: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines of a statement, of which those that contain others have only their head here, and its indentation.

    The decorators of a function or class belong to its head.
    """

    first: int
    last: int
    indent: int


@dataclass(slots=True)
class Layout:
    """The comments and the statements of a file in order, and how deep in brackets each line ends that holds code.

    `heads` are the statements once more, but each decorator and what it decorates by itself.
    A line in `held` ends inside of a string or with a backslash, so that no comment can stand at its end.
    """

    comments: list[Written] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    heads: list[Statement] = field(default_factory=list)
    depths: dict[int, int] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    last_line: int = 1

    def around(self, line: int) -> Statement | None:
        """Return the statement that a line belongs to; a line above all of its code does not."""
        return _around(self.statements, line)

    def head_around(self, line: int) -> Statement | None:
        """Return the statement, the decorator or the head below decorators that a line belongs to."""
        return _around(self.heads, line)

    def below(self, line: int) -> Statement | None:
        """Return the first statement that begins behind a line."""
        index = bisect_right(self.statements, line, key=lambda statement: statement.first)
        return self.statements[index] if index < len(self.statements) else None

    def code_below(self, line: int) -> int | None:
        """Return the next line that holds code."""
        around, below = self.around(line), self.below(line)
        inside = range(line + 1, around.last + 1) if around else ()
        return next((number for number in inside if number in self.depths), below.first if below else None)

    def part_below(self, line: int, depth: int) -> tuple[int, int] | None:
        """Return the lines of what begins below a line inside of a statement, so deep in its brackets."""
        first, around = self.code_below(line), self.around(line)
        if first is None or around is None or first > around.last:
            return None
        ends = (number for number in range(first, around.last + 1) if self.depths.get(number, depth + 1) <= depth)
        return first, next(ends, around.last)

    def block_end(self, line: int, indent: int) -> int:
        """Return the last line before what is indented less, from a line on."""
        index = bisect_right(self.statements, line, key=lambda statement: statement.first)
        behind = (one.first for one in self.statements[index:] if one.indent < indent)
        return next(behind, self.last_line + 1) - 1


def _around(statements: Sequence[Statement], line: int) -> Statement | None:
    index = bisect_right(statements, line, key=lambda statement: statement.first) - 1
    found = statements[index] if index >= 0 else None
    return found if found and line <= found.last else None
