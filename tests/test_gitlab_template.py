"""The template for GitLab runs dashlint and leaves the reports that it promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from bad_app import BAD

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "ci" / "gitlab" / "dashlint.gitlab-ci.yml"
JOB: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))["dashlint"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the job runs in a Linux container")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my project"
    (folder / "src").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "src" / "app.py").write_text(BAD)
    monkeypatch.chdir(folder)
    return folder


def run(part: str, tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a part of the job as GitLab's runner does, where `dashlint` is the one of this tree and pip only writes."""
    commands = tmp_path / "commands"
    commands.mkdir(exist_ok=True)
    shims = {"dashlint": f'exec "{sys.executable}" -m dashlint "$@"', "python": 'printf "%s\\n" "$@"'}
    for name, body in shims.items():
        (commands / name).write_text(f"#!/bin/sh\n{body}\n")
        (commands / name).chmod(0o755)
    own = {
        **JOB["variables"],
        **variables,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
    }
    script = "set -e\n" + "\n".join(JOB[part])
    return subprocess.run(
        ["sh", "-c", script], env={**os.environ, **own}, capture_output=True, encoding="utf-8", check=False
    )


def test_problems(project: Path, tmp_path: Path) -> None:
    done = run("script", tmp_path)
    assert done.returncode == 1, done.stderr
    assert "src/app.py:13:5" in done.stdout
    reports = JOB["artifacts"]["reports"]
    (found,) = json.loads((project / reports["codequality"]).read_text(encoding="utf-8"))
    assert (found["check_name"].split()[0], found["location"]["path"]) == ("DSH101", "src/app.py")
    cases = ElementTree.parse(project / reports["junit"]).getroot().iter("failure")
    assert len(list(cases)) == 1


def test_no_problems(project: Path, tmp_path: Path) -> None:
    (project / "src" / "app.py").write_text("print()\n")
    done = run("script", tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((project / "gl-code-quality-report.json").read_text(encoding="utf-8")) == []


def test_variables(tmp_path: Path) -> None:
    assert run("script", tmp_path, DASHLINT_ARGS="--select DSH2 --quiet").returncode == 0
    assert "`missing` does not exist" in run("script", tmp_path, DASHLINT_SRC="src missing").stderr


def test_changed_lines(project: Path, tmp_path: Path) -> None:
    done = run("script", tmp_path, DASHLINT_DIFF_BASE="no such commit")
    assert (done.returncode, "--diff-base" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", ["DASHLINT_ARGS", "DASHLINT_SRC", "DASHLINT_DIFF_BASE"])
def test_no_variable_is_run(project: Path, tmp_path: Path, name: str) -> None:
    done = run("script", tmp_path, **{name: '"; touch stolen; $(touch stolen) `touch stolen`'})
    assert done.returncode == 2
    assert not list(project.rglob("stolen"))


@pytest.mark.parametrize(("version", "wanted"), [("", "dashlint"), ("==0.1.0", "dashlint==0.1.0")])
def test_the_version_that_is_installed(tmp_path: Path, version: str, wanted: str) -> None:
    done = run("before_script", tmp_path, DASHLINT_VERSION=version)
    assert done.stdout.split("\n") == ["-m", "pip", "install", "--quiet", wanted, ""]
