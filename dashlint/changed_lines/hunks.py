"""Reads which lines a unified diff changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HUNK = re.compile(rb"@@ -\d+(?:,(?P<lost>\d+))? \+(?P<start>\d+)(?:,(?P<count>\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def hunks(diff: bytes) -> Iterator[tuple[bytes, range]]:
    """Yield the lines that stand in the new file for each hunk of a diff without context, with the name of the file.

    Where lines were only deleted, those around the gap count as changed. The names begin with `b/` in the diff.
    """
    name, body = b"", 0
    for line in diff.split(b"\n"):
        hunk = _HUNK.match(line)
        if hunk:
            count = _count(hunk["count"])
            body = _count(hunk["lost"]) + count
            if name:
                yield name, _stretch(int(hunk["start"]), count)
        elif body:
            body -= not line.startswith(b"\\")  # "\ No newline at end of file" is no line of either file
        elif line.startswith(b"+++ "):
            name = b"" if line == b"+++ /dev/null" else _name(line[4:])


def _count(digits: bytes | None) -> int:
    return 1 if digits is None else int(digits)


def _stretch(start: int, count: int) -> range:
    return range(start, start + count) if count else range(max(start, 1), start + 2)


def _name(written: bytes) -> bytes:
    """Return the name of a file, which git quotes as C does, or ends with a tab where there are spaces in it."""
    if written.startswith(b'"'):
        written = _ESCAPE.sub(lambda match: _unescaped(match[1]), written[1 : written.rindex(b'"')])
    else:
        written = written.removesuffix(b"\t")
    return written.removeprefix(b"b/")


def _unescaped(code: bytes) -> bytes:
    return bytes([int(code, 8)]) if len(code) == 3 else _ESCAPED.get(code, code)
