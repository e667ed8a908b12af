"""Parsing with libcst, guarded against input that would overrun its stack."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import TypeVar

import libcst as cst

Result = TypeVar("Result")

#: CPython's own tokenizer gives up at 200 nested brackets (MAXLEVEL in Parser/lexer), so no program nests deeper.
DEEPEST_BRACKETS = 200
#: Operators in a row. libcst recurses once for each and needs time that grows with the square of their number.
LONGEST_CHAIN = 3_000
STACK_BYTES = 512 * 1024 * 1024

_TEXT_AND_COMMENTS = re.compile(
    rb"""(?s:'{3}(?:[^\\]|\\.)*?'{3}|"{3}(?:[^\\]|\\.)*?"{3})|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\#[^\n]*"""
)
_WORD_OPERATORS = re.compile(rb"\b(?:not|and|or|else|lambda|await|in|is)\b")
_OPERATORS = b"+-*/%@&|^~<>=.!"
_BORING = bytes(byte for byte in range(256) if byte not in _OPERATORS + b"()[]{},;\n")


class UnreadableError(Exception):
    """A file that cannot be read: `line` (from 1) is where, as far as that is known."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse(text: bytes) -> cst.Module:
    """Return the tree of a file.

    Raises:
        UnreadableError: `text` is no Python that libcst reads, is not decodable, or nests too deeply.
    """
    _refuse_deep_nesting(text)
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise UnreadableError(_syntax_message(error), max(1, error.raw_line)) from error
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"not decodable as {error.encoding}", line) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the native parser panics with an exception of its own making
        raise UnreadableError(f"not parsable: {error}") from error


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


def _syntax_message(error: cst.ParserSyntaxError) -> str:
    reason = error.message.strip().splitlines()[-1] if error.message.strip() else "syntax error"
    return f"not parsable: {reason}"


def _refuse_deep_nesting(text: bytes) -> None:
    code = _WORD_OPERATORS.sub(b"+", _TEXT_AND_COMMENTS.sub(b"", text))
    chains = [0]  # for each open bracket, the operators since the last comma
    for symbol in code.translate(None, _BORING):
        if symbol in b"([{":
            chains.append(0)
        elif symbol in b")]}":
            chains = chains[:-1] or [0]
            chains[-1] += 1
        elif symbol in b",;" or (symbol == 10 and len(chains) == 1):
            chains[-1] = 0
        elif symbol != 10:
            chains[-1] += 1
        if len(chains) > DEEPEST_BRACKETS + 1 or chains[-1] > LONGEST_CHAIN:
            raise UnreadableError("nested too deeply to be read")
