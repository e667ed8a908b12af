"""Codes that lead to the pages of their rules, on terminals that show links."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import pytest

from dashlint import console
from dashlint.cli import main
from dashlint.commands.told import page_address
from dashlint.diagnostic import Severity
from dashlint.report.paint import Paint
from dashlint.rules import all_rules

LINK = re.compile(r"\x1b\]8;;(.*?)\x1b\\(.*?)\x1b\]8;;\x1b\\")
VARIABLES = (
    "NO_COLOR FORCE_COLOR NO_HYPERLINK FORCE_HYPERLINK CI TERM TERM_PROGRAM VTE_VERSION WT_SESSION KONSOLE_VERSION"
)
APP = """\
import time

from dash import Dash, Input, Output

app = Dash(__name__, backend="fastapi")


@app.callback(Output("a", "children"), Input("b", "value"))
async def update(value):
    time.sleep(1)
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in VARIABLES.split():
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", ["full", "concise", "grouped"])
def test_codes_are_links(form: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    main(("--format", form, "--color", "always"))
    linked = capfd.readouterr().out
    (found,) = LINK.findall(linked)
    assert found[0] == page_address("DSH101")
    assert "DSH101" in found[1]
    monkeypatch.setenv("FORCE_HYPERLINK", "0")
    main(("--format", form, "--color", "always"))
    assert LINK.sub(r"\2", linked) == capfd.readouterr().out


@pytest.mark.parametrize("options", [("--color", "never"), ("--format", "json", "--color", "always"), ()])
def test_only_where_it_is_coloured(
    options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    main(options)
    assert "\x1b]8" not in capfd.readouterr().out


def test_every_rule_has_a_page_to_lead_to() -> None:
    for rule in all_rules():
        address = urlsplit(page_address(rule.code))
        assert address.scheme == "file"
        assert rule.name in Path(url2pathname(unquote(address.path))).read_text(encoding="utf-8").lower().replace(
            "_", "-"
        )
    assert page_address("DSH999") == ""


def test_paint() -> None:
    assert Paint(False, lambda code: "x").rule("a", Severity.ERROR, "a") == "a"
    assert "\x1b]8" not in Paint(True, lambda code: "").rule("a", Severity.ERROR, "a")


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "vscode", "CI": "1"}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"VTE_VERSION": "5202"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"VTE_VERSION": "?"}, False),
        ({"WT_SESSION": "x"}, True),
        ({"KONSOLE_VERSION": "220401"}, True),
        ({"TERM_PROGRAM": "vscode", "NO_HYPERLINK": "1"}, False),
        ({"TERM_PROGRAM": "vscode", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "1", "NO_HYPERLINK": "1"}, False),
    ],
)
def test_terminals(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], shown: bool) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Screen())
    assert console.shows_links() is shown
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert console.shows_links() is (shown and "FORCE_HYPERLINK" in variables)
