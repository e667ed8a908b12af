"""The statements and comments of a file, by the looks of its text alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_TOKENS = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>
        \"{3} (?: \\. | [^\\] )*? (?: \"{3} | \Z )
      | '{3}  (?: \\. | [^\\] )*? (?: '{3} | \Z )
      | \"    (?: \\(?:\r\n|.) | [^\\"\r\n] )* \"?
      | '     (?: \\(?:\r\n|.) | [^\\'\r\n] )* '?
      )
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<joint>\\(?:\r\n|\r|\n))
    | (?P<end>\r\n|\r|\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_COMMENT_IN_FILE = re.compile(r"(?:^|(?<=\s))#")
_BLANK = " \t\f\ufeff"


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

    A line in `held` ends inside of a string or with a backslash, so that no comment can stand at its end.
    """

    comments: list[Written] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    depths: dict[int, int] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    last_line: int = 1

    def around(self, line: int) -> Statement | None:
        """Return the statement that a line belongs to; a line above all of its code does not."""
        index = bisect_right(self.statements, line, key=lambda statement: statement.first) - 1
        found = self.statements[index] if index >= 0 else None
        return found if found and line <= found.last else None

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


def layout_of_code(text: str) -> Layout:
    """Return the layout of Python code; of what is none, as much as its text looks like."""
    return _CodeScan(text).layout()


def layout_of_file(text: str) -> Layout:
    """Return the layout of a file that is no Python code: a statement is a line with those that `\\` joins to it."""
    layout = Layout()
    first = 0
    for number, line in enumerate(text.splitlines(), 1):
        found = _COMMENT_IN_FILE.search(line)
        code = line[: found.start()] if found else line
        if found:
            layout.comments.append(Written(number, found.start() + 1, line[found.start() :], not code.strip(_BLANK)))
        if code.strip():
            first = first or number
            layout.depths[number] = 0
        is_joined = line.rstrip(_BLANK).endswith("\\") and not found
        if is_joined:
            layout.held.add(number)
        elif first and code.strip():
            layout.statements.append(Statement(first, number, 0))
            first = 0
        layout.last_line = number
    if first:
        layout.statements.append(Statement(first, layout.last_line, 0))
    return layout


class _CodeScan:
    """One pass over the tokens that decide where lines, statements and comments of Python code begin and end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Layout()
        self.line, self.line_start, self.depth = 1, 0, 0
        self.first, self.first_at, self.indent = 0, 0, 0
        self.has_code = False
        self.decorated: Statement | None = None

    def layout(self) -> Layout:
        """Return the layout of the text."""
        behind = 0
        for token in _TOKENS.finditer(self.text):
            self._code(behind, token.start())
            self._token(token)
            behind = token.end()
        self._code(behind, len(self.text))
        self._end_line(is_last=True)
        if self.decorated:
            self.found.statements.append(self.decorated)
        self.found.last_line = self.line
        return self.found

    def _code(self, start: int, end: int) -> None:
        """Note that there is code in a stretch, unless it is blank."""
        code = self.text[start:end]
        if code.strip(_BLANK):
            self._begin(start + len(code) - len(code.lstrip(_BLANK)))

    def _begin(self, at: int) -> None:
        self.has_code = True
        if not self.first:
            self.first, self.first_at = self.line, at
            self.indent = len(self.text[self.line_start : at].strip("\ufeff").expandtabs())

    def _token(self, token: re.Match[str]) -> None:
        kind, start = token.lastgroup, token.start()
        if kind == "comment":
            before = self.text[self.line_start : start]
            where = self.line, len(before) + 1
            self.found.comments.append(
                Written(*where, token[0], not self.has_code, len(before.expandtabs()), self.depth)
            )
        elif kind == "end":
            self._end_line()
            self._next_line(token.end())
        else:
            self._begin(start)
            self.depth += {"open": 1, "close": -1}.get(kind or "", 0)
            for end in _LINE_END.finditer(token[0]):
                self.found.held.add(self.line)
                self.found.depths[self.line] = self.depth + 1
                self._next_line(start + end.end(), has_code=kind == "string")

    def _next_line(self, start: int, has_code: bool = False) -> None:
        self.line, self.line_start, self.has_code = self.line + 1, start, has_code

    def _end_line(self, is_last: bool = False) -> None:
        if self.has_code:
            self.found.depths[self.line] = self.depth
        if self.first and (self.depth <= 0 or is_last):
            self._end_statement()
            self.depth = 0

    def _end_statement(self) -> None:
        head = self.decorated or Statement(self.first, self.line, self.indent)
        statement = Statement(head.first, self.line, head.indent)
        is_decorator = self.text[self.first_at] == "@"
        self.decorated = statement if is_decorator else None
        if not is_decorator:
            self.found.statements.append(statement)
        self.first = 0
