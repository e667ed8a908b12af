"""A file whose reader has to wait."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def slow_file(path: Path, seconds: float) -> Iterator[None]:
    """A pipe at `path` that lets its first reader wait for `seconds`, counted from when it opens the pipe."""
    given_up = threading.Event()

    def write() -> None:
        with path.open("w") as pipe:
            given_up.wait(seconds)
            pipe.write("all is well\n")

    os.mkfifo(path)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        given_up.set()
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # frees a writer that nobody came to read from
        writer.join()
        os.close(reader)
        path.unlink()
