"""Where the keys of a JSON text stand, which Python's own reader does not say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:\n]')


def lines_of_keys(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the keys that lead to each value in a valid JSON text, and the line of the last of them."""
    outer: list[str] = []
    line, last, key = 1, "", ""
    for token in _TOKEN.findall(text):
        if token == "\n":
            line += 1
        elif token == ":":
            key = json.loads(last)
            yield (*outer[1:], key), line
        elif token in "{[":
            outer.append(key)
        elif token in "}]":
            outer.pop()
        else:
            last = token
