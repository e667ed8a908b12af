"""Proves DSH103: a slow query holds up everybody exactly where the fixture wants it reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from .harness import Served, load

FIXTURE = "dsh103_blocking_database"
WAIT = 0.3


@pytest.fixture(autouse=True)
def orders_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORDERS_DB", str(tmp_path / "orders.db"))


def test_a_callback_freezes_the_loop_if_and_only_if_it_is_reported() -> None:
    module = load(FIXTURE, "app", "fastapi")
    with Served(module.app, "fastapi") as served:
        for output in served.reported():
            answer = served.callback(output)
            assert answer.status == 200, output
            assert answer.froze, output
        calm = served.together(served.silent())
        assert calm.status == 200
        assert calm.smooth
        assert calm.seconds > WAIT * 0.9


def test_quart_freezes_as_fastapi_does() -> None:
    module = load(FIXTURE, "app", "quart")
    with Served(module.app, "quart") as served:
        assert served.callback("helper.children").froze
        assert served.callback("offloaded.children").smooth
        assert served.get("/orders").froze
        assert served.get("/places").smooth


def test_on_flask_nobody_else_waits() -> None:
    module = load(FIXTURE, "flask_app", "flask")
    with Served(module.app, "flask") as served:
        for output in ("bad.children", "good.children", "plain.children"):
            answer = served.callback(output)
            assert answer.status == 200
            assert answer.smooth
            assert answer.seconds > WAIT * 0.9
