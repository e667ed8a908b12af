"""Proves DSH105: reading a slow file holds up everybody exactly where the fixture wants it reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from .harness import Answer, Served, load
from .slow_file import slow_file

FIXTURE = "dsh105_blocking_file"
WAIT = 0.3


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("REPORTS", str(tmp_path))
    return tmp_path / "summary.txt"


def fire(served: Served, output: str, summary: Path) -> Answer:
    with slow_file(summary, WAIT):
        return served.callback(output)


def get(served: Served, path: str, summary: Path) -> Answer:
    with slow_file(summary, WAIT):
        return served.get(path)


def test_a_callback_freezes_the_loop_if_and_only_if_it_is_reported(reports: Path) -> None:
    module = load(FIXTURE, "app", "fastapi")
    with Served(module.app, "fastapi") as served:
        for output in served.reported():
            answer = fire(served, output, reports)
            assert answer.status == 200, output
            assert answer.froze, output
        for output in served.silent():
            answer = fire(served, output, reports)
            assert answer.status == 200, output
            assert answer.smooth, output


def test_quart_freezes_as_fastapi_does(reports: Path) -> None:
    module = load(FIXTURE, "app", "quart")
    with Served(module.app, "quart") as served:
        bad, good = fire(served, "helper.children", reports), fire(served, "offloaded.children", reports)
        assert bad.outputs["helper.children"] == good.outputs["offloaded.children"] == "all is well"
        assert bad.froze
        assert good.smooth
        assert good.seconds > WAIT * 0.9
        assert get(served, "/summary", reports).froze
        assert get(served, "/headline", reports).smooth


def test_on_flask_nobody_else_waits(reports: Path) -> None:
    module = load(FIXTURE, "flask_app", "flask")
    with Served(module.app, "flask") as served:
        for output in ("bad.children", "good.children", "plain.children"):
            answer = fire(served, output, reports)
            assert answer.status == 200
            assert answer.smooth
            assert answer.seconds > WAIT * 0.9
