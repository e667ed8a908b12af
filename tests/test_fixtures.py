"""Every rule on every fixture: what `# want:` says is reported, and nothing else is.

A fixture is a folder of its own project. A line that ends in `# want: DSH101` must be reported with exactly that code
(or those codes), every other line must stay silent. In a file that is not Python the mark may also stand alone, and
then means the next line that is no comment. `# missed: DSH101` marks a known miss; the test fails on the day it is
found. `output.txt` is the report of the fixture; DASHLINT_UPDATE=1 writes it anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashlint.file_kinds import kind_of
from dashlint.lint import Outcome
from dashlint.notebooks import NotebookError, python_of
from dashlint.report import REPORTS
from dashlint.report.counts import summary
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from fixture_projects import FOLDERS, outcome_of

MARK = re.compile(rb"#\s*(want|missed):\s*(DSH\d{3}(?:\s*,\s*DSH\d{3})*)")
LINE_END = re.compile(rb"\r\n|\r|\n")

Finding = tuple[str, int, str]


def marked(folder: Path, kind: bytes) -> set[Finding]:
    paths = (path for path in folder.rglob("*") if path.is_file() and kind_of(str(path)) is not None)
    return {finding for path in paths for finding in _marked_in(path, folder, kind)}


def _marked_in(path: Path, folder: Path, kind: bytes) -> Iterator[Finding]:
    lines = LINE_END.split(code_of(path))
    for number, line in enumerate(lines, 1):
        for match in MARK.finditer(line):
            if match[1] == kind:
                for code in re.findall(r"DSH\d{3}", match[2].decode()):
                    meant = number if kind_of(str(path)) == "python" else _meant(lines, number)
                    yield path.relative_to(folder).as_posix(), meant, code


def code_of(path: Path) -> bytes:
    """The content of a file; of a notebook the code of its cells, or nothing where it is broken."""
    try:
        return python_of(str(path), path.read_bytes())
    except NotebookError:
        return b""


def _meant(lines: list[bytes], number: int) -> int:
    """The line that a mark in a file that is not Python means."""
    while number < len(lines) and lines[number - 1].lstrip().startswith(b"#"):
        number += 1
    return number


def reported(outcome: Outcome, folder: Path) -> set[Finding]:
    root = folder.resolve()
    return {
        (Path(one.location.path).relative_to(root).as_posix(), one.location.line, one.code)
        for one in outcome.diagnostics
    }


def listed(findings: set[Finding]) -> str:
    return "".join(f"\n  {path}:{line}: {code}" for path, line, code in sorted(findings))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_fixture(folder: Path) -> None:
    outcome = outcome_of(folder)
    found, want, missed = reported(outcome, folder), marked(folder, b"want"), marked(folder, b"missed")
    assert want, "a fixture without a single `# want:` proves nothing"
    differences = {
        "missed alarms": want - found,
        "false alarms": found - want - missed,
        "found though marked as missed (now write `# want:`)": found & missed,
    }
    told = "".join(f"\n{title}:{listed(findings)}" for title, findings in differences.items() if findings)
    assert not told, told


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_output(folder: Path) -> None:
    diagnostics = outcome_of(folder).diagnostics
    excerpts = Excerpts(lambda path: Path(path).relative_to(folder.resolve()).as_posix(), lambda path: None)
    lines = [*REPORTS["full"](diagnostics, excerpts, Paint()), summary(diagnostics)]
    snapshot, output = folder / "output.txt", "".join(f"{line}\n" for line in lines)
    if os.environ.get("DASHLINT_UPDATE"):
        snapshot.write_text(output, encoding="utf-8")
    assert snapshot.is_file(), "write it with DASHLINT_UPDATE=1 pytest tests/test_fixtures.py, and read it"
    assert output == snapshot.read_text(encoding="utf-8")


def test_marks_are_read() -> None:
    text = b"a  # want: DSH101\r\nb # want: DSH101, DSH105 # x\n\xff # missed: DSH110\nc # wants: DSH1\n# want: E501\n"
    lines = [MARK.findall(line) for line in LINE_END.split(text)]
    assert lines == [[(b"want", b"DSH101")], [(b"want", b"DSH101, DSH105")], [(b"missed", b"DSH110")], [], [], []]
