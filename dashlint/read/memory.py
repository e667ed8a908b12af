"""Memory: what was found out about code, kept by the code itself, so that it need not be found out again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

from dashlint.facts import Statement
from dashlint.read.packing import packed, unpacked
from dashlint.read.rows import DamagedError

#: What is found out: the facts of what is read at once, those of a body, where nodes stand, that a file can be
#: read, and what a fix comes to.
FIRST, BODY, SPANS, READABLE, EDITS = "first", "body", "spans", "readable", "edits"


class Memory(Protocol):
    """Keeps texts by keys, for as long as it likes; neither holds the end of a line."""

    def get(self, key: str) -> str | None:
        """Return the text that was kept last under a key; None if there is none."""

    def put(self, key: str, text: str) -> None:
        """Keep a text."""


class Recollection:
    """What is remembered of one file; nothing without a `memory`."""

    def __init__(self) -> None:
        self.memory: Memory | None = None

    def text(self, kind: str, code: str | bytes) -> str | None:
        """Return what was found out about a stretch of code, or a whole file."""
        return None if self.memory is None else self.memory.get(_key(kind, code))

    def keep_text(self, kind: str, code: str | bytes, text: str | None) -> None:
        """Remember what was found out about a stretch of code, or a whole file; None if no text can hold it."""
        if self.memory is not None and text is not None:
            self.memory.put(_key(kind, code), text)

    def facts(self, kind: str, code: str, turn: int) -> tuple[Statement, ...] | None:
        """Return the facts of some code whose turns begin behind `turn`."""
        text = self.text(kind, code)
        if text is None:
            return None
        try:
            return unpacked(text, turn)
        except DamagedError:
            return None

    def keep_facts(self, kind: str, code: str, turn: int, statements: Sequence[Statement]) -> None:
        """Remember the facts of some code whose turns begin behind `turn`."""
        if self.memory is not None:
            self.keep_text(kind, code, packed(statements, turn))


@lru_cache(maxsize=4096)
def recollection_of(text: bytes) -> Recollection:
    """Return what is remembered of a file of this content, which is nothing until a reader brings a memory."""
    return Recollection()


def _key(kind: str, code: str | bytes) -> str:
    content = _bare(code).encode("utf-8", "surrogatepass") if isinstance(code, str) else code
    return blake2b(content, digest_size=16, person=kind.encode()).hexdigest()


def _bare(code: str) -> str:
    """Return a stretch of code without the blank lines behind it, which change nothing that is found out about it."""
    bare = code.rstrip("\n")
    return code if bare.endswith("\\") else bare
