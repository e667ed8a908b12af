"""Parsing with libcst, guarded against input that would overrun its stack."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import TypeVar

import libcst as cst

from dashlint.read.unreadable import UnreadableError, too_deep, undecodable, unparsable

__all__ = ["UnreadableError", "in_deep_stack", "parse"]

Result = TypeVar("Result")

#: CPython's own tokenizer gives up at 200 nested brackets (MAXLEVEL in Parser/lexer), so no program nests deeper.
DEEPEST_BRACKETS = 200
#: Brackets within each other after `case` and `del`: for each one more libcst takes four times as long.
DEEPEST_PATTERN = 9
#: Operators in a row. libcst recurses once for each and needs time that grows with the square of their number.
LONGEST_CHAIN = 3_000
#: Symbols and texts in code that is parsed at once. libcst takes up to 8 kB of memory for each of them.
MOST_SYMBOLS = 250_000
STACK_BYTES = 512 * 1024 * 1024

_TEXT_AND_COMMENTS = re.compile(
    rb"""(?s:'{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}|"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3})"""
    rb"""|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\#[^\n]*"""
)
_WORD_OPERATORS = re.compile(rb"\b(?:not|and|or|else|lambda|await|in|is)\b")
OPERATORS = b"+-*/%@&|^~<>=.!"
_BORING = bytes(byte for byte in range(256) if byte not in OPERATORS + b"()[]{},;\n")
_PATTERN_WORD = re.compile(r"\b(?:case|del)\b")
_PATTERN = re.compile(rb"(?:^|[;:])[ \t]*(?:case\b(?![ \t]*[=.,:)\]])|del\b)", re.MULTILINE)


def parse(text: bytes) -> cst.Module:
    """Return the tree of a file.

    Raises:
        UnreadableError: `text` is no Python that libcst reads, is not decodable, or nests too deeply.
    """
    refuse_too_much(text)
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise unparsable(text, error) from error
    except (UnicodeError, SyntaxError, LookupError) as error:
        raise undecodable(text, error) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the native parser panics with an exception of its own making
        raise UnreadableError("not parsable") from error


def parse_code(code: str) -> cst.Module:
    """Return the tree of a stretch of a file.

    Raises:
        UnreadableError: `code` is no Python that libcst reads, or nests too deeply; it does not say where.
    """
    if len(code) > 2 * DEEPEST_BRACKETS or _PATTERN_WORD.search(code):
        refuse_too_much(code.encode("utf-8", "surrogatepass"))
    try:
        return cst.parse_module(code)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the native parser panics with an exception of its own making
        raise UnreadableError("not parsable") from error


def in_deep_stack(run: Callable[[], Result]) -> Result:
    """Return what `run` returns, called in a thread whose stack holds very deep recursion.

    Raises:
        Exception: whatever `run` raises.
    """
    outcome: list[Result] = []
    failure: list[BaseException] = []

    def body() -> None:
        try:
            outcome.append(run())
        except BaseException as error:
            failure.append(error)

    _run_thread(body)
    if failure:
        raise failure[0]
    return outcome[0]


def _run_thread(body: Callable[[], None]) -> None:
    before = threading.stack_size(STACK_BYTES)
    try:
        thread = threading.Thread(target=body, name="dashlint", daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()


def symbols_in(text: bytes) -> tuple[bytes, bytes]:
    """Return code without texts and comments, and of that the brackets, the operators and what stands between them."""
    code = _WORD_OPERATORS.sub(b"+", _TEXT_AND_COMMENTS.sub(b"", text))
    return code, code.translate(None, _BORING)


def refuse_too_much(text: bytes) -> None:
    """Refuse code for which libcst's stack, or the memory there is, may be too small.

    Raises:
        UnreadableError: it nests too deeply, or is too large.
    """
    code, symbols = symbols_in(text)
    texts = (text.count(quote) - code.count(quote) for quote in (b"'", b'"', b"{"))
    if len(symbols) + sum(texts) // 2 > MOST_SYMBOLS:
        raise UnreadableError("too large to be read")
    if _excess(symbols) is not None or _deep_pattern(code) is not None:
        blanked = _TEXT_AND_COMMENTS.sub(lambda match: re.sub(rb"[^\r\n]", b" ", match.group()), text)
        blanked = _WORD_OPERATORS.sub(lambda match: b"+".ljust(len(match.group())), blanked)
        raise too_deep(text, _excess(blanked) or _deep_pattern(blanked) or 0)


def _deep_pattern(code: bytes) -> int | None:
    """Return where a pattern begins, or what is deleted, that nests too deeply."""
    return next((found.end() for found in _PATTERN.finditer(code) if _is_deep(code, found.end())), None)


def _is_deep(code: bytes, start: int) -> bool:
    depth = 0
    for position in range(start, len(code)):
        symbol = code[position]
        depth += (symbol in b"([{") - (symbol in b")]}")
        if depth > DEEPEST_PATTERN:
            return True
        if depth < 0 or (depth == 0 and symbol in b":\n;"):
            return False
    return False


def _excess(code: bytes) -> int | None:
    """Return the position at which code, or what is left of it, passes the limits of nesting."""
    chains = [0]  # for each open bracket, the operators since the last comma
    for position, symbol in enumerate(code):
        if symbol in b"([{":
            chains.append(0)
        elif symbol in b")]}":
            chains = chains[:-1] or [0]
            chains[-1] += 1
        elif symbol in b",;" or (symbol == 10 and len(chains) == 1):
            chains[-1] = 0
        elif symbol in OPERATORS:
            chains[-1] += 1
        if len(chains) > DEEPEST_BRACKETS + 1 or chains[-1] > LONGEST_CHAIN:
            return position
    return None
