"""Writes values as JSON that every terminal, pipe and parser takes."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value] | None"

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def compact(value: Value) -> str:
    """The value on one line."""
    return _ascii(json.dumps(value, ensure_ascii=False))


def indented(value: Value) -> str:
    """The value on many lines."""
    return _ascii(json.dumps(value, ensure_ascii=False, indent=2))


def _ascii(text: str) -> str:
    """The same JSON in ASCII; half a character, as in a file name that is no UTF-8, becomes U+FFFD."""
    whole = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return _NOT_ASCII.sub(lambda match: json.dumps(match[0])[1:-1], whole)
