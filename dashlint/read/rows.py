"""Rows: small tables of plain values as text that can be kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any


class DamagedError(Exception):
    """A text holds nothing of what it should."""


def packed_rows(rows: Iterable[tuple[object, ...]]) -> str | None:
    """Return rows as text; None if text cannot hold them."""
    text = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return text


def unpacked_rows(text: str, kinds: Sequence[type]) -> list[tuple[Any, ...]]:
    """Return the rows that a text holds, the values of which are of these kinds.

    Raises:
        DamagedError: it holds none.
    """
    try:
        rows = [tuple(row) for row in json.loads(text)]
        are_right = all(type(value) is kind for row in rows for value, kind in zip(row, kinds, strict=True))
    except (TypeError, ValueError, RecursionError) as error:
        raise DamagedError from error
    if not are_right:
        raise DamagedError
    return rows
