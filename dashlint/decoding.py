"""Decoding: the text of a file, by the encoding that it declares."""

from __future__ import annotations

import io
import tokenize


def encoding_of(content: bytes) -> str:
    """Return the encoding of a file; UTF-8 where it declares one that there is not."""
    try:
        return tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except SyntaxError:  # such a file has no problem but that
        return "utf-8"


def decoded(content: bytes) -> str:
    """Return the text of a file; what its encoding does not know is replaced."""
    return content.decode(encoding_of(content), "replace")
