"""Proves DSH301: `async` without an `await` takes nothing off the event loop, and on plain Flask it fails."""

from __future__ import annotations

import sys
import threading
from typing import Any
from unittest import mock

import pytest

from .harness import ASGI, BACKENDS, Served, load

FIXTURE = "dsh301_pointless_async"
POINTLESS: dict[str, Any] = {"output": "out.children", "inputs": {"city.value": "Rome"}}
PLAIN: dict[str, Any] = {"output": "forecast.children", "inputs": {"town.value": "Rome"}}

pytestmark = pytest.mark.filterwarnings("ignore:coroutine 'pointless' was never awaited")


def test_on_flask_a_coroutine_fails_unless_an_extra_is_installed() -> None:
    """`pip install dash` brings no asgiref; without it Dash's Flask backend cannot await anything."""
    with mock.patch.dict(sys.modules, {"asgiref": None}), served("flask") as app:
        pointless, plain = app.callback(**POINTLESS), app.callback(**PLAIN)
    assert (pointless.status, plain.status) == (500, 200)
    assert "without dash[async]" in str(pointless.error)


@pytest.mark.parametrize("backend", BACKENDS)
def test_with_the_extra_both_give_the_same_answer(backend: str) -> None:
    with served(backend) as app:
        pointless, plain = app.callback(**POINTLESS), app.callback(**PLAIN)
    assert [*pointless.outputs.values()] == [*plain.outputs.values()] == ["the weather in Rome"]


@pytest.mark.parametrize("backend", ASGI)
def test_on_asgi_both_run_on_the_event_loop(backend: str) -> None:
    """This test's own thread is the loop's."""
    module = load(FIXTURE, "forecast_app", backend)
    with Served(module.app, backend) as app:
        app.callback(**POINTLESS)
        app.callback(**PLAIN)
    assert module.threads == [threading.get_ident()] * 2


@pytest.mark.parametrize("backend", ASGI)
def test_over_a_websocket_async_is_what_moves_a_callback_to_the_loop(backend: str) -> None:
    module = load(FIXTURE, "socket_app", backend)
    with Served(module.app, backend) as app:
        app.websocket_callback(**POINTLESS)
        app.websocket_callback(**PLAIN)
    on_the_loop, in_a_thread = module.threads
    assert on_the_loop == threading.get_ident() != in_a_thread


def served(backend: str) -> Served:
    return Served(load(FIXTURE, "forecast_app", backend).app, backend)
