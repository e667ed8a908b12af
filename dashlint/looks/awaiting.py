"""Awaiting: whether the body of a function awaits something for certain, by its looks."""

from __future__ import annotations

import re

_AWAIT = re.compile(r"^[ \t]+(?:\w+[ \t]*=[ \t]*|return[ \t]+)?await[ \t]+[\w.]+\(", re.MULTILINE)
#: Where this is found, a line that looks like an `await` may be text, or belong to another function.
_DOUBTFUL = re.compile(r"'''|\"\"\"|\\\n|\b(?:def|class)\b")


def surely_awaits(body: str) -> bool:
    """Tell whether the body of an `async def` awaits something itself; False where its looks do not say."""
    return _AWAIT.search(body) is not None and _DOUBTFUL.search(body) is None
