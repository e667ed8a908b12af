"""Proves DSH110: on FastAPI and Quart a plain `def` callback that blocks freezes everybody; the ways out do not."""

from __future__ import annotations

import traceback

import pytest
from dash import Input, Output
from dash.exceptions import InvalidCallbackReturnValue

from .harness import ASGI, Answer, Served, load

FIXTURE = "dsh110_blocking_sync_callback"
NOT_HERE = ("worker-out.children", "error-out.children")
"""One needs a worker process; the other's error handler is what blocks, and has a test of its own."""


def fire(served: Served, name: str) -> Answer:
    return served.callback(f"{name}-out.children")


@pytest.mark.parametrize("backend", ASGI)
def test_a_sync_callback_freezes_everybody(backend: str) -> None:
    with Served(load(FIXTURE, "fastapi_app", backend).app, backend) as served:
        for name in ("sleep", "answer", "shared"):
            answer = fire(served, name)
            assert (answer.status, answer.froze) == (200, True), (name, answer)
        ways_out = served.together([output for output in served.silent() if output not in NOT_HERE])
    assert (ways_out.status, ways_out.smooth) == (200, True), ways_out


@pytest.mark.parametrize("backend", ASGI)
def test_only_a_websocket_gives_it_a_thread(backend: str) -> None:
    module = load(FIXTURE, "socket_app", backend)
    with Served(module.app, backend) as served:
        over_http, over_websocket = fire(served, "sleep"), served.websocket_callback("sleep-out.children")
    assert (over_http.status, over_http.froze) == (200, True), over_http
    assert (over_websocket.status, over_websocket.smooth) == (200, True), over_websocket


@pytest.mark.parametrize("backend", ASGI)
def test_a_sync_api_endpoint_freezes_everybody(backend: str) -> None:
    """Even where the callback itself has a websocket or a worker process."""
    with Served(load(FIXTURE, "fastapi_app", backend).app, backend) as served:
        frozen = [served.post(f"/api/{name}", {"clicks": 1}) for name in ("answer", "socket", "worker")]
        smooth = served.post("/api/answer-in-thread", {"clicks": 1})
    assert [(answer.body, answer.froze) for answer in frozen] == [("answer", True)] * 3, frozen
    assert (smooth.status, smooth.body, smooth.smooth) == (200, "answer", True), smooth


@pytest.mark.parametrize("backend", ASGI)
def test_an_error_handler_freezes_everybody(backend: str) -> None:
    with Served(load(FIXTURE, "fastapi_app", backend).app, backend) as served:
        frozen, smooth = fire(served, "error"), fire(served, "handed")
    assert (frozen.outputs, frozen.froze) == ({"error-out.children": "answer"}, True), frozen
    assert (smooth.outputs, smooth.smooth) == ({"handed-out.children": "handed over"}, True), smooth


@pytest.mark.parametrize("backend", ASGI)
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_an_error_handler_cannot_be_async(backend: str) -> None:
    """So `async def` is no way out for it: Dash takes the coroutine for the output."""
    module = load(FIXTURE, "fastapi_app", backend)

    async def apologise(error: Exception) -> str:
        return f"sorry: {error}"

    module.app.callback(Output("async-error-out", "children"), Input("go", "n_clicks"), on_error=apologise)(
        module.always_fails
    )
    with Served(module.app, backend) as served:
        answer = fire(served, "async-error")
    assert isinstance(answer.error, InvalidCallbackReturnValue), answer
    traceback.clear_frames(answer.error.__traceback__)  # which hold the coroutine


@pytest.mark.parametrize("backend", ASGI)
def test_a_sync_page_layout_freezes_everybody(backend: str) -> None:
    with Served(load(FIXTURE, "pages_app", backend).app, backend) as served:
        answers = {path: served.visit(path) for path in ("/orders", "/stock", "/")}
    assert all(answer.status == 200 for answer in answers.values()), answers
    assert answers["/orders"].froze, answers
    assert (answers["/stock"].smooth, answers["/"].smooth) == (True, True), answers


def test_a_hook_of_dash_freezes_fastapi_alone() -> None:
    """The same sync `app.backend.before_request`: on the loop under FastAPI, in a thread under Quart."""
    answers = {}
    for backend in ASGI:
        with Served(load(FIXTURE, "hooks_app", backend).app, backend) as served:
            answers[backend] = served.get("/_dash-layout")
    assert all(answer.status == 200 for answer in answers.values()), answers
    assert (answers["fastapi"].froze, answers["quart"].smooth) == (True, True), answers


def test_flask_gives_each_request_a_thread() -> None:
    with Served(load(FIXTURE, "fastapi_app", "flask").app, "flask") as served:
        answer = fire(served, "sleep")
    assert (answer.status, answer.smooth) == (200, True), answer
