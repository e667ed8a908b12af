"""Measures again where Dash runs each kind of user code, and holds the fixture's expectations against it."""

from __future__ import annotations

import ast
import asyncio
import re
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from .contexts import ABSENT, FIRST_LAYOUT, FIXTURE, LOOP, NOWHERE, OWN_LOOP, ROWS, THREAD, WORKER, Row
from .harness import ASGI, BACKENDS, FIXTURES, Answer, Served, load

WAIT = 0.15
CLICK = {"go.n_clicks": 1}
REQUESTS: dict[str, Callable[[Served], Answer]] = {
    "sync_api_endpoint": lambda served: served.post("/api/sync", {"clicks": 1}),
    "async_api_endpoint": lambda served: served.post("/api/async", {"clicks": 1}),
    "websocket_api_endpoint": lambda served: served.post("/api/websocket", {"clicks": 1}),
    "background_api_endpoint": lambda served: served.post("/api/background", {"clicks": 1}),
    "sync_page_layout": lambda served: served.visit("/sync-page"),
    "async_page_layout": lambda served: served.visit("/async-page"),
    "callback_error_handler": lambda served: served.callback("fails.children", CLICK),
    "app_error_handler": lambda served: served.callback("fails_too.children", CLICK),
    "sync_route": lambda served: served.get("/sync-route"),
    "async_route": lambda served: served.get("/async-route"),
}
Visit = tuple[str, int, "asyncio.AbstractEventLoop | None"]


def request(served: Served, function: str) -> Answer:
    """Make Dash call `function`; what has no request of its own (hooks, the layout) runs with any."""
    if function in REQUESTS:
        return REQUESTS[function](served)
    if f"{function}.children" in served.app.callback_map:
        return served.callback(f"{function}.children", CLICK)
    return served.get("/_dash-layout")


def place(visit: Visit, loop: asyncio.AbstractEventLoop) -> str:
    _, thread, running = visit
    if running is loop:
        assert thread == threading.get_ident()
        return LOOP
    return THREAD if running is None else OWN_LOOP


def measured(served: Served, where: Any, function: str, *, blocking: bool) -> tuple[set[str], Answer]:
    """The places where `function` ran during a request, and the answer of the request."""
    where.VISITS.clear()
    where.HANDED_OVER.clear()
    where.SLOW.update({function} if blocking else ())
    answer = request(served, function)
    where.SLOW.clear()
    places = {place(visit, served.loop) for visit in where.VISITS if visit[0] == function}
    return places | ({WORKER} if function in where.HANDED_OVER else set()), answer


def rows_that_exist(backend: str) -> Iterator[Row]:
    return (row for row in ROWS if row.on(backend) != ABSENT)


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_kind_of_code_runs_where_the_table_says(backend: str) -> None:
    module = load(FIXTURE, f"{backend}_app")
    with Served(module.app, backend) as served:
        for row in rows_that_exist(backend):
            on_loop = row.on(backend) == LOOP
            places, answer = measured(served, where_of(module), row.function, blocking=on_loop)
            assert answer.status == 200, (row, answer)
            assert places == {row.on(backend)} - {NOWHERE}, row
            assert answer.lag > WAIT * 0.9 or not on_loop, (row, answer)


@pytest.mark.parametrize("backend", ASGI)
def test_a_sync_call_elsewhere_leaves_the_loop_alone(backend: str) -> None:
    """The counterpart of the lag above, for what makes the greatest difference."""
    module = load(FIXTURE, f"{backend}_app")
    with Served(module.app, backend) as served:
        for function in ("offloaded_call", "sync_websocket_callback", "sync_route", "app_layout"):
            _, answer = measured(served, where_of(module), function, blocking=True)
            assert answer.smooth, (function, answer)
            assert answer.seconds > WAIT * 0.9, (function, answer)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_first_request_calls_the_layout_in_a_place_of_its_own(backend: str) -> None:
    module = load(FIXTURE, f"{backend}_app")
    where_of(module).VISITS.clear()
    with Served(module.app, backend) as served:
        places = [place(visit, served.loop) for visit in where_of(module).VISITS if visit[0] == "app_layout"]
        assert places == [FIRST_LAYOUT.on(backend), THREAD]


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_absent_cannot_be_registered(backend: str) -> None:
    server = load(FIXTURE, f"{backend}_app").app.server
    assert hasattr(server, "before_request") == (backend != "fastapi")
    assert hasattr(server, "middleware") == (backend == "fastapi")


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_fixture_wants_a_report_exactly_where_code_holds_up_a_loop(backend: str) -> None:
    """Everything on the server's loop, and on Flask what is async: it holds up what it should run beside."""
    wants = wants_of_functions(f"{backend}_app")
    assert set(wants) >= {row.function for row in rows_that_exist(backend)}
    for row in rows_that_exist(backend):
        is_async = row.function.startswith("async")
        on_loop = row.on(backend) == LOOP or (row.on(backend) == OWN_LOOP and is_async)
        expected = {"DSH101" if is_async else "DSH110"} if on_loop else set()
        assert wants[row.function] == expected, row


def where_of(module: ModuleType) -> ModuleType:
    """The fixture's notebook of visits."""
    return sys.modules[module.visit.__module__]


def wants_of_functions(module: str) -> dict[str, set[str]]:
    """The blocking codes that each function of a fixture module wants, by its name."""
    source = (FIXTURES / FIXTURE / f"{module}.py").read_text(encoding="utf-8")
    return {
        node.name: set(re.findall(r"# want: (DSH1\d\d)", "\n".join(source.splitlines()[node.lineno : node.end_lineno])))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
