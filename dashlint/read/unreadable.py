"""Why a file cannot be read, in words, and the line where reading stops."""

from __future__ import annotations

import ast
import re
import warnings

import libcst as cst

from dashlint.decoding import encoding_of

_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_QUOTED = re.compile(r"'([^'`]*)'|\"([^\"`]*)\"")
_UNKNOWN_ENCODING = re.compile(r"unknown encoding.*: (\S+)$")
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=]", re.MULTILINE)
#: The parser's names of tokens that people know under another name.
_TOKENS = {
    "INDENT": "an indented block",
    "DEDENT": "the end of the block",
    "NEWLINE": "the end of the line",
    "EOF": "the end of the file",
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": "a text",
    "ASYNC": "`async`",
    "AWAIT": "`await`",
}
#: A longer list of what was expected helps nobody.
_MOST_EXPECTED = 3
#: What is expected where a statement can begin.
_BEGINNING = "pass"


class UnreadableError(Exception):
    """A file that cannot be read: `line` (from 1) is where, as far as that is known."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def unparsable(text: bytes, error: cst.ParserSyntaxError) -> UnreadableError:
    """Return what the parser's error means."""
    found = _POSITION.search(error.message)
    if found is None:
        reason = error.message.strip().partition("tokenizer error: ")[2]
        return UnreadableError(_because(_worded(reason)), _line_by_compiler(text))
    line, column, expected = int(found[1]), int(found[2]), _listed(found[3])
    return UnreadableError(_because(_expected(expected)), _line_at(text, line, column, _BEGINNING in expected))


def undecodable(text: bytes, error: UnicodeError | SyntaxError | LookupError) -> UnreadableError:
    """Return what an error in decoding means; an unknown encoding is a syntax error to Python."""
    if isinstance(error, UnicodeDecodeError):
        return UnreadableError(f"not decodable as {error.encoding}", _line_of(text, error.start))
    cookie = _COOKIE.search(text)
    line = _line_of(text, cookie.start()) if cookie else 1
    if not isinstance(error, SyntaxError):  # a codec that does not say where it fails, or that makes no text
        return UnreadableError(f"not decodable as {encoding_of(text)}", line)
    unknown = _UNKNOWN_ENCODING.search(str(error))
    return UnreadableError(
        f"not decodable: {f'unknown encoding `{unknown[1]}`' if unknown else _worded(str(error))}", line
    )


def too_deep(text: bytes, position: int) -> UnreadableError:
    """Return what a nesting means that passes the limit at a position of the text."""
    return UnreadableError("nested too deeply to be read", _line_of(text, position))


def _because(reason: str) -> str:
    return f"not parsable: {reason}" if reason else "not parsable"


def _listed(expected: str) -> list[str]:
    """Return the tokens of a list like "(, *, ,, -"."""
    return re.findall(r",(?=,|$)|[^,\s]+", expected.strip())


def _expected(tokens: list[str]) -> str:
    if not tokens or len(tokens) > _MOST_EXPECTED:
        return ""
    *others, last = [_TOKENS.get(token, f"`{token}`") for token in tokens]
    return f"expected {', '.join(others)} or {last}" if others else f"expected {last}"


def _worded(reason: str) -> str:
    quoted = _QUOTED.sub(lambda match: f"`{match[1] or match[2]}`", reason.strip())
    return quoted[:1].lower() + quoted[1:]


def _line_of(text: bytes, position: int) -> int:
    return len((text[:position] + b".").splitlines())


def _line_at(text: bytes, line: int, column: int, is_beginning: bool) -> int:
    """Return the line of a position; what is missing at the end of a line is told at the next token, one line down."""
    lines = text.splitlines()
    line = min(line, len(lines) + 1)
    before = lines[line - 1].decode("utf-8", "replace")[:column] if line <= len(lines) else ""
    if before.strip() or (is_beginning and line <= len(lines)):
        return line
    return max((number for number in range(1, line) if lines[number - 1].strip()), default=1)


def _line_by_compiler(text: bytes) -> int:
    """Return the line of an error for which the parser tells none, as Python's own compiler sees it."""
    if b"\0" in text:
        return _line_of(text, text.index(b"\0"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<unreadable>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return max(1, error.lineno or 1)
    except (ValueError, MemoryError, RecursionError):
        return 1
    return 1
