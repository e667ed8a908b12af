"""The layout of Python code, by the looks of its text alone."""

from __future__ import annotations

import re

from dashlint.lines import LINE_END
from dashlint.suppress.layout import BLANK, Layout, Statement, Written

_TOKENS = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>
        \"{3} [^\\]*? (?: \\. [^\\]*? )*? (?: \"{3} | \Z )
      | '{3}  [^\\]*? (?: \\. [^\\]*? )*? (?: '{3} | \Z )
      | \"    [^\\"\r\n]* (?: \\(?:\r\n|.) [^\\"\r\n]* )* \"?
      | '     [^\\'\r\n]* (?: \\(?:\r\n|.) [^\\'\r\n]* )* '?
      )
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<joint>\\(?:\r\n|\r|\n))
    | (?P<end>\r\n|\r|\n)
    """,
    re.VERBOSE | re.DOTALL,
)


def layout_of_code(text: str) -> Layout:
    """Return the layout of Python code; of what is none, as much as its text looks like."""
    return _CodeScan(text).layout()


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
        if code.strip(BLANK):
            self._begin(start + len(code) - len(code.lstrip(BLANK)))

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
            for end in LINE_END.finditer(token[0]):
                self.found.held.add(self.line)
                self.found.depths[self.line] = self.depth + 1
                self._next_line(start + end.end(), has_code=True)

    def _next_line(self, start: int, has_code: bool = False) -> None:
        self.line, self.line_start, self.has_code = self.line + 1, start, has_code

    def _end_line(self, is_last: bool = False) -> None:
        if self.has_code:
            self.found.depths[self.line] = self.depth
        if self.first and (self.depth <= 0 or is_last):
            self._end_statement()
            self.depth = 0

    def _end_statement(self) -> None:
        self.found.heads.append(Statement(self.first, self.line, self.indent))
        head = self.decorated or Statement(self.first, self.line, self.indent)
        statement = Statement(head.first, self.line, head.indent)
        is_decorator = self.text[self.first_at] == "@"
        self.decorated = statement if is_decorator else None
        if not is_decorator:
            self.found.statements.append(statement)
        self.first = 0
