"""Proves DSH111: a second event loop on a thread where one already runs is a RuntimeError; elsewhere it is fine."""

from __future__ import annotations

import sys
import traceback

import pytest

from .harness import ASGI, Answer, Served, load

FIXTURE = "dsh111_nested_event_loop"
BAD = ["run", "async-run", "new-loop", "current-loop", "bridge", "made-bridge", "decorated", "now", "both", "ticker"]
BAD += ["runner"] if sys.version_info >= (3, 11) else []
GOOD = ["await", "gather", "thread", "now-thread", "bridge-thread", "pool", "script", "own-name", "made"]


# The bad code makes coroutines that its RuntimeError keeps from being awaited; `assert_nested` lets go of them.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


def fire(served: Served, name: str) -> Answer:
    return served.callback(f"{name}-out.children")


def assert_nested(answer: Answer) -> None:
    assert answer.status == 500, answer
    assert isinstance(answer.error, RuntimeError), answer
    assert "loop" in str(answer.error), answer
    traceback.clear_frames(answer.error.__traceback__)


@pytest.mark.parametrize("backend", ASGI)
def test_a_second_loop_fails_in_every_callback(backend: str) -> None:
    with Served(load(FIXTURE, "fastapi_app", backend).app, backend) as served:
        for name in [*BAD, "error"]:
            assert_nested(fire(served, name))
        assert_nested(served.post("/api/price", {"clicks": 1}))
        assert_nested(served.get("/price/async"))


@pytest.mark.parametrize("backend", ASGI)
def test_one_loop_a_thread_is_fine(backend: str) -> None:
    with Served(load(FIXTURE, "fastapi_app", backend).app, backend) as served:
        answers = [fire(served, name) for name in GOOD]
        answers += [served.get("/price"), served.websocket_callback("socket-out.children")]
    assert [answer.status for answer in answers] == [200] * len(answers), answers


def test_pages_and_hooks_of_quart_run_in_the_loop() -> None:
    module = load(FIXTURE, "quart_app", "quart")
    with Served(module.app, "quart") as served:
        assert_nested(served.first)
        module.app.server.before_request_funcs[None].remove(module.warm_up)
        page, awaited = served.visit("/price"), served.visit("/awaited")
        anyio, forever, good = (fire(served, name) for name in ("anyio", "forever", "await"))
        route = served.get("/price/sync")
    for answer in (page, forever):
        assert_nested(answer)
    assert (anyio.status, str(anyio.error)) == (500, "Already running asyncio in this thread")
    assert (awaited.status, good.status, route.status) == (200, 200, 200)


def test_flask_with_asgiref_runs_callbacks_in_a_loop() -> None:
    with Served(load(FIXTURE, "flask_app", "flask").app, "flask") as served:
        bad = [served.visit("/price"), served.get("/price/async")]
        bad += [fire(served, name) for name in ("run", "async-run", "error")]
        good = [served.first, served.get("/price/sync"), served.post("/api/price", {"clicks": 1})]
        good += [fire(served, name) for name in ("await", "thread")]
    for answer in bad:
        assert_nested(answer)
    assert [answer.status for answer in good] == [200] * len(good), good


def test_use_async_decides_on_flask() -> None:
    answers = {}
    for module in ("flask_async_app", "flask_sync_app"):
        with Served(load(FIXTURE, module, "flask").app, "flask") as served:
            answers[module] = fire(served, "run")
            rest = ("await",) if module == "flask_async_app" else ("now", "ticker", "bridge", "synced")
            assert [fire(served, name).status for name in rest] == [200] * len(rest)
    assert_nested(answers["flask_async_app"])
    assert answers["flask_sync_app"].outputs == {"run-out.children": "DASH 42"}
