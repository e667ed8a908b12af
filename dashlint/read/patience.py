"""Patience: how long the parser may take over one file, and what came in the way of reading that."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import lru_cache

import libcst as cst

from dashlint.facts import Defect
from dashlint.read import cost, trial
from dashlint.read.parsing import STACK_BYTES, UnreadableError, parse, parse_code, refuse_too_much

#: A machine may be so many times as slow as the costs say before the limit is missed.
SLOWNESS = 3


class Patience:
    """The patience with one file: the `seconds` that parsing may take, those `spent`, and the last `trouble`.

    What is counted is the time of the processor, so that a machine which is busy elsewhere changes nothing. Code over
    which the parser may take longer than is left is tried first in a process that can be ended.
    """

    def __init__(self) -> None:
        self.seconds = math.inf
        self.spent = 0.0
        self.trouble: Defect | None = None

    def parse(self, text: bytes) -> cst.Module:
        """Return the tree of a file.

        Raises:
            UnreadableError: it is none that libcst reads, or that takes too long.
        """
        return self._timed(text, 1, lambda: parse(text))

    def parse_code(self, code: str, line: int) -> cst.Module:
        """Return the tree of a stretch of a file that begins on a line.

        Raises:
            UnreadableError: it is none that libcst reads.
            ImpatienceError: it takes too long.
        """
        return self._timed(code, line, lambda: parse_code(code))

    def _timed(self, code: str | bytes, line: int, run: Callable[[], cst.Module]) -> cst.Module:
        if not self._suffices(code):
            raise ImpatienceError(f"too much to be read in {self.seconds:g} seconds", line)
        began = time.thread_time()
        try:
            return run()
        finally:
            self.spent += time.thread_time() - began

    def _suffices(self, code: str | bytes) -> bool:
        left = self.seconds - self.spent
        if left <= 0 or len(code) * cost.MOST_SECONDS_A_BYTE * SLOWNESS <= left:
            return left > 0
        text = code.encode("utf-8", "surrogatepass") if isinstance(code, str) else code
        refuse_too_much(text)
        return cost.seconds_for(text) * SLOWNESS <= left or trial.ends(text, left, STACK_BYTES)


class ImpatienceError(UnreadableError):
    """Some code takes too long to be parsed."""


@lru_cache(maxsize=256)
def patience_with(text: bytes) -> Patience:
    """Return the patience that there is with a file of this content, which is endless until a reader limits it."""
    return Patience()
