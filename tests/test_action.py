"""The GitHub Action does what it says: its steps run here as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bad_app import BAD
from dashlint import __version__
from scripts import loaded

ROOT = Path(__file__).parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
#: What lets the action install from this tree with nothing of the package index.
BORROWING = {
    "PIP_NO_BUILD_ISOLATION": "0",
    "PIP_NO_DEPS": "1",
    "PIP_NO_INDEX": "1",
    "PYTHONPATH": sysconfig.get_paths()["purelib"],
}


action = loaded(ROOT / "ci" / "github" / "action.py")


@dataclass(frozen=True)
class Ran:
    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """Runs steps of the action as GitHub's runner does, for a workflow that gives it some inputs."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        self.folder = folder
        self.workspace = workspace
        self.temporary = folder / "runner temp"
        self.temporary.mkdir(exist_ok=True)

    def run(self, name: str, **inputs: str) -> Ran:
        step = next(step for step in STEPS if step.get("id") == name)
        output, summary = self.folder / "output", self.folder / "summary"
        for file in (output, summary):
            file.write_text("")
        own = {
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temporary),
            **BORROWING,
        }
        given = {key: self._value(value, inputs) for key, value in step["env"].items()}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            command,
            cwd=self.workspace,
            env={**environment, **own, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        outputs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        return Ran(done.returncode, done.stdout, outputs, summary.read_text(encoding="utf-8"))

    def _value(self, value: str, inputs: dict[str, str]) -> str:
        """What an expression of a step stands for; only two kinds occur."""
        found = EXPRESSION.fullmatch(value)
        assert found
        kind, _, name = found[1].partition(".")
        if found[1] == "steps.python.outputs.python-path":
            return sys.executable
        assert kind == "inputs"
        return inputs.get(name.replace("-", "_"), ACTION["inputs"][name]["default"])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "my project"
    (folder / "app folder").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "app folder" / "app.py").write_text(BAD)
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a runner where the step that installs has run."""
    folder = tmp_path_factory.mktemp("runner")
    ran = Runner(folder, folder).run("install")
    assert ran.status == 0, ran.log
    assert ran.outputs == {"dashlint-version": __version__}
    return folder


@pytest.fixture
def runner(installed: Path, workspace: Path) -> Runner:
    return Runner(installed, workspace)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="`bash` is not the runner's own here; CI runs the action itself on Windows")
class TestRunning:
    def test_problems(self, runner: Runner) -> None:
        ran = runner.run("lint")
        assert ran.status == 1
        (annotation,) = (line for line in ran.log.splitlines() if line.startswith("::"))
        assert annotation.startswith("::error ")
        assert "file=app folder/app.py,line=13," in annotation
        assert (ran.outputs["exit-status"], ran.outputs["problems"]) == ("1", "1")
        sarif = json.loads(Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8"))
        (result,) = sarif["runs"][0]["results"]
        assert result["ruleId"] == "DSH101"
        assert "DSH101" in ran.summary

    def test_no_problems(self, runner: Runner) -> None:
        (runner.workspace / "app folder" / "app.py").write_text("print()\n")
        ran = runner.run("lint")
        assert (ran.status, ran.outputs["exit-status"], ran.outputs["problems"]) == (0, "0", "0")
        assert "No problems" in ran.summary

    def test_words(self, runner: Runner) -> None:
        ran = runner.run("lint", src="'app folder'\n", args="--select 'DSH2, DSH3' --quiet")
        assert (ran.status, ran.outputs["problems"]) == (0, "0")
        assert "--select 'DSH2, DSH3' --quiet -- 'app folder'\n" in ran.log

    def test_a_folder_to_run_in(self, runner: Runner) -> None:
        ran = runner.run("lint", working_directory="app folder", src="app.py")
        assert ran.status == 1
        assert "file=app folder/app.py,line=13," in ran.log

    def test_never_failing(self, runner: Runner) -> None:
        ran = runner.run("lint", fail_on="never")
        assert (ran.status, ran.outputs["problems"]) == (0, "1")

    def test_failing_for_what_is_severe(self, runner: Runner) -> None:
        args = "--config severity.DSH101='\"warning\"'"
        assert runner.run("lint", fail_on="error", args=args).status == 0
        assert runner.run("lint", fail_on="warning", args=args).status == 1

    def test_settings(self, runner: Runner) -> None:
        (runner.workspace / "lint rules.toml").write_text('ignore = ["DSH101"]\n')
        assert runner.run("lint", config="lint rules.toml").outputs["problems"] == "0"

    def test_switched_off(self, runner: Runner) -> None:
        ran = runner.run("lint", annotations="false", summary="false")
        assert (ran.status, ran.summary) == (1, "")
        assert "::error" not in ran.log
        assert "app.py:13:5:" in ran.log.replace("\\", "/")

    def test_wrong_usage_leaves_no_report_of_another_run(self, runner: Runner) -> None:
        assert runner.run("lint").status == 1
        ran = runner.run("lint", src="missing")
        assert (ran.status, ran.outputs, ran.summary) == (2, {"exit-status": "2"}, "")
        assert "`missing` does not exist" in ran.log

    def test_a_revision_that_is_not_there(self, runner: Runner) -> None:
        ran = runner.run("lint", diff_base="origin/main")
        assert ran.outputs == {"exit-status": str(ran.status)}
        assert ran.status == 2
        assert "--diff-base" in ran.log

    def test_what_is_no_switch(self, runner: Runner) -> None:
        ran = runner.run("lint", annotations="maybe")
        assert (ran.status, ran.outputs) == (2, {})
        assert ran.log.endswith("::error title=dashlint::`annotations` must be `true` or `false`, not `maybe`\n")

    @pytest.mark.parametrize("name", ["src", "args", "config", "diff_base", "fail_on"])
    def test_no_input_is_read_by_a_shell(self, runner: Runner, name: str) -> None:
        ran = runner.run("lint", **{name: "\"; touch stolen; $(touch stolen) `touch stolen` '"})
        assert ran.status == 2
        assert not list(runner.workspace.rglob("stolen"))

    def test_a_path_is_no_option(self, runner: Runner) -> None:
        ran = runner.run("lint", src="--version")
        assert (ran.status, "`--version` does not exist" in ran.log) == (2, True)

    def test_modules_of_the_project_are_not_imported(self, runner: Runner) -> None:
        for name in ("json", "click", "dashlint", "shlex"):
            (runner.workspace / f"{name}.py").write_text("raise SystemExit('the project ran')\n")
        ran = runner.run("lint")
        assert (ran.status, "the project ran" in ran.log) == (1, False)


class TestVersion:
    @pytest.mark.parametrize(
        ("version", "wanted"),
        [
            ("", str(ROOT)),
            ("latest", "dashlint"),
            ("0.1.0", "dashlint==0.1.0"),
            ("0.1.0rc1", "dashlint==0.1.0rc1"),
            (">=0.1, <1", "dashlint>=0.1,<1"),
            ("~=0.1", "dashlint~=0.1"),
        ],
    )
    def test_chosen(self, monkeypatch: pytest.MonkeyPatch, version: str, wanted: str) -> None:
        monkeypatch.setenv("GITHUB_ACTION_PATH", str(ROOT))
        monkeypatch.setenv("INPUT_VERSION", version)
        assert action.requirement() == wanted

    @pytest.mark.parametrize(
        "version",
        ["0.1.0 --index-url=https://example.com", "@ https://example.com/x.whl", "-r x", "newest", ",", "1,2"],
    )
    def test_nonsense(self, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
        monkeypatch.setenv("INPUT_VERSION", version)
        with pytest.raises(action.InputError, match="`version` must be a version"):
            action.requirement()

    @pytest.mark.parametrize(
        ("name", "text", "wanted"),
        [
            ("requirements.txt", "dash\n# dashlint==9\ndashlint==0.1.0  # pinned\n", "dashlint==0.1.0"),
            ("requirements.txt", "dashlint == 0.1.0 \\\n    --hash=sha256:0\n", "dashlint==0.1.0"),
            ("requirements.txt", "dashlint[lsp]>=0.1,<1 ; python_version > '3.9'\r\n", "dashlint>=0.1,<1"),
            ("pyproject.toml", '[dependency-groups]\ndev = ["ruff", "dashlint~=0.1"]\n', "dashlint~=0.1"),
            ("pyproject.toml", "dev = [\n    'dashlint==0.1.0',\n]\n", "dashlint==0.1.0"),
            ("uv.lock", '[[package]]\nname = "dashlint"\nversion = "0.1.0"\n', "dashlint==0.1.0"),
        ],
    )
    def test_in_a_file(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, text: str, wanted: str
    ) -> None:
        (tmp_path / name).write_bytes(text.encode())
        monkeypatch.setenv("INPUT_WORKING_DIRECTORY", str(tmp_path))
        monkeypatch.setenv("INPUT_VERSION_FILE", name)
        assert action.requirement() == wanted

    @pytest.mark.parametrize("text", ["dash==4.4.1\n", "dashlint\n", "# dashlint==1\n", "my-dashlint==1\n"])
    def test_not_in_a_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
        (tmp_path / "requirements.txt").write_text(text)
        monkeypatch.setenv("INPUT_VERSION_FILE", str(tmp_path / "requirements.txt"))
        with pytest.raises(action.InputError, match="asks for no version of dashlint"):
            action.requirement()

    def test_a_file_that_is_missing(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("INPUT_VERSION_FILE", str(tmp_path / "requirements.txt"))
        with pytest.raises(action.InputError, match=r"requirements\.txt` cannot be read"):
            action.requirement()

    def test_both(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("INPUT_VERSION", "0.1.0")
        monkeypatch.setenv("INPUT_VERSION_FILE", "requirements.txt")
        with pytest.raises(action.InputError, match="cannot both be given"):
            action.requirement()


def test_a_summary_that_is_too_long_is_cut_at_a_line() -> None:
    text = "é" * 99 + "\n"
    long = text * 20_000
    short = action.shortened(long)
    assert len(short.encode()) < 1_048_576
    assert short.startswith(text * 4_000)
    assert "This is not all" in short
    assert set(short.splitlines()[:4_000]) == {"é" * 99}
    assert action.shortened(text) == text


def test_no_input_stands_in_a_script() -> None:
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


def test_every_input_reaches_a_step() -> None:
    used = {name for step in STEPS for name in re.findall(r"inputs\.([\w-]+)", json.dumps(step))}
    assert used == set(ACTION["inputs"])


def test_every_output_is_set() -> None:
    source = (ROOT / "ci" / "github" / "action.py").read_text(encoding="utf-8")
    for name, output in ACTION["outputs"].items():
        assert output["value"].endswith(f".outputs.{name} }}}}")
        assert f'put("{name}"' in source


def test_the_scripts_run_on_every_system() -> None:
    assert {step["shell"] for step in STEPS if "run" in step} == {"bash"}
