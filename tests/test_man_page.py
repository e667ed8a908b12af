"""The manual page: it is what the commands say now, and troff takes it."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import click
import pytest

from dashlint.cli import COMMANDS, command_of
from dashlint.commands.lint import lint

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "man" / "dashlint.1"
GROFF, MAN = shutil.which("groff"), shutil.which("man")


@pytest.fixture
def man_page(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    return importlib.import_module("man_page")


def test_it_is_up_to_date(man_page: ModuleType) -> None:
    assert PAGE.read_text(encoding="ascii") == man_page.page(), "run `python .ci/man_page.py`"


@pytest.mark.skipif(GROFF is None, reason="groff is not installed")
def test_troff_takes_it_without_a_warning() -> None:
    command = [str(GROFF), "-man", "-Tutf8", "-ww", "-P-c", str(PAGE)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    shown = re.sub(".\b", "", ran.stdout)
    for command_name in COMMANDS:
        assert f"dashlint {command_name}" in shown
    for option in _options(lint):
        assert option in shown
    assert "--config 'backend=\"quart\"'" in " ".join(shown.split())


@pytest.mark.skipif(MAN is None, reason="man is not installed")
def test_man_shows_it() -> None:
    ran = subprocess.run([str(MAN), "-l", str(PAGE)], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_it_is_shipped() -> None:
    """The wheel carries it as data, and the sdist as a file."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '[tool.hatch.build.targets.wheel.shared-data]\n"man/dashlint.1" = "share/man/man1/dashlint.1"\n' in project
    assert '    "/man",\n' in project


def test_every_option_of_every_command_is_there() -> None:
    text = PAGE.read_text(encoding="ascii").replace("\\-", "-")
    for command in (lint, *(command_of(name) for name in COMMANDS)):
        assert command is not None
        for option in _options(command):
            assert option in text


@pytest.mark.parametrize("text", ["a-b", "'x", ".x", "`x` ~ ^", "\\b", 'C:\\x "y"', "ü€😀"])
def test_quoting(man_page: ModuleType, text: str) -> None:
    if GROFF is None:
        pytest.skip("groff is not installed")
    page = f".TH X 1\n.SH NAME\n.nf\n{man_page._quoted(text)}\n.fi\n"
    command = [GROFF, "-man", "-Tutf8", "-ww", "-P-c"]
    ran = subprocess.run(command, input=page, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr == ""
    assert text in ran.stdout


def _options(command: click.Command) -> list[str]:
    return [option.opts[-1] for option in command.params if isinstance(option, click.Option) and not option.hidden]
