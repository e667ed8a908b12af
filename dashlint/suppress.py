"""Reads the comments that silence dashlint on their line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
_WORD = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_CODE_OR_NAME = r"(?:[a-z]{1,10}[0-9]+|[a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?![\w-])"
_NOQA = re.compile(
    rf"\#\s*noqa(?![\w-])(?:\s*:\s*(?P<codes>{_CODE_OR_NAME}(?:[,\s]+{_CODE_OR_NAME})*))?", re.IGNORECASE
)
_IGNORE = re.compile(r"\#\s*dashlint\s*:\s*ignore(?![\w-])(?:\s*\[(?P<codes>[^\]]*)\])?", re.IGNORECASE)
_PIECE = re.compile(_WORD, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that silences rules on `line`: those it lists, in lower case, or all when it lists none."""

    line: int
    listed: tuple[str, ...]
    is_blanket: bool

    def covers(self, code: str, name: str) -> bool:
        return self.is_blanket or any(entry == name or code.lower().startswith(entry) for entry in self.listed)


def suppressed(text: str, line: int, code: str, name: str, *, end_line: int | None = None) -> bool:
    """Whether a comment on the first or the last line of a place in Python code silences this rule there."""
    lines = (line, end_line if end_line is not None else line)
    return any(found.line in lines and found.covers(code, name) for found in suppressions(text))


def suppressed_in_file(text: str, line: int, code: str, name: str, *, end_line: int | None = None) -> bool:
    """Whether a comment in a file that is no Python code silences this rule on a line.

    It stands at the end of the line, or on one of its own above it, because a Dockerfile knows no other comments.
    """
    lines = text.splitlines()
    above = lines[line - 2].strip() if line >= 2 else ""
    comments = (_comment_after_code(lines[line - 1] if line <= len(lines) else ""), above)
    found = (one for comment in comments if comment.startswith("#") for one in _in_comment(line, comment))
    return any(one.covers(code, name) for one in found)


def _comment_after_code(line: str) -> str:
    return line[line.rindex("#") :] if " #" in line or line.startswith("#") else ""


@lru_cache(maxsize=8)
def suppressions(text: str) -> tuple[Suppression, ...]:
    """Every silencing comment of a file, in order."""
    lowered = text.lower()
    if "noqa" not in lowered and "dashlint" not in lowered:
        return ()
    return tuple(found for line, comment in _comments(text) for found in _in_comment(line, comment))


def _comments(text: str) -> Iterator[tuple[int, str]]:
    line, counted = 1, 0
    for match in _COMMENT_OR_STRING.finditer(text):
        if match["comment"] is not None:
            line += len(_LINE_END.findall(text, counted, match.start()))
            counted = match.start()
            yield line, match["comment"]


_LINE_END = re.compile(r"\r\n|\r|\n")


def _in_comment(line: int, comment: str) -> Iterator[Suppression]:
    for pattern in (_NOQA, _IGNORE):
        for match in pattern.finditer(comment):
            codes = match["codes"]
            yield Suppression(line, tuple(_PIECE.findall((codes or "").lower())), is_blanket=codes is None)
