"""Proves the fixes of hooks and of the shape of async code: the fixed copy of a fixture does what it ought to."""

from __future__ import annotations

import asyncio
import threading
from types import ModuleType

import pytest

from .harness import BACKENDS, Served, load

ROME = {"city.value": "Rome"}
FIXED = (
    "dsh301_pointless_async",
    "dsh302_forgotten_await",
    "dsh305_async_layout",
    "dsh306_lost_callback_context",
    "dsh307_dangling_task",
    "dsh401_hook_missing_on_fastapi",
    "dsh402_sync_hook_on_quart",
    "dsh404_ignored_after_request",
)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_plain_function_answers_what_the_pointless_coroutine_did(fixed: dict[str, str], backend: str) -> None:
    answers = []
    for folder in ("dsh301_pointless_async", fixed["dsh301_pointless_async"]):
        module = load(folder, "forecast_app", backend)
        with Served(module.app, backend) as served:
            answers.append(served.callback(inputs=ROME).outputs)
    assert not asyncio.iscoroutinefunction(module.pointless)
    assert answers[0] == answers[1] == {"out.children": "the weather in Rome"}


@pytest.mark.parametrize("output", ["item-500", "attribute-500", "item-of-name-500", "loop-500", "component-500"])
def test_what_is_awaited_answers(fixed: dict[str, str], output: str) -> None:
    folders = ("dsh302_forgotten_await", fixed["dsh302_forgotten_await"])
    assert [status_of(folder, output) for folder in folders] == [500, 200]


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def status_of(folder: str, output: str) -> int:
    with Served(load(folder, "app", "fastapi").app, "fastapi") as served:
        return served.callback(f"{output}.children", {"symbol.value": "DASH"}).status


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.parametrize("backend", BACKENDS)
def test_an_app_has_the_layout_that_awaits_nothing(fixed: dict[str, str], backend: str) -> None:
    with pytest.raises(AttributeError, match="'coroutine' object has no attribute '_traverse'"):
        load("dsh305_async_layout", "needless_app", backend)
    with Served(load(fixed["dsh305_async_layout"], "needless_app", backend).app, backend) as served:
        assert served.first.status == 200


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "outputs"), [("async_app", ()), ("sync_app", ("submitted", "many"))])
def test_the_context_is_in_the_thread(fixed: dict[str, str], name: str, outputs: tuple[str, ...], backend: str) -> None:
    module = load(fixed["dsh306_lost_callback_context"], name, backend)
    with Served(module.app, backend) as served:
        for output in outputs or module.OUTPUTS:
            assert served.callback(f"{output}.children", ROME).status == 200, output


def test_flask_waits_for_the_work_of_a_task(fixed: dict[str, str]) -> None:
    ended = []
    for folder in ("dsh307_dangling_task", fixed["dsh307_dangling_task"]):
        module = load(folder, "flask_last_app", "flask")
        with Served(module.app, "flask") as served:
            for output in ("last", "future"):
                assert served.callback(f"{output}.children", ROME).status == 200
        ended.append(dict(module.ended))
    assert "saved" not in ended[0].values()
    assert ended[1] == {"last": "saved", "future": "saved"}


def test_a_middleware_answers_what_the_hook_would_have(fixed: dict[str, str]) -> None:
    with pytest.raises(AttributeError, match="before_request"):
        load("dsh401_hook_missing_on_fastapi", "answering_app")
    answers = {}
    for backend, folder in (
        ("flask", "dsh401_hook_missing_on_fastapi"),
        ("fastapi", fixed["dsh401_hook_missing_on_fastapi"]),
    ):
        module = load(folder, "answering_app", backend)
        with Served(module.app, backend) as served:
            answers[backend] = [answer_to(served, module, cities) for cities in ([], ["Oslo"], ["Rome"], ["Bern"])]
    assert answers["fastapi"] == answers["flask"]
    assert [status for status, _ in answers["flask"]] == [401, 403, 200, 200]


def answer_to(served: Served, module: ModuleType, cities: list[str]) -> tuple[int, object]:
    module.open_to[:] = cities
    answer = served.get("/_dash-layout")
    return answer.status, answer.body


def test_an_async_guard_answers_json_and_responses(fixed: dict[str, str]) -> None:
    module = load(fixed["dsh401_hook_missing_on_fastapi"], "json_app")
    with Served(module.app, "fastapi") as served:
        assert served.get("/_dash-layout").status == 200
        module.server_state["open"] = False
        closed = served.get("/_dash-layout")
        module.server_state["moved"] = True
        moved = served.get("/_dash-layout")
    assert (closed.status, closed.body) == (503, {"closed": True})
    assert moved.status == 307


def test_a_middleware_sets_the_headers(fixed: dict[str, str]) -> None:
    module = load(fixed["dsh401_hook_missing_on_fastapi"], "answering_app")
    with Served(module.app, "fastapi") as served:
        module.open_to.clear()
        response = served.loop.run_until_complete(served._client.get("/_dash-layout"))
    assert response.status_code == 401
    assert response.headers["X-Frame-Options"] == "DENY", "headers are set whoever answers, as on Flask"


def test_a_coroutine_hook_stays_on_the_loop(fixed: dict[str, str]) -> None:
    threads = []
    for folder in ("dsh402_sync_hook_on_quart", fixed["dsh402_sync_hook_on_quart"]):
        module = load(folder, "sync_hooks_app")
        with Served(module.app, "quart") as served:
            assert served.callback(inputs=ROME).status == 200
            assert served.get("/_dash-layout", headers={"x-blocked": "1"}).status == 403
        threads.append(set(module.hook_threads))
    assert threading.get_ident() not in threads[0]
    assert threads[1] == {threading.get_ident()}


@pytest.mark.parametrize(("name", "backend"), [("after_app", "fastapi"), ("headers_app", "quart")])
def test_what_comes_after_a_request_runs(fixed: dict[str, str], name: str, backend: str) -> None:
    statuses, headers = [], []
    for folder in ("dsh404_ignored_after_request", fixed["dsh404_ignored_after_request"]):
        module = load(folder, name, backend)
        with Served(module.app, backend) as served:
            statuses.append(served.callback(inputs=ROME).status)
            response = served.loop.run_until_complete(served._client.get("/_dash-layout"))
            headers.append(response.headers.get("X-Frame-Options"))
        counted = len(getattr(module, "answered", ()))
    if backend == "fastapi":
        assert (statuses, counted) == ([200, 200], 3)
    else:
        assert (statuses, headers) == ([500, 200], [None, "DENY"])
