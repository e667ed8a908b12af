"""Proves DSH003: a comment that names no rule silences nothing, so the freeze under it is still reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashlint.cli import main

from .harness import ASGI, Served, load
from .leftovers import Copy

FIXTURE = "dsh003_unknown_code"


@pytest.mark.parametrize("backend", ASGI)
def test_what_stands_under_an_unknown_code_freezes_the_loop(backend: str) -> None:
    module = load(FIXTURE, "app", backend)
    with Served(module.app, backend) as served:
        for output in served.reported():
            answer = served.callback(output)
            assert answer.status == 200, output
            assert answer.froze, output
        calm = served.together(served.silent())
        assert calm.status == 200
        assert calm.smooth


def test_on_flask_only_the_request_itself_waits() -> None:
    module = load(FIXTURE, "app", "flask")
    with Served(module.app, "flask") as served:
        assert served.callback("unknown.children").smooth
        assert served.callback("known.children").smooth


def test_an_unknown_code_silences_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Copy(FIXTURE, tmp_path, capsys)
    reported = copy.findings()
    lines = {line for name, line, code in reported if (name, code) == ("app.py", "DSH003")}
    assert len(lines) == 7
    for line in lines:
        gone = copy.without_comment("app.py", line)
        assert reported - gone == {("app.py", line, "DSH003")}
        assert {code for _, _, code in gone - reported} <= {"DSH101"}


@pytest.mark.parametrize("option", ["--select", "--ignore", "--extend-select"])
def test_on_the_command_line_it_is_wrong_usage(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([option, "DSH999"]) == 2
    assert "no rule is called `DSH999`" in capsys.readouterr().err
