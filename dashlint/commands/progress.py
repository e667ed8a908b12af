"""Progress: what a run is busy with, on one line of the terminal that is gone when the run ends."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from types import TracebackType

    from dashlint.facts import FileFacts
    from dashlint.lint import Reader
    from dashlint.rule import Rule

#: Seconds before a run says what it is busy with, and between two lines that it writes.
PATIENCE, PAUSE = 1.0, 0.1


class Terminal(Protocol):
    """What a line can be written to."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


def is_shown(quiet: bool) -> bool:
    """Whether somebody looks at standard error: a terminal that can go back in its line, and no server of CI."""
    if quiet or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr is not None and sys.stderr.isatty()


@dataclass(slots=True)
class Progress:
    """Shows the file that is read or the rule that runs, once a run takes long; without a `terminal` it is silent.

    `files` counts the files that were read, `reading` sums up the seconds that they took.
    """

    terminal: Terminal | None
    clock: Callable[[], float] = time.monotonic
    files: int = 0
    reading: float = 0.0
    _rules: int = 0
    _width: int = 0
    _due: float = field(init=False)

    def __post_init__(self) -> None:
        self._due = self.clock() + PATIENCE

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write("")

    def reader(self, reader: Reader) -> Reader:
        """Return a reader that tells which file it reads."""

        def read(path: str, text: bytes, seconds: float | None = None) -> FileFacts:
            self._tell(f"reading {os.path.basename(path)}, file {self.files + 1}")
            before = self.clock()
            facts = reader(path, text, seconds)
            self.reading += self.clock() - before
            self.files += 1
            return facts

        return read

    def rule(self, rule: Rule) -> None:
        """Tell which rule runs."""
        self._rules += 1
        self._tell(f"{rule.code} {rule.name}, rule {self._rules}")

    def _tell(self, what: str) -> None:
        if self.terminal is not None and self.clock() >= self._due:
            self._due = self.clock() + PAUSE
            columns = shutil.get_terminal_size().columns
            self._write("".join(one if " " <= one <= "~" else "?" for one in f"dashlint: {what}")[: columns - 1])

    def _write(self, line: str) -> None:
        """Write a line over the one before."""
        if self.terminal is not None and (line or self._width):
            self.terminal.write(f"\r{line.ljust(self._width)}{'' if line else chr(13)}")
            self.terminal.flush()
            self._width = len(line)
