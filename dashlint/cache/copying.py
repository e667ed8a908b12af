"""Copies of what a run prints."""

from __future__ import annotations

import io
import sys
from typing import Any, TextIO


class Copied(io.BufferedIOBase):
    """Passes on what is written to a stream, and keeps a copy; `is_broken` once the stream takes no more."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.copy = bytearray()
        self.is_broken = False

    def write(self, content: Any, /) -> int:
        self.copy += content
        try:
            written: int = self.real.write(content)
        except OSError:
            self.is_broken = True
            raise
        self.is_broken |= written != len(content)
        return written

    def flush(self) -> None:
        try:
            self.real.flush()
        except OSError:
            self.is_broken = True
            raise

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self.real.isatty())

    def fileno(self) -> int:
        return int(self.real.fileno())


class Copies:
    """Copies of standard output and standard error, from the moment they are made until they are taken off."""

    def __init__(self) -> None:
        self._streams = sys.stdout, sys.stderr
        self.output, sys.stdout = _copied(sys.stdout)
        self.errors, sys.stderr = _copied(sys.stderr)

    @property
    def are_whole(self) -> bool:
        """Whether all that was printed arrived, and was copied."""
        for stream, copied in ((sys.stdout, self.output), (sys.stderr, self.errors)):
            if stream is not None and (copied is None or copied.is_broken):
                return False
        return True

    def taken(self) -> tuple[bytes, bytes]:
        """Return what was printed so far."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        return (bytes(self.output.copy) if self.output else b"", bytes(self.errors.copy) if self.errors else b"")

    def take_off(self) -> None:
        """Let the streams be what they were."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        sys.stdout, sys.stderr = self._streams


def _copied(stream: TextIO) -> tuple[Copied | None, TextIO]:
    """Return a copied stream as what writes to it, and as text; one that is no usual stream stays as it is."""
    if not isinstance(stream, io.TextIOWrapper):
        return None, stream
    copied = Copied(stream.buffer)
    text = io.TextIOWrapper(
        copied,  # type: ignore[type-var]
        stream.encoding,
        stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    return copied, text
