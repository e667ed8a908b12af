"""Proves DSH309: a plain persistent callback keeps a thread of the websocket, an async one keeps none."""

from __future__ import annotations

import asyncio
import warnings
from types import ModuleType
from typing import Any

import pytest

from .asgi import ask_over_websocket
from .harness import ASGI, BACKENDS, Served, load

FIXTURE = "dsh309_sync_persistent_callback"
WARNING = "it will occupy a WebSocket worker thread"
PATIENCE = 10.0


def loaded(module: str, backend: str) -> tuple[ModuleType, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = load(FIXTURE, module, backend)
    return found, [str(one.message) for one in caught if WARNING in str(one.message)]


def order(module: ModuleType, backend: str) -> list[str]:
    """Begin to watch, then greet on another websocket; what ended first comes first."""

    async def both() -> None:
        watching = asyncio.ensure_future(ask(module, "feed.data", ""))
        assert await asyncio.to_thread(module.STARTED.wait, PATIENCE)
        await asyncio.wait_for(ask(module, "city.value", "out"), PATIENCE)
        await asyncio.wait_for(watching, PATIENCE)

    with Served(module.app, backend) as served:
        served.loop.run_until_complete(both())
    ended: list[str] = module.ORDER
    return ended


async def ask(module: ModuleType, input: str, output: str) -> dict[str, Any]:
    keys = [key for key in module.app.callback_map if key.startswith(f"{output}.") or not (output or "." in key)]
    name, _, prop = input.partition(".")
    payload = {
        "output": keys[0],
        "outputs": {"id": output, "property": "children"} if output else [],
        "inputs": [{"id": name, "property": prop, "value": "Rome"}],
        "state": [],
        "changedPropIds": [input],
    }
    question = {"type": "callback_request", "requestId": "1", "rendererId": "test", "payload": payload}
    answer = await ask_over_websocket(module.app.server, "/_dash-ws-callback", question)
    assert answer["status"] != "error", answer
    return answer


@pytest.mark.parametrize("backend", ASGI)
def test_a_plain_one_makes_others_wait_for_its_thread(backend: str) -> None:
    module, warned = loaded("sync_app", backend)
    assert len(warned) == 1
    assert order(module, backend) == ["watch", "greet"]


@pytest.mark.parametrize("backend", ASGI)
def test_an_async_one_leaves_the_thread_to_others(backend: str) -> None:
    module, warned = loaded("async_app", backend)
    assert warned == []
    assert order(module, backend) == ["greet", "watch"]


def test_on_flask_it_is_answered_over_http_and_keeps_nothing() -> None:
    module, _ = loaded("quiet_app", "flask")
    with Served(module.app, "flask") as served:
        answer = served.callback(None, {"feed.data": []})
    assert answer.body["sideUpdate"] == {"log": {"children": "sunny"}}


@pytest.mark.parametrize("backend", ASGI)
def test_without_the_websocket_it_would_hold_up_the_loop(backend: str) -> None:
    """So a callback that is persistent and nothing else is a matter of what blocks in it."""
    module = load("engine_contexts", "fastapi_websocket", backend)
    assert module.app.callback_map["persistent.children"]["websocket"] is False
    with Served(module.app, backend) as served:
        assert served.callback("persistent.children", {"i.value": "Rome"}).froze


@pytest.mark.parametrize("backend", BACKENDS)
def test_dash_warns_only_where_there_is_no_output(backend: str) -> None:
    _, warned = loaded("shapes_app", backend)
    assert len(warned) == 4, "three that stay, and one that is done at once"
