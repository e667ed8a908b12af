"""Proves DSH102: waiting for a slow server holds up everybody exactly where the fixture wants it reported."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .harness import Served, load
from .slow_server import slow_server

FIXTURE = "dsh102_blocking_network"
WAIT = 0.3
INPUTS = {"go.n_clicks": 1, "settings.data": {"city": "rome"}}


@pytest.fixture(autouse=True)
def weather_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with slow_server(WAIT) as url:
        monkeypatch.setenv("WEATHER_URL", url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield


def test_a_callback_freezes_the_loop_if_and_only_if_it_is_reported() -> None:
    module = load(FIXTURE, "app", "fastapi")
    with Served(module.app, "fastapi") as served:
        for output in served.reported():
            answer = served.callback(output, INPUTS)
            assert answer.status == 200, output
            assert answer.froze, output
        calm = served.together(served.silent(), INPUTS)
        assert calm.status == 200
        assert calm.smooth
        assert calm.seconds > WAIT * 0.9


def test_quart_freezes_as_fastapi_does() -> None:
    module = load(FIXTURE, "app", "quart")
    with Served(module.app, "quart") as served:
        assert served.callback("direct.children").froze
        assert served.callback("offloaded.children").smooth
        assert served.get("/proxy").froze
        assert served.get("/fetch").smooth


def test_on_flask_nobody_else_waits() -> None:
    module = load(FIXTURE, "flask_app", "flask")
    with Served(module.app, "flask") as served:
        for output in ("bad.children", "good.children", "plain.children"):
            answer = served.callback(output)
            assert answer.status == 200
            assert answer.smooth
            assert answer.seconds > WAIT * 0.9
