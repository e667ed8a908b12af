"""Completion of the command line, asked for as the shells ask."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dashlint
from dashlint.cli import COMMANDS, COMPLETION, main
from dashlint.commands.completion import SHELLS, VARIABLE
from dashlint.report import REPORTS
from dashlint.rules import all_rules

CODES = [rule.code for rule in all_rules()]
SOURCE = str(Path(dashlint.__file__).parent.parent)
BASH = shutil.which("bash")


@pytest.fixture
def completed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Return the words that bash would get for a command line whose last word is to be completed."""

    def completed(*words: str, shell: str = "bash") -> list[str]:
        monkeypatch.setenv(COMPLETION, f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(f"'{word}'" for word in ("dashlint", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        monkeypatch.setattr(sys, "argv", ["dashlint"])
        assert main() == 0
        output, errors = capfd.readouterr()
        assert errors == ""
        return [line.partition(",")[2] for line in output.splitlines()]

    return completed


def test_the_variable_is_the_one_of_the_scripts() -> None:
    assert VARIABLE == COMPLETION


def test_commands_stand_for_the_first_word(completed) -> None:
    assert set(COMMANDS) < set(completed(""))
    assert completed("ru")[:2] == ["rule", "rules"]
    assert "rules" not in completed("app.py", "ru")
    assert "rules" not in completed("rule", "ru")


def test_every_command_can_be_completed(completed) -> None:
    for name in sorted(set(COMMANDS) - {"server"}):
        assert "--help" in completed(name, "--h"), name


def test_options(completed) -> None:
    assert set(completed("--extend-sel")) == {"--extend-select"}
    assert {"--select", "--format", "--fix", "--watch"} <= set(completed("--"))
    assert "--to" in completed("audit", "--t")
    assert completed("audit", "--wat") == []


@pytest.mark.parametrize("option", ["--select", "--ignore", "--extend-select", "--fixable", "--unfixable"])
def test_codes(completed, option: str) -> None:
    assert completed(option, "") == [*CODES, "ALL", "ADVICE"]
    assert completed(option, "DSH10") == [code for code in CODES if code.startswith("DSH10")]
    assert completed(option, "dsh101") == ["DSH101"]
    assert completed(option, "blocking-sl") == ["blocking-sleep"]
    assert completed(option, "AL") == ["ALL"]
    assert completed(option, "zzz") == []


def test_codes_behind_a_comma(completed) -> None:
    assert completed("--select", "DSH101,DSH30") == [f"DSH101,{code}" for code in CODES if code.startswith("DSH30")]
    assert "DSH101,DSH101" not in completed("--select", "DSH101,")


def test_rule(completed) -> None:
    assert completed("rule", "") == CODES
    assert completed("rule", "blocking-sl") == ["blocking-sleep"]
    assert completed("rule", "DSH101,") == []


def test_formats(completed) -> None:
    assert completed("--format", "") == list(REPORTS)
    assert completed("--format", "js") == ["json", "jsonl"]
    assert completed("why", "--format", "") == ["text", "json"]
    assert completed("completion", "") == list(SHELLS)


@pytest.mark.parametrize("words", [("app.py", "x"), ("audit", "x"), ("why", "x"), ("-o", "x"), ("--config", "x")])
def test_files_are_left_to_the_shell(completed, words: tuple[str, ...]) -> None:
    assert completed(*words) == ["x"]


@pytest.mark.parametrize("shell", SHELLS)
def test_script(capfd: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(("completion", shell)) == 0
    script = capfd.readouterr().out
    assert f"{COMPLETION}={shell}_complete" in script
    assert "dashlint" in script


def test_unknown_shell(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(("completion", "tcsh")) == 2
    monkeypatch.setenv(COMPLETION, "tcsh_source")
    monkeypatch.setattr(sys, "argv", ["dashlint"])
    assert main() == 2
    assert "must be `bash_source` or the like, not `tcsh_source`" in capfd.readouterr().err


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_in_bash(tmp_path: Path) -> None:
    """The script is loaded by a real bash, which then completes a word."""
    program = tmp_path / "dashlint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dashlint "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": SOURCE, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    environment.pop(COMPLETION, None)
    typed = """
    eval "$(dashlint completion bash)"
    complete -p dashlint
    COMP_WORDS=(dashlint --select DSH10) COMP_CWORD=2
    _dashlint_completion dashlint
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    command = [str(BASH), "--norc", "--noprofile", "-c", typed]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    first, *words = ran.stdout.splitlines()
    assert first.endswith("-F _dashlint_completion dashlint")
    assert words == [code for code in CODES if code.startswith("DSH10")]
