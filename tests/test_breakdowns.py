"""What becomes of a run when dashlint itself fails in one of its rules, or on one of its files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from broken_rules import BROKEN, PROGRAM, known, write
from dashlint.breakdowns import Breakdown, in_words, one_for_each, while_judging
from dashlint.cli import main
from dashlint.facts import FileFacts, Place
from dashlint.find import find
from dashlint.lint import asked, lint_sources
from dashlint.read import read
from dashlint.settings import Settings

APP = """\
import asyncio
import time

from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    await asyncio.sleep(0)
    time.sleep(2)
    return clicks
"""
ROOT = Path(__file__).parent.parent
SAID = "internal error: DSH901 broke off at `app.py`: ZeroDivisionError: the rule is {broken}"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NO_COLOR", "FORCE_COLOR", "DASHLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "my board"
    folder.mkdir()
    (folder / ".git").mkdir()
    (folder / "app.py").write_text(APP + "# break\n", encoding="utf-8")
    (folder / "zebra.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write(tmp_path / "more rules")


@pytest.fixture
def broken(rules: Path) -> Iterator[None]:
    with known(rules):
        yield


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["--no-cache", *arguments])
        return (status, *capfd.readouterr())

    return run


@pytest.mark.usefixtures("broken")
def test_the_rest_is_reported_and_the_error_told(run: Run) -> None:
    status, output, errors = run("--format", "concise")
    assert status == 3
    assert [line.replace("[*] ", "").split("`")[0] for line in output.splitlines()[:2]] == [
        "app.py:1:1: DSH901 the file is ",
        "app.py:13:5: DSH101 ",
    ]
    assert "Found 2 problems (2 errors)." in output.splitlines()
    told = errors.splitlines()
    assert told[0].startswith(f"dashlint: {SAID} (")
    assert told[0].endswith("/dsh901_broken_rule.py:23 in _fail)")
    assert told[-2].endswith("in _fail")
    assert told[-3].endswith("dsh901_broken_rule.py:18 in broken_rule")
    assert told[-1].startswith("dashlint: everything else was looked at as always. This is a defect of dashlint.")
    assert "Traceback" not in errors


@pytest.mark.usefixtures("broken")
def test_the_whole_trace_is_told_on_request(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHLINT_TRACEBACK", "1")
    errors = run("-q")[2]
    assert SAID in errors
    assert "Traceback (most recent call last)" in errors
    assert 'raise ZeroDivisionError("the rule\\n  is {broken}")' in errors


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("arguments", [("--exit-zero",), ("--quiet",), ("--ignore", "ALL"), ("--fix",), ("--diff",)])
def test_the_exit_status_is_always_that_of_a_defect(run: Run, arguments: tuple[str, ...]) -> None:
    status, _, errors = run(*arguments)
    assert (status, SAID in errors) == (3, True)


@pytest.mark.usefixtures("broken")
def test_a_rule_that_does_not_break_off_here_is_reported_everywhere(run: Run, here: Path) -> None:
    (here / "app.py").write_text(APP, encoding="utf-8")
    status, output, errors = run("--format", "concise", "--select", "DSH9")
    assert (status, errors) == (1, "")
    assert output.splitlines()[1] == "zebra.py:1:1: DSH901 the file is `6` bytes long"


@pytest.mark.usefixtures("broken")
def test_comments_are_not_called_unused_where_a_rule_broke_off(run: Run, here: Path) -> None:
    code = APP.replace("return clicks", "return clicks  # noqa: DSH102")
    (here / "app.py").write_text(code, encoding="utf-8")
    assert "DSH002" in run("--format", "concise", "--select", "DSH0,DSH1")[1]
    (here / "app.py").write_text(code + "# break\n", encoding="utf-8")
    assert "DSH002" not in run("--format", "concise", "--select", "DSH0,DSH1")[1]
    run("--fix", "--select", "DSH0,DSH1")
    assert "# noqa: DSH102" in (here / "app.py").read_text(encoding="utf-8")


def test_the_baseline_stays_what_it_is_where_a_rule_broke_off(run: Run, here: Path, rules: Path) -> None:
    assert run("--write-baseline")[0] == 0
    before = (here / "dashlint-baseline.json").read_bytes()
    (here / "app.py").write_text(APP.replace("time.sleep(2)", "pass") + "# break\n", encoding="utf-8")
    with known(rules):
        status, _, errors = run("--prune-baseline")
        assert status == 3
        assert "the baseline is left as it is, because not every rule came to its end" in errors
        assert (here / "dashlint-baseline.json").read_bytes() == before
        assert "--prune-baseline" not in run()[2]
    assert "--prune-baseline" in run()[2]


@pytest.mark.usefixtures("broken")
def test_machines_are_told(run: Run) -> None:
    status, output, errors = run("--format", "sarif")
    assert status == 3
    (log,) = json.loads(output)["runs"]
    (invocation,) = log["invocations"]
    assert [result["ruleId"] for result in log["results"]] == ["DSH901", "DSH101"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["level"] == "error"
    assert told["message"]["text"].startswith(SAID.replace("{broken}", "{{broken}}"))
    assert told["associatedRule"] == {"id": "DSH901"}
    assert told["exception"] == {"kind": "ZeroDivisionError", "message": "the rule\n  is {broken}"}
    (place,) = told["locations"]
    number = place["physicalLocation"]["artifactLocation"]["index"]
    assert log["artifacts"][number]["location"]["uri"] == "app.py"
    assert SAID in errors
    status, output, errors = run("--format", "json")
    assert (status, [one["code"] for one in json.loads(output)]) == (3, ["DSH901", "DSH101"])
    assert SAID in errors


@pytest.mark.usefixtures("broken")
def test_an_audit_tells_it_once(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--to", "quart"]) == 3
    output, errors = capfd.readouterr()
    assert "app.py" in output
    assert errors.count("DSH901 broke off") == 1


@pytest.mark.usefixtures("broken")
def test_a_question_is_not_answered_by_halves(here: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        asked(find(["."]), Settings(), lambda project: project.apps)


def test_a_judge_of_comments_that_breaks_off_is_told(tmp_path: Path, here: Path, run: Run) -> None:
    judge = """
from dashlint.rule import comment_rule

@comment_rule("DSH902", severity="error")
def broken_judge(comments):
    raise LookupError(len(comments.comments))
"""
    (here / "app.py").write_text(APP.replace("return clicks", "return clicks  # noqa: DSH102"), encoding="utf-8")
    with known(write(tmp_path / "judges", judge, "dsh902_broken_judge")):
        status, output, errors = run("--format", "concise")
    assert (status, "DSH101" in output, "DSH002" in output) == (3, True, True)
    assert "internal error: DSH902 broke off: LookupError: 1 (" in errors


def test_a_file_that_dashlint_fails_to_read_is_named(here: Path) -> None:
    def reader(path: str, text: bytes, seconds: float = 0) -> FileFacts:
        if path.endswith("helpers.py"):
            raise RecursionError("out of luck")
        return read(path, text)

    (here / "app.py").write_text(APP.replace("import time", "import helpers, time"), encoding="utf-8")
    (here / "helpers.py").write_text("from dash import callback\n", encoding="utf-8")
    outcome = lint_sources(find(["."]), Settings(), reader)
    (unread, found) = sorted(outcome.diagnostics, key=lambda one: one.code)
    assert (unread.code, unread.location.path) == ("DSH001", os.path.realpath("helpers.py"))
    assert "a defect of dashlint" in unread.message
    assert found.code == "DSH101"
    assert outcome.unreadable
    (breakdown,) = outcome.breakdowns
    assert (breakdown.rule, breakdown.path, breakdown.what) == (
        "",
        os.path.realpath("helpers.py"),
        "RecursionError: out of luck",
    )
    assert in_words((breakdown,), os.path.basename).startswith(
        "internal error: the reader broke off at `helpers.py`: RecursionError: out of luck ("
    )


def test_a_problem_that_cannot_be_told_takes_no_other_with_it(tmp_path: Path, here: Path, run: Run) -> None:
    lost = """
from dashlint.changes import Fix, Rename
from dashlint.diagnostic import Applicability
from dashlint.facts import Place
from dashlint.rule import Note, Problem, rule

@rule("DSH903", severity="error")
def broken_problem(project):
    here = Place(min(project.modules.texts), -1)
    yield Problem(here, "this one has a place that there is not", notes=(Note(Place("/nowhere.py", 1), "nowhere"),))
    yield Problem(here, "this one has a fix that there is not", fix=Fix("Fail", Applicability.SAFE, (None,)))
"""
    with known(write(tmp_path / "losing", lost, "dsh903_broken_problem")):
        status, output, errors = run("--format", "concise")
    assert (status, "DSH101" in output) == (3, True)
    assert "has a place" not in output
    assert "app.py:1:1: DSH903 this one has a fix that there is not" in output
    assert errors.count("internal error: DSH903 broke off at `app.py`: ") == 2


def test_flake8_gets_a_line_on_the_file(here: Path, rules: Path) -> None:
    pytest.importorskip("flake8")
    program = f"{PROGRAM}from flake8.main.cli import main\nsys.exit(main())\n"
    ini = f"[flake8:local-plugins]\nextension = DSH = dashlint.flake8_plugin:Plugin\npaths = {ROOT}\n"
    is_installed = bool(entry_points(group="flake8.extension", name="DSH"))
    (here / "flake8.ini").write_text("" if is_installed else ini, encoding="utf-8")
    asked_for = ("--config=flake8.ini", "--select=DSH", "app.py", "zebra.py")
    done = _ran(program, rules, *asked_for)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert lines[0].startswith("app.py:1:1: DSH000 internal error: DSH901 broke off at ")
    assert [line.split(" ")[:2] for line in lines[1:]] == [["app.py:1:1:", "DSH901"], ["app.py:13:5:", "DSH101"]]
    (line,) = _ran(program, rules, "--config=flake8.ini", "--select=DSH", "zebra.py").stdout.splitlines()
    assert line.startswith("zebra.py:1:1: DSH000 internal error: DSH901 broke off at ")
    (rules / "dsh901_broken_rule.py").write_text(
        BROKEN.replace("for path in", "raise KeyError\n    for path in"), encoding="utf-8"
    )
    lines = _ran(program, rules, *asked_for).stdout.splitlines()
    assert [line.split(" ")[:2] for line in lines] == [
        ["app.py:1:1:", "DSH000"],
        ["app.py:13:5:", "DSH101"],
        ["zebra.py:1:1:", "DSH000"],
    ]


@pytest.mark.asyncio
async def test_an_editor_gets_the_rest_and_a_line_in_the_log(here: Path, rules: Path, tmp_path: Path) -> None:
    pytest.importorskip("pytest_lsp")
    from editor import editing

    script = tmp_path / "serve.py"
    script.write_text(f"{PROGRAM}from dashlint.cli import main\nsys.exit(main(['server']))\n", encoding="utf-8")
    async with editing(here, command=(sys.executable, str(script), str(rules))) as editor:
        app = here / "app.py"
        assert await editor.codes(app, editor.open(app, APP + "# break\n")) == ["DSH901", "DSH101"]
        log = editor.client.log_messages
        told = await editor.until(lambda: [one.message for one in log if "internal error" in one.message] or None)
        assert told[0].startswith("internal error: DSH901 broke off at ")
        assert "Traceback" in told[0]


def _ran(program: str, rules: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, str(rules), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )


def _error(place: object) -> Exception:
    """Return an error that came up one step below a function which knows a place."""

    def inner() -> None:
        raise ValueError

    def outer(given: object) -> None:
        inner()

    try:
        outer(place)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    "place",
    [Place("/a.py", 1), "/a.py", FileFacts("/a.py", ()), Breakdown(ValueError(), path="/a.py")],
    ids=lambda one: type(one).__name__,
)
def test_the_file_is_told_by_what_the_steps_know(place: object) -> None:
    assert while_judging(_error(place), "DSH1", {"/a.py"}).path == "/a.py"
    assert while_judging(_error(place), "DSH1", {"/b.py"}).path == ""
    assert while_judging(_error(None), "DSH1", {"/a.py"}).path == ""


def test_errors_at_different_steps_are_told_apart() -> None:
    def other() -> Exception:
        try:
            raise ValueError
        except ValueError as error:
            return error

    assert len(list(one_for_each([Breakdown(_error(None), "DSH1"), Breakdown(other(), "DSH2")]))) == 2
    assert len(list(one_for_each([Breakdown(_error(None), path="/a"), Breakdown(_error(None), path="/b")]))) == 2


def test_one_error_of_many_rules_is_told_once() -> None:
    error, other = _error(None), _error(1)
    together = list(
        one_for_each([Breakdown(error, "DSH1"), Breakdown(other, "DSH2"), Breakdown(KeyError("x"), "DSH3")])
    )
    assert [[one.rule for one in some] for some in together] == [["DSH1", "DSH2"], ["DSH3"]]
    assert in_words(together[0]).startswith("internal error: DSH1, DSH2 broke off: ValueError (")
    assert in_words(together[1]) == "internal error: DSH3 broke off: KeyError: 'x'"
