"""flake8 reports what dashlint finds, in its own manner."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from dashlint import flake8_plugin
from dashlint.cli import main
from dashlint.flake8_plugin import Plugin

pytest.importorskip("flake8")

ROOT = Path(__file__).parent.parent
APP = """\
import asyncio
import time

from dash import Dash, Input, Output, html
from helpers import load

app = Dash(__name__, backend="fastapi")
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    await asyncio.sleep(0)
    time.sleep(2)
    return load(clicks)


@app.callback(Output("out", "title"), Input("go", "n_clicks"))
def title(clicks):
    return load(clicks)
"""
HELPERS = """\
import os
import time


def load(clicks):
    os.stat("data.csv")
    time.sleep(clicks)
"""
SLEEP = "./app.py:14:5: DSH101 "


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder with a space in its name."""
    folder = tmp_path / "my project"
    folder.mkdir()
    (folder / ".git").mkdir()
    (folder / "app.py").write_text(APP)
    (folder / "helpers.py").write_text(HELPERS)
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR", "DASHLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    return folder


@dataclass(frozen=True)
class Ran:
    status: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()

    @property
    def codes(self) -> list[str]:
        return sorted(line.split()[1] for line in self.lines)


def flake8(*arguments: str, settings: str = "", beside: str = "", stdin: bytes = b"", folder: str = ".") -> Ran:
    """Run flake8 with the plugin, installed or not, and a module `beside` it that changes what it does."""
    is_installed = bool(entry_points(group="flake8.extension", name="DSH"))
    plugins = [] if is_installed else ["DSH = dashlint.flake8_plugin:Plugin"]
    plugins += [f"X = {beside}:nothing"] if beside else []
    local = f"[flake8:local-plugins]\nextension = {', '.join(plugins)}\npaths = {ROOT}\n" if plugins else ""
    file = Path(folder, "flake8.ini")
    file.write_text(f"[flake8]\nmax-line-length = 120\n{settings}\n{local}")
    run = in_a_process if beside or stdin or "-j" in arguments else in_this_process
    done = run(["--config", str(file), *arguments], stdin)
    file.unlink()
    assert "Traceback" not in done.errors
    return done


def in_a_process(arguments: list[str], stdin: bytes) -> Ran:
    command = [sys.executable, "-m", "flake8", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, input=stdin, env=environment, check=False)
    return Ran(done.returncode, plain(done.stdout), plain(done.stderr))


def in_this_process(arguments: list[str], stdin: bytes) -> Ran:
    from flake8.main.cli import main as run

    output, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            status = run(["-j", "1", *arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        output.flush()
        errors.flush()
    return Ran(status, plain(output.buffer.getvalue()), plain(errors.buffer.getvalue()))  # type: ignore[attr-defined]


def plain(printed: bytes) -> str:
    return printed.decode().replace("\r\n", "\n").replace("\\", "/")


def shown(run: Ran) -> list[str]:
    return sorted({line.removeprefix("./") for line in run.lines})


@pytest.fixture
def dashlint(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    def run(*arguments: str) -> list[str]:
        main(["--format", "flake8", *arguments])
        return sorted(capsys.readouterr().out.splitlines())

    return run


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_reports_what_dashlint_reports(dashlint: Callable[..., list[str]], jobs: str) -> None:
    run = flake8("-j", jobs)
    assert run.status == 1
    assert len(run.lines) == 3
    assert shown(run) == dashlint()


@pytest.mark.parametrize("paths", [("app.py",), ("helpers.py",), (".", "app.py"), ("pages",), ("pages", "app.py")])
def test_takes_paths_as_dashlint_takes_them(
    dashlint: Callable[..., list[str]], project: Path, paths: tuple[str, ...]
) -> None:
    (project / "pages").mkdir()
    (project / "pages" / "home.py").write_text(APP.replace('"title"', '"style"'))
    assert shown(flake8("-j", "2", *paths)) == dashlint(*paths)


def test_absolute_paths(dashlint: Callable[..., list[str]], project: Path) -> None:
    assert shown(flake8(str(project / "app.py"))) == dashlint(str(project / "app.py"))


@pytest.mark.parametrize(
    "text",
    [
        APP.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + APP.encode(),
        b"\xef\xbb\xbf" + f"'é'  # dashlint: ignore[DSH101]\n{APP}".encode(),
        APP.replace("    time.sleep(2)", "    'é😀'; time.sleep(2)").encode(),
        ("# coding: latin-1\n" + APP.replace("    time.sleep(2)", "    'é'; time.sleep(2)")).encode("latin-1"),
    ],
    ids=["CRLF", "BOM", "BOM before a problem", "unicode", "latin-1"],
)
@pytest.mark.parametrize("way", ["file", "standard input"])
def test_points_at_the_same_characters(
    dashlint: Callable[..., list[str]], project: Path, text: bytes, way: str
) -> None:
    (project / "app.py").write_bytes(text)
    expected = dashlint("app.py")
    if way == "standard input":
        (project / "app.py").write_text("")
        run = flake8("--select", "DSH", "-", "--stdin-display-name", "app.py", stdin=text)
    else:
        run = flake8("--select", "DSH", "app.py")
    assert shown(run) == expected
    assert len(expected) == (4 if b"DSH101" in text else 3)


def test_standard_input_without_a_name() -> None:
    run = flake8("-", stdin=APP.encode())
    assert run.codes == ["DSH101", "DSH101", "DSH110"]
    assert {line.split(":")[0] for line in run.lines} == {"stdin"}


def test_standard_input_beside_a_file(project: Path) -> None:
    (project / "other.py").write_text("")
    run = flake8("-", "other.py", "helpers.py", "--stdin-display-name", "other.py", stdin=APP.encode())
    assert {line.split(":")[0] for line in run.lines} == {"other.py"}


def test_an_unsaved_file_is_not_read_from_disk(project: Path) -> None:
    run = flake8("-", "--stdin-display-name", "app.py", stdin=APP.replace("    time.sleep(2)\n", "").encode())
    assert run.codes == ["DSH101", "DSH110", "F401"]


class TestChoosing:
    def test_select(self) -> None:
        assert flake8("--select", "DSH11").codes == ["DSH110"]
        assert flake8("--select", "E").lines == []

    @pytest.mark.parametrize(("codes", "is_run"), [("E9", False), ("F,E,W", False), ("D", True), ("F,DSH2", True)])
    def test_what_is_not_selected_costs_nothing(self, project: Path, codes: str, is_run: bool) -> None:
        (project / "counted.py").write_text(COUNTED.format(forks=True))
        flake8("-j", "1", "--select", codes, beside="counted")
        assert (project / "runs.txt").exists() is is_run

    def test_ignore(self) -> None:
        assert flake8("--extend-ignore", "DSH101").codes == ["DSH110"]
        assert flake8("--extend-ignore", "DSH").lines == []

    def test_per_file_ignores(self) -> None:
        assert flake8("--per-file-ignores", "app.py:DSH110").codes == ["DSH101", "DSH101"]
        assert len(flake8("--per-file-ignores", "helpers.py:DSH").codes) == 3

    def test_noqa(self, project: Path) -> None:
        (project / "app.py").write_text(APP.replace("time.sleep(2)", "time.sleep(2)  # noqa: DSH101"))
        assert flake8().codes == ["DSH101", "DSH110"]

    def test_own_comments(self, project: Path) -> None:
        comment = "  # dashlint: ignore[blocking-sleep]"
        (project / "app.py").write_text(APP.replace("time.sleep(2)", f"time.sleep(2){comment}"))
        assert flake8().codes == ["DSH101", "DSH110"]

    def test_a_comment_that_silences_nothing(self, project: Path) -> None:
        text = APP.replace("asyncio.sleep(0)", "asyncio.sleep(0)  # noqa: DSH104")
        (project / "app.py").write_text(text)
        assert flake8().codes == ["DSH002", "DSH101", "DSH101", "DSH110"]

    def test_a_whole_file(self, project: Path) -> None:
        (project / "app.py").write_text(f"# flake8: noqa\n{APP}")
        assert flake8().lines == []

    def test_settings_of_dashlint(self, project: Path) -> None:
        (project / "pyproject.toml").write_text(
            '[tool.dashlint]\nignore = ["DSH101"]\nseverity = { DSH110 = "info" }\n'
        )
        assert flake8().lines == []
        assert flake8(settings="dashlint-extend-select = ADVICE").codes == ["DSH105", "DSH110"]

    def test_excluded_by_dashlint(self, project: Path) -> None:
        (project / "pyproject.toml").write_text('[tool.dashlint]\nexclude = ["app.py"]\n')
        assert flake8().lines == []
        assert flake8("app.py").lines == []

    def test_advice_that_is_named(self, project: Path) -> None:
        (project / "pyproject.toml").write_text('[tool.dashlint]\nseverity = { DSH110 = "info" }\n')
        assert flake8().codes == ["DSH101", "DSH101"]
        assert flake8("--select", "DSH").codes == ["DSH101", "DSH101"]
        assert flake8("--extend-select", "DSH110").codes == ["DSH101", "DSH101", "DSH110"]
        assert flake8("--select", "DSH110").codes == ["DSH110"]


class TestOptions:
    def test_backend(self) -> None:
        run = flake8("--dashlint-backend", "Quart")
        assert [line for line in run.lines if "Quart" in line]
        assert not [line for line in run.lines if "FastAPI" in line]

    def test_backend_in_the_configuration(self, dashlint: Callable[..., list[str]]) -> None:
        run = flake8(settings="dashlint-backend = quart\ndashlint_extend_select =\n    ADVICE\n    DSH105")
        assert shown(run) == dashlint("--backend", "quart", "--extend-select", "ADVICE,DSH105")

    def test_version_of_dash(self, dashlint: Callable[..., list[str]]) -> None:
        expected = dashlint("--dash-version", "4.1")
        assert shown(flake8("--dashlint-dash-version", "4.1")) == expected
        assert expected != dashlint()

    @pytest.mark.parametrize(
        ("settings", "says"),
        [
            ("dashlint-backend = django", "'--dashlint-backend': 'django' is not one of"),
            ("dashlint-dash-version = new", "`--dashlint-dash-version` must be a version such as `4.4.1`, not `new`"),
            ("dashlint-extend-select = DSH999", "`--dashlint-extend-select`: no rule is called `DSH999`"),
        ],
    )
    def test_nonsense(self, settings: str, says: str) -> None:
        run = flake8(settings=settings)
        assert (run.status, run.output) == (2, "")
        assert says in run.errors

    def test_wrong_settings_of_dashlint(self, project: Path) -> None:
        (project / "pyproject.toml").write_text('[tool.dashlint]\nbackend = "django"\n')
        run = flake8("-j", "2")
        assert (run.status, run.output) == (2, "")
        assert "pyproject.toml:2: `backend` must be one of" in run.errors


class TestAdopting:
    def test_baseline(self, project: Path, dashlint: Callable[..., list[str]]) -> None:
        assert len(dashlint("--write-baseline")) == 0
        assert flake8().lines == []
        (project / "app.py").write_text(APP.replace("time.sleep(2)", "time.sleep(2); time.sleep(3)"))
        assert shown(flake8("--extend-ignore", "E702")) == dashlint()
        assert len(dashlint()) == 1

    def test_another_baseline_beside_the_configuration(
        self, project: Path, dashlint: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dashlint("--write-baseline", "--baseline", "known problems.json")
        assert flake8(settings="dashlint-baseline = ./known problems.json").lines == []
        assert len(flake8().lines) == 3

    def test_a_baseline_that_is_missing(self) -> None:
        run = flake8(settings="dashlint-baseline = known.json")
        assert (run.status, run.output) == (2, "")
        assert "there is no baseline `" in run.errors
        assert "known.json" in run.errors

    def test_settings_in_another_file(self, project: Path) -> None:
        (project / "lint rules.toml").write_text('ignore = ["DSH101"]\n')
        assert flake8(settings="dashlint-config = ./lint rules.toml").codes == ["DSH110"]

    def test_paths_start_at_the_configuration(self, project: Path) -> None:
        (project / "settings").mkdir()
        (project / "settings" / "lint.toml").write_text('ignore = ["DSH101"]\n')
        assert flake8(settings="dashlint-config = ./lint.toml", folder="settings").codes == ["DSH110"]

    def test_isolated(self, project: Path) -> None:
        (project / "pyproject.toml").write_text('[tool.dashlint]\nignore = ["DSH"]\n')
        Plugin.parse_options(Parser(), options(isolated=True), [])  # type: ignore[arg-type]
        assert found("app.py") == ["DSH101", "DSH101", "DSH110"]
        Plugin.parse_options(Parser(), options(isolated=False), [])  # type: ignore[arg-type]
        assert found("app.py") == []

    def test_changed_lines(self, project: Path) -> None:
        (project / ".git").rmdir()
        for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
            who = ["-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "commit.gpgsign=false"]
            subprocess.run(["git", *who, *command], check=True)
        (project / "app.py").write_text(APP.replace("time.sleep(2)", "time.sleep(2.5)"))
        assert flake8("--dashlint-diff-base", "HEAD").codes == ["DSH101"]
        unsaved = flake8(
            "-", "--stdin-display-name", "app.py", settings="dashlint-diff-base = HEAD", stdin=APP.encode()
        )
        assert len(unsaved.lines) == 3

    def test_a_commit_that_is_missing(self) -> None:
        run = flake8(settings="dashlint-diff-base = nowhere")
        assert (run.status, run.output) == (2, "")
        assert "`--dashlint-diff-base`: " in run.errors


class TestManner:
    def test_statistics(self) -> None:
        run = flake8("--statistics", "--select", "DSH110", "-q")
        assert run.lines[0] == "./app.py"
        assert run.lines[1].split()[:2] == ["1", "DSH110"]

    def test_show_source(self) -> None:
        lines = flake8("--show-source", "--select", "DSH101").lines
        assert lines[0].startswith(SLEEP)
        assert lines[1:3] == ["    time.sleep(2)", "    ^"]

    def test_a_file_that_is_missing_is_told_by_flake8(self) -> None:
        assert flake8("missing.py", "app.py").codes == ["DSH101", "DSH101", "DSH110", "E902"]

    def test_a_file_that_is_no_python_is_told_by_flake8(self, project: Path) -> None:
        (project / "app.py").write_text("def f(:\n")
        assert flake8().codes == ["E999"]

    def test_no_files(self, project: Path) -> None:
        for path in project.glob("*.py"):
            path.unlink()
        assert flake8() == Ran(0, "", "")


BROKEN = """\
from dashlint import flake8_plugin

def nothing(logical_line):
    return ()

def broken(run):
    raise RuntimeError("two\\nlines")

flake8_plugin._found_by = broken
"""
COUNTED = """\
from dashlint import flake8_plugin

def nothing(logical_line):
    return ()

problems = flake8_plugin._found_by

def counted(run):
    with open("runs.txt", "a") as file:
        file.write("1")
    return problems(run)

flake8_plugin._found_by = counted
flake8_plugin._forks = lambda: {forks}
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_defect_of_dashlint_leaves_the_findings_of_others(project: Path, jobs: str) -> None:
    (project / "broken.py").write_text(BROKEN)
    run = flake8("-j", jobs, "--select", "DSH,F", beside="broken")
    told = [line for line in run.lines if " DSH000 " in line]
    assert [line.split(" ")[0] for line in told] == ["./app.py:1:1:", "./broken.py:1:1:", "./helpers.py:1:1:"]
    assert "internal error: RuntimeError: two lines" in told[0]
    assert (run.status, run.codes) == (1, ["DSH000", "DSH000", "DSH000"])


@pytest.mark.skipif(not flake8_plugin._forks(), reason="flake8 forks no workers on this system")
def test_workers_share_what_was_found_before_them(project: Path) -> None:
    (project / "counted.py").write_text(COUNTED.format(forks=True))
    assert flake8("-j", "2", beside="counted").status == 1
    assert (project / "runs.txt").read_text() == "1"


def test_one_look_at_the_project_in_each_process(project: Path) -> None:
    (project / "counted.py").write_text(COUNTED.format(forks=False))
    assert flake8("-j", "1", beside="counted").status == 1
    assert (project / "runs.txt").read_text() == "1"


class Parser:
    """Stands for flake8's option manager where a run of flake8 cannot show what happens."""

    parser = None

    def add_option(self, name: str, **kwargs: object) -> None: ...


def options(**given: object) -> Namespace:
    usual = {"filenames": [], "select": None, "extend_select": None, "stdin_display_name": "stdin"}
    return Namespace(**usual | given)


def found(filename: str) -> list[str]:
    return [text.split()[0] for _, _, text, _ in Plugin(None, filename, []).run()]  # type: ignore[arg-type]


def test_a_run_in_the_same_process_sees_what_has_changed(project: Path) -> None:
    Plugin.parse_options(Parser(), options(), [])  # type: ignore[arg-type]
    assert found("app.py") == ["DSH101", "DSH101", "DSH110"]
    (project / "app.py").write_text(APP.replace("    time.sleep(2)\n", ""))
    Plugin.parse_options(Parser(), options(), [])  # type: ignore[arg-type]
    assert found("app.py") == ["DSH101", "DSH110"]


def test_used_as_a_library_it_takes_the_files_that_are_named_later() -> None:
    given = options()
    Plugin.parse_options(Parser(), given, [])  # type: ignore[arg-type]
    given.filenames = ["helpers.py"]
    assert found("app.py") == []


def test_a_folder_that_means_nothing_is_not_walked(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: list[object] = []
    monkeypatch.setattr(flake8_plugin, "_found_by", lambda run: walked.append(run) or flake8_plugin._Found({}))
    monkeypatch.setattr(flake8_plugin, "_forks", lambda: True)
    monkeypatch.chdir(tmp_path)
    Plugin.parse_options(Parser(), options(), [])  # type: ignore[arg-type]
    assert walked == []
    monkeypatch.chdir(project)
    Plugin.parse_options(Parser(), options(), [])  # type: ignore[arg-type]
    assert len(walked) == 1
