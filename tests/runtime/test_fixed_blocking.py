"""Proves the fixes of blocking calls: what froze everybody answers the same afterwards, and freezes nobody."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.settings import Settings

from .harness import ASGI, Answer, Served, load
from .slow_server import slow_server

FIXED = (
    "dsh101_blocking_sleep",
    "dsh102_blocking_network",
    "dsh103_blocking_database",
    "dsh110_blocking_sync_callback",
    "dsh111_nested_event_loop",
)


@pytest.fixture(autouse=True)
def services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """What the fixtures wait for."""
    monkeypatch.setenv("ORDERS_DB", str(tmp_path / "orders.db"))
    with slow_server(0.3) as url:
        monkeypatch.setenv("WEATHER_URL", url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield


def answers(folder: str, module: str, backend: str, names: tuple[str, ...]) -> list[Answer]:
    with Served(load(folder, module, backend).app, backend) as served:
        return [served.callback(f"{name}.children") for name in names]


#: A callback that sleeps itself, one that calls a helper, and one that is registered by a call.
SLEEPING = ("sleep-out", "answer-out", "sales-out")


@pytest.mark.parametrize("backend", ASGI)
def test_a_plain_callback_freezes_nobody_once_it_is_async(fixed: dict[str, str], backend: str) -> None:
    folder = fixed["dsh110_blocking_sync_callback"]
    frozen = answers("dsh110_blocking_sync_callback", "fastapi_app", backend, SLEEPING)
    smooth = answers(folder, "fastapi_app", backend, SLEEPING)
    assert [(answer.status, answer.froze) for answer in frozen] == [(200, True)] * len(SLEEPING), frozen
    assert [(answer.status, answer.smooth) for answer in smooth] == [(200, True)] * len(SLEEPING), smooth
    assert [answer.outputs for answer in smooth] == [answer.outputs for answer in frozen]


@pytest.mark.parametrize("backend", ASGI)
def test_an_api_endpoint_freezes_nobody_once_it_is_async(fixed: dict[str, str], backend: str) -> None:
    for folder, froze in (("dsh110_blocking_sync_callback", True), (fixed["dsh110_blocking_sync_callback"], False)):
        with Served(load(folder, "fastapi_app", backend).app, backend) as served:
            answer = served.post("/api/answer", {"clicks": 1})
        assert (answer.status, answer.body, answer.froze) == (200, "answer", froze), answer


@pytest.mark.parametrize("backend", ASGI)
@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("dsh101_blocking_sleep", {"go.n_clicks": 1}),
        ("dsh102_blocking_network", {"go.n_clicks": 1, "settings.data": {"city": "rome"}}),
        ("dsh103_blocking_database", {}),
    ],
)
def test_async_code_freezes_nobody_where_nothing_is_left(
    fixed: dict[str, str], name: str, inputs: dict[str, Any], backend: str
) -> None:
    left = lines_left(fixed[name])
    found = Counter[bool]()
    with Served(load(fixed[name], "app", backend).app, backend) as served:
        for output in served.reported():
            is_left = not left.isdisjoint(lines_of(served.app, output))
            answer = served.callback(output, inputs)
            assert (answer.status, answer.froze) == (200, is_left), (output, answer)
            found[is_left] += 1
    assert found[False] >= 3
    assert found[True]


def lines_left(folder: str) -> set[int]:
    """The lines of the app that are still reported when all fixes are made."""
    found = lint_sources(find([folder], whole_project=False), Settings(select=("DSH1",))).diagnostics
    return {one.location.line for one in found if Path(one.location.path).name == "app.py"}


def lines_of(app: Dash, output: str) -> range:
    callback = next(spec["callback"] for key, spec in app.callback_map.items() if key == output)
    lines, first = inspect.getsourcelines(inspect.unwrap(callback))
    return range(first, first + len(lines))


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.parametrize("backend", ASGI)
def test_a_coroutine_is_awaited_in_the_loop_that_runs(fixed: dict[str, str], backend: str) -> None:
    names = ("run-out", "async-run-out", "current-loop-out")
    failed = answers("dsh111_nested_event_loop", "fastapi_app", backend, names)
    mended = answers(fixed["dsh111_nested_event_loop"], "fastapi_app", backend, names)
    assert [answer.status for answer in failed] == [500] * 3
    assert [answer.status for answer in mended] == [200] * 3, mended


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_flask_awaits_a_callback_that_became_async(fixed: dict[str, str]) -> None:
    folder = fixed["dsh111_nested_event_loop"]
    module = load(folder, "flask_async_app", "flask")
    assert asyncio.iscoroutinefunction(module.run)
    with Served(module.app, "flask") as served:
        assert served.callback("run-out.children").status == 200
