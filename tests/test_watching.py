"""`--watch`, with real processes and real changes, and what a run tells of itself meanwhile."""

from __future__ import annotations

import io
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import dashlint
from dashlint.cli import main
from dashlint.commands import progress as progress_module
from dashlint.commands.progress import PATIENCE, PAUSE, Progress, is_shown
from dashlint.commands.running import Timed
from dashlint.commands.watching import are_read, matters
from dashlint.facts import FileFacts
from dashlint.read import read
from dashlint.rules import all_rules

SOURCE = str(Path(dashlint.__file__).parent.parent)
BAD = """\
import time

from dash import Dash, Input, Output

app = Dash(__name__, backend="fastapi")


@app.callback(Output("a", "children"), Input("b", "value"))
async def update(value):
    time.sleep(1)
"""
GOOD = BAD.replace("time.sleep(1)", "return value")
AT_MOST = 120


class Watching:
    """A process that watches a folder, and the lines that it prints."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        command = [sys.executable, "-m", "dashlint", "--watch", "--format", "concise", "--ignore", "DSH301", *arguments]
        environment = {**os.environ, "PYTHONPATH": SOURCE, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def report(self) -> list[str]:
        """Return the lines up to the end of the next report."""
        found = []
        while True:
            line = self.lines.get(timeout=AT_MOST)
            assert line is not None, f"it ended: {found}"
            if line == "dashlint: watching for changes; Ctrl-C ends it":
                return found
            found.append(line)

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(AT_MOST)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text(BAD)
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    found = Watching(folder)
    yield found
    found.process.kill()
    found.process.wait()


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be sent Ctrl-C alone on Windows")
def test_watching(watching: Watching, folder: Path) -> None:
    assert any("DSH101" in line for line in watching.report())
    (folder / "app.py").write_text(GOOD)
    assert watching.report() == ["No problems found."]
    (folder / ".gitignore").write_text("ignored.py\n")
    assert watching.report() == ["No problems found."]
    (folder / "ignored.py").write_text(BAD)
    (folder / "notes.txt").write_text("no file that is read")
    (folder / "more.py").write_text(BAD)
    assert [line.partition(":")[0] for line in watching.report() if "DSH101" in line] == ["more.py"]
    (folder / "dashlint.toml").write_text("ignore = 3\n")
    assert any("ignore" in line for line in watching.report()), "wrong settings do not end it"
    (folder / "dashlint.toml").write_text('ignore = ["DSH101"]\n')
    assert watching.report() == ["No problems found."]
    (folder / "dashlint.toml").write_text('fix = true\nignore = ["DSH301"]\n')
    assert any("DSH101" in line for line in watching.report())
    assert (folder / "more.py").read_text() == BAD, "whoever watches mends by himself"
    assert watching.end() == 130


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (("--fix",), "--fix"),
        (("--diff",), "--diff"),
        (("--write-baseline",), "--write-baseline"),
        (("--add-ignore",), "--add-ignore"),
        (("-",), "standard input"),
    ],
)
def test_what_does_not_go_together(capfd: pytest.CaptureFixture[str], typed: tuple[str, ...], named: str) -> None:
    assert main(("--watch", *typed)) == 2
    assert named in capfd.readouterr().err


def test_missing_path(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(("--watch", "nowhere.py")) == 2
    assert "`nowhere.py` does not exist" in capfd.readouterr().err


def test_without_watchfiles(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(("--watch", str(folder))) == 2
    assert 'try `pip install "dashlint[watch]"`' in capfd.readouterr().err


def test_which_changes_matter() -> None:
    for name in ("app.py", "requirements.txt", "pyproject.toml", ".gitignore", "dashlint.toml", "Dockerfile"):
        assert matters({f"/x/{name}"}, frozenset())
    assert not matters({"/x/data.csv", "/x/.git/index"}, frozenset())
    assert matters({"/x/script"}, frozenset({"/x/script"}))


def test_which_changed_files_are_read() -> None:
    known = frozenset({"/x/app.py"})
    assert are_read({"/x/app.py", "/x/ignored.py"}, known)
    assert not are_read({"/x/ignored.py", "/x/data.csv"}, known)
    for name in (".gitignore", "pyproject.toml", "dashlint.toml", ".dashlint.toml", "dashlint-baseline.json"):
        assert are_read({f"/x/{name}"}, known)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestProgress:
    def test_quick_runs_say_nothing(self) -> None:
        terminal, clock = io.StringIO(), Clock()
        with Progress(terminal, clock) as progress:
            for rule in all_rules():
                progress.rule(rule)
            clock.now = PATIENCE - 0.01
            progress.reader(read)("/x.py", b"")
        assert terminal.getvalue() == ""

    def test_long_runs_say_what_they_do_and_leave_no_trace(self) -> None:
        terminal, clock = io.StringIO(), Clock()
        with Progress(terminal, clock) as progress:
            clock.now = PATIENCE
            progress.reader(read)("/folder/x.py", b"")
            said = terminal.getvalue()
            progress.rule(all_rules()[0])
            assert terminal.getvalue() == said, "no flicker"
            clock.now += PAUSE
            progress.rule(all_rules()[3])
        assert said == "\rdashlint: reading x.py, file 1"
        lines = terminal.getvalue().split("\r")
        rule = all_rules()[3]
        assert lines[2].rstrip() == f"dashlint: {rule.code} {rule.name}, rule 2"
        assert (lines[3].strip(), lines[4]) == ("", "")
        assert len(lines[3]) >= len(lines[2].rstrip())

    def test_what_was_written_is_covered(self) -> None:
        terminal, clock = io.StringIO(), Clock()
        with Progress(terminal, clock) as progress:
            clock.now = PATIENCE
            progress.reader(read)("/" + "long" * 10 + ".py", b"")
            clock.now += PAUSE
            progress.reader(read)("/x.py", b"")
        _, first, second, *_ = terminal.getvalue().split("\r")
        assert len(second) == len(first)

    def test_names_that_move_the_cursor(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        terminal, clock = io.StringIO(), Clock()
        with Progress(terminal, clock) as progress:
            clock.now = PATIENCE
            progress.reader(read)("/a\nb\x1b[2J" + "ü" * 60 + ".py", b"")
        line = terminal.getvalue().split("\r")[1]
        assert len(line) < 40
        assert "\n" not in line
        assert "\x1b" not in line

    def test_files_are_read_as_without_it(self) -> None:
        progress = Progress(None)
        facts = progress.reader(read)("/x.py", b"x = 1")
        assert isinstance(facts, FileFacts)
        assert facts == read("/x.py", b"x = 1")
        assert progress.files == 1

    @pytest.mark.parametrize("variable", ["", "CI", "TERM"])
    def test_where_it_is_shown(self, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
        class Screen(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr(progress_module.sys, "stderr", Screen())
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.setenv("TERM", "xterm")
        if variable:
            monkeypatch.setenv(variable, "dumb")
        assert is_shown(False) is not bool(variable)
        assert not is_shown(True)
        monkeypatch.setattr(progress_module.sys, "stderr", io.StringIO())
        assert not is_shown(False)


def test_time_is_told_phase_by_phase() -> None:
    ends = (("start", 1.0), ("finding files", 1.5), ("linting", 4.5), ("reporting", 5.0))
    timed = Timed(Progress(None, reading=1.0), ends)
    assert timed.phases() == [("finding files", 0.5), ("linting", 2.0), ("reporting", 0.5)]


def test_verbose(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(folder)
    (folder / "dashlint.toml").write_text("")
    assert main(("-v", "--format", "concise")) == 1
    output, errors = capfd.readouterr()
    assert "took" not in output
    settings, files, read_in, *phases, cached = errors.splitlines()
    assert cached == "dashlint: no answer is kept in the cache"
    assert settings.startswith("dashlint: settings of ")
    assert "dashlint.toml" in settings
    assert files.startswith("dashlint: 2 files to report on, ")
    assert read_in.startswith("dashlint: 1 file parsed in ")
    assert [line.rpartition(" took ")[0] for line in phases] == [
        "dashlint: finding files",
        "dashlint: linting",
        "dashlint: reporting",
    ]
    assert main(("--isolated", "-v")) == 1
    assert capfd.readouterr().err.startswith("dashlint: no settings file\n")
