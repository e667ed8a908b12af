"""Chunks: a file's text cut into its top-level statements, by its looks alone."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass

_TOKENS = re.compile(
    r"""(?P<text>'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
    r"""|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<joint>\\\n)|(?P<end>\n)""",
    re.DOTALL,
)
_CONTINUED = re.compile(r"(?:elif|else|except|finally)\b")
_BLANK = " \t\f\n#"


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one top-level statement, with what follows it, and the line (from 1) on which it begins."""

    code: str
    line: int


def chunks_of(text: bytes) -> tuple[Chunk, ...]:
    """Return the top-level statements of a file; whoever uses them has to check that they are what he expects."""
    code = _decoded(text)
    starts = _starts_in(code)
    chunks: list[Chunk] = []
    line, behind = 1, 0
    for start, end in zip(starts, [*starts[1:], len(code)], strict=bool(starts)):
        line += code.count("\n", behind, start)
        chunks.append(Chunk(code[start:end], line))
        behind = start
    return tuple(chunks)


def _decoded(text: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text).readline)
        return text.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return ""


def _starts_in(code: str) -> list[int]:
    """Return where the top-level statements begin."""
    lines = [0, *_logical_lines_behind(code)]
    starts: list[int] = []
    is_decorated = False
    for line in lines:
        if line >= len(code) or code[line] in _BLANK or _CONTINUED.match(code, line):
            continue
        if not is_decorated:
            starts.append(line)
        is_decorated = code[line] == "@"
    return starts


def _logical_lines_behind(code: str) -> list[int]:
    """Return the positions behind the newlines that end a logical line."""
    found: list[int] = []
    depth = 0
    for token in _TOKENS.finditer(code):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif token.lastgroup == "end" and depth <= 0:
            found.append(token.end())
    return found
