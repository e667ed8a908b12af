"""Chunks: code cut into the statements of one block, by its looks alone."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass

_TOKENS = re.compile(
    r"""(?P<text>'''[^\\]*?(?:\\.[^\\]*?)*?'''|\"\"\"[^\\]*?(?:\\.[^\\]*?)*?\"\"\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*")"""
    r"""|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<joint>\\\n)|(?P<end>\n)""",
    re.DOTALL,
)
_HEADER_TOKENS = re.compile(_TOKENS.pattern + r"|(?P<colon>:(?!=))", re.DOTALL)
_CONTINUED = re.compile(r"(?:elif|else|except|finally)\b")
_BLANK = " \t\f\n#"
_INDENT = re.compile(r"[ \t]*")
_WORD = re.compile(r"(?:(?:async[ \t]+)?(def)|(class))[ \t]+(\w+)")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one statement of a block, with what follows it.

    `line` (from 1) is where it begins, `offset` where it begins in the text of the file, whose line ends are "\\n".
    """

    code: str
    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class Definition:
    """What a chunk that defines a function or class looks like: `kind` is "def" or "class".

    The body begins behind the line that ends the header, at `body` in the chunk's code.
    """

    kind: str
    name: str
    colon: int
    body: int


def chunks_of(text: bytes) -> tuple[Chunk, ...]:
    """Return the top-level statements of a file; whoever uses them has to check that they are what he expects."""
    return chunks_in(normal_text(text), 1, 0)


def chunks_in(code: str, line: int, offset: int, indent: str = "") -> tuple[Chunk, ...]:
    """Return the statements with this indentation in code that begins on a line and at an offset of its file."""
    starts = _starts_in(code, indent)
    chunks: list[Chunk] = []
    behind = 0
    for start, end in zip(starts, [*starts[1:], len(code)], strict=bool(starts)):
        line += code.count("\n", behind, start)
        chunks.append(Chunk(code[start:end], line, offset + start))
        behind = start
    return tuple(chunks)


def definition_in(chunk: Chunk) -> Definition | None:
    """Return what a chunk defines, None if it is another statement or its body begins on the line of the header."""
    indent = _INDENT.match(chunk.code)
    word = re.compile(rf"^{indent[0] if indent else ''}{_WORD.pattern}", re.MULTILINE).search(chunk.code)
    if word is None or (word.start() > 0 and not chunk.code.lstrip().startswith("@")):
        return None
    depth = 0
    for token in _HEADER_TOKENS.finditer(chunk.code, word.end()):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif token.lastgroup == "colon" and depth == 0:
            end = chunk.code.find("\n", token.end())
            rest = chunk.code[token.end() : end].strip()
            is_alone = end >= 0 and (not rest or rest.startswith("#"))
            return Definition(word[1] or word[2], word[3], token.start(), end + 1) if is_alone else None
    return None


def normal_text(text: bytes) -> str:
    """Return the text of a file with line ends that are "\\n"; "" where it cannot be decoded."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text).readline)
        return text.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except (SyntaxError, UnicodeError, LookupError):
        return ""


def _starts_in(code: str, indent: str) -> list[int]:
    """Return where the statements with this indentation begin."""
    lines = [0, *_logical_lines_behind(code)]
    starts: list[int] = []
    is_decorated = False
    for line in lines:
        first = line + len(indent)
        if first >= len(code) or code[first] in _BLANK or code[line:first] != indent or _CONTINUED.match(code, first):
            continue
        if not is_decorated:
            starts.append(line)
        is_decorated = code[first] == "@"
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
