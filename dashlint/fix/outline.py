"""The outline of a file: its code without the bodies of functions and classes, each statement on its line."""

from __future__ import annotations

import re

from dashlint.read.chunks import Chunk, chunks_of, definition_in

_GLOBAL = re.compile(r"\bglobal\b")


def outline(content: bytes) -> bytes:
    """Return the code of a file with `...` for each body that binds no global name; encoded in UTF-8.

    It is no code where the statements of the file cannot be told apart by their looks.
    """
    lines: list[str] = []
    for chunk in chunks_of(content):
        lines += [""] * (chunk.line - 1 - len(lines))
        lines += _shortened(chunk).rstrip("\n").split("\n")
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")


def _shortened(chunk: Chunk) -> str:
    definition = definition_in(chunk)
    if definition is None or _GLOBAL.search(chunk.code):
        return chunk.code
    return f"{chunk.code[: definition.colon]}: ...\n"
