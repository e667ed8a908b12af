"""The store: what is remembered of the code of a project, laid out in one file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from dashlint import __version__
from dashlint.cache.evidence import digest
from dashlint.cache.folder import LARGEST

NAME = "sections.facts"
_MARK = b"dashlint facts 1"
_KEY_LENGTH = 32
_ROOM_FOR_HEAD = 1024


class Store:
    """Texts by keys, read from the content of a file, which counts only if it is whole and bears the same `stamp`."""

    def __init__(self, stamp: bytes, content: bytes | None = None) -> None:
        self._stamp = stamp
        lines = _lines(stamp, content) if content else []
        self._known = {line[:_KEY_LENGTH]: line for line in lines if len(line) > _KEY_LENGTH}
        self._used: dict[bytes, bytes] = {}
        self._is_new = False

    def get(self, key: str) -> str | None:
        """Return the text that was kept last under a key; None if there is none."""
        name = key.encode()
        line = self._used.get(name) or self._known.get(name)
        if line is None:
            return None
        self._used[name] = line
        try:
            return line[_KEY_LENGTH:].decode()
        except UnicodeDecodeError:
            return None

    def put(self, key: str, text: str) -> None:
        """Keep a text."""
        self._used[key.encode()] = f"{key}{text}".encode()
        self._is_new = True

    def content(self) -> bytes | None:
        """Return the content of the file with what has been used, and some of what has not; None if nothing is new.

        What is not used any more may be used again, when an edit is taken back or other files are linted, so that as
        much of it is kept as was used, and the newest first.
        """
        if not self._is_new:
            return None
        body = b"\n".join(self._kept())
        return b"%s %s %s\n%s" % (_MARK, self._stamp, _digest(body), body)

    def _kept(self) -> list[bytes]:
        used = list(_fitting(self._used.values(), LARGEST - _ROOM_FOR_HEAD))
        size = sum(len(line) + 1 for line in used)
        rest = (line for key, line in self._known.items() if key not in self._used)
        return [*used, *_fitting(rest, min(size, LARGEST - _ROOM_FOR_HEAD - size))]


def _fitting(lines: Iterable[bytes], room: int) -> Iterator[bytes]:
    """Yield the lines for which there is room."""
    for line in lines:
        if len(line) < room:
            room -= len(line) + 1
            yield line


def stamp_for(files: Iterable[str]) -> bytes:
    """Return what must be the same for a store to count: Python, and dashlint with its libraries by these files."""
    found = blake2b(f"{__version__} {sys.version}".encode(), digest_size=16)
    for path in files:
        found.update(digest(os.fsencode(path)))
    return found.hexdigest().encode()


def _lines(stamp: bytes, content: bytes) -> list[bytes]:
    head, _, body = content.partition(b"\n")
    return body.split(b"\n") if head == b"%s %s %s" % (_MARK, stamp, _digest(body)) else []


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).hexdigest().encode()
