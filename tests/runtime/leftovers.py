"""Takes the comments out of a copy of a fixture, and says what dashlint reports before and after."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashlint.cli import main

from .harness import FIXTURES

LINE = re.compile(r"^(\S+?):(\d+):\d+: (DSH\d+) ", re.MULTILINE)
COMMENT = re.compile(r"(?<!\")#\s*(?:noqa|dashlint: ignore)\b[^#\n]*")

Finding = tuple[str, int, str]


class Copy:
    """A copy of a fixture in which lines may be changed, and what `dashlint` prints of it."""

    def __init__(self, fixture: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder / fixture
        self._capsys = capsys
        shutil.copytree(FIXTURES / fixture, self.folder)

    def findings(self) -> set[Finding]:
        """What is reported, by file and line."""
        self._capsys.readouterr()
        assert main([str(self.folder), "--select", "ALL", "--format", "flake8"]) in (0, 1)
        printed = self._capsys.readouterr().out
        return {(Path(path).name, int(line), code) for path, line, code in LINE.findall(printed)}

    def without_comment(self, name: str, number: int) -> set[Finding]:
        """What is reported once the comments of one line are gone."""
        path = self.folder / name
        before = path.read_text(encoding="utf-8")
        lines = before.split("\n")
        lines[number - 1] = COMMENT.sub("", lines[number - 1])
        path.write_text("\n".join(lines), encoding="utf-8")
        try:
            return self.findings()
        finally:
            path.write_text(before, encoding="utf-8")

    def commented_lines(self, name: str) -> Iterator[int]:
        """The lines of a file that hold a comment which may silence something."""
        for number, line in enumerate((self.folder / name).read_text(encoding="utf-8").split("\n"), 1):
            if COMMENT.search(line):
                yield number
