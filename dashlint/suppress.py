"""Reads the comments that silence dashlint on their line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

PREFIX = "DSH"
ON_COMMENTS = frozenset({"DSH002", "DSH003"})
"""The rules on silencing comments themselves, which `dashlint: ignore` silences only where it lists them."""

_COMMENT_OR_STRING = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | \"{3} (?: \\. | [^\\] )*? (?: \"{3} | \Z )
    | '{3}  (?: \\. | [^\\] )*? (?: '{3} | \Z )
    | \"    (?: \\. | [^\\"\r\n] )* \"?
    | '     (?: \\. | [^\\'\r\n] )* '?
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE_OR_NAME = r"(?:[a-z]{1,10}[0-9]+|[a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?![\w-])"
_NOQA = re.compile(
    rf"\#\s*noqa(?![\w-])(?:\s*:\s*(?P<codes>{_CODE_OR_NAME}(?:[,\s]+{_CODE_OR_NAME})*))?", re.IGNORECASE
)
_IGNORE = re.compile(r"\#\s*dashlint\s*:\s*ignore(?![\w-])(?:\s*\[(?P<codes>[^\]]*)\])?", re.IGNORECASE)
_ENTRY = re.compile(r"[^,\s]+")
_COMMENT_IN_FILE = re.compile(r"(?:^|(?<=\s))#")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that silences rules on `line`: those it lists, or all when it is a blanket.

    An own one is written for dashlint alone (`dashlint: ignore`). One that `stands_alone` in a file that is no Python
    code means the line below as well. `columns` are where it begins and where it has ended, from 1.
    """

    line: int
    columns: tuple[int, int]
    listed: tuple[str, ...]
    is_blanket: bool
    is_own: bool
    stands_alone: bool = False

    def silences(self, code: str, name: str, line: int, end_line: int) -> bool:
        """Whether a problem of this rule that reaches from `line` to `end_line` is silenced."""
        return self.reaches(line, end_line) and self.covers(code, name)

    def reaches(self, line: int, end_line: int) -> bool:
        return self.line in (line, end_line) or (self.stands_alone and self.line == line - 1)

    def covers(self, code: str, name: str) -> bool:
        if self.is_blanket:
            return not (self.is_own and code in ON_COMMENTS)
        return any(means(entry, code, name) for entry in self.listed)


def means(entry: str, code: str, name: str) -> bool:
    """Whether an entry of such a comment is the code of a rule, the start of it, or the name of the rule."""
    entry = entry.upper()
    return entry == name.upper() or (entry.startswith(PREFIX) and code.startswith(entry))


@lru_cache(maxsize=8)
def suppressions(text: str) -> tuple[Suppression, ...]:
    """Every silencing comment of Python code, in order."""
    if not _is_mentioned(text):
        return ()
    return tuple(found for place in _comments(text) for found in _in_comment(*place))


@lru_cache(maxsize=8)
def suppressions_in_file(text: str) -> tuple[Suppression, ...]:
    """Every silencing comment of a file that is no Python code, in order.

    It stands at the end of a line, or on one of its own above it, because a Dockerfile knows no other comments.
    """
    if not _is_mentioned(text):
        return ()
    return tuple(found for number, line in enumerate(text.splitlines(), 1) for found in _on_line(number, line))


def _is_mentioned(text: str) -> bool:
    lowered = text.lower()
    return "noqa" in lowered or "dashlint" in lowered


def _on_line(number: int, line: str) -> Iterator[Suppression]:
    start = _COMMENT_IN_FILE.search(line)
    if start is not None:
        stands_alone = not line[: start.start()].strip()
        yield from _in_comment(number, start.start() + 1, line[start.start() :], stands_alone)


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the line, the first column, and the text of every comment of Python code."""
    line, counted = 1, 0
    for match in _COMMENT_OR_STRING.finditer(text):
        if match["comment"] is not None:
            line += len(_LINE_END.findall(text, counted, match.start()))
            counted = match.start()
            yield line, counted - max(text.rfind("\n", 0, counted), text.rfind("\r", 0, counted)), match["comment"]


_LINE_END = re.compile(r"\r\n|\r|\n")


def _in_comment(line: int, column: int, comment: str, stands_alone: bool = False) -> Iterator[Suppression]:
    for pattern in (_NOQA, _IGNORE):
        for match in pattern.finditer(comment):
            listed = tuple(_ENTRY.findall(match["codes"] or ""))
            columns = (column + match.start(), column + match.end())
            yield Suppression(line, columns, listed, match["codes"] is None, pattern is _IGNORE, stands_alone)
