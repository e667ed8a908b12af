"""Decoding: the text of a file and back, by the encoding that it declares."""

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
    try:
        return content.decode(encoding_of(content), "replace")
    except (UnicodeError, LookupError):  # some codecs cannot replace, others such as `hex` make no text
        return content.decode("utf-8", "replace")


def encoded(text: str) -> bytes:
    """Return text as it would stand in a file with the encoding that it declares; what that lacks is replaced."""
    utf_8 = text.encode("utf-8", "replace")
    try:
        return text.encode(encoding_of(utf_8), "replace")
    except (UnicodeError, LookupError):
        return utf_8
