"""Proves DSH402: Quart sends every request through the thread pool for each sync hook, and for no async one."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from .harness import TIMEOUT, Served, load

FIXTURE = "dsh402_sync_hook_on_quart"
JOB = 0.02


def threads_of_hooks(module: ModuleType) -> set[int]:
    """The threads in which the hooks ran; the event loop's own is this test's."""
    with Served(module.app, "quart") as served:
        assert served.callback(inputs={"city.value": "Rome"}).status == 200
    assert len(module.hook_threads) == 4, "two hooks, two requests"
    return set(module.hook_threads)


def test_a_sync_hook_leaves_the_event_loop_and_an_async_one_does_not() -> None:
    assert threading.get_ident() not in threads_of_hooks(load(FIXTURE, "sync_hooks_app"))
    assert threads_of_hooks(load(FIXTURE, "async_hooks_app")) == {threading.get_ident()}


def test_of_dashs_own_hooks_only_before_request_takes_a_thread() -> None:
    module = load(FIXTURE, "backend_hooks_app")
    with Served(module.app, "quart"):
        assert threading.get_ident() not in module.before_threads
        assert set(module.after_threads) == {threading.get_ident()}


PER_REQUEST = ("before_request", "after_request", "teardown_request", "teardown_appcontext")
BY_BLUEPRINT = ("before_app_request", "after_app_request", "teardown_app_request")
PER_WEBSOCKET = ("before_websocket", "after_websocket", "teardown_websocket")


def test_which_hooks_take_a_thread_and_when() -> None:
    module = load(FIXTURE, "every_hook_app")
    with Served(module.app, "quart") as served:
        module.threads.clear()
        assert served.get("/_dash-layout").status == 200
        assert runs_of(module) == dict.fromkeys((*PER_REQUEST, *BY_BLUEPRINT), 1)
        assert served.get("/page").status == 200
        assert runs_of(module)["before_request of a blueprint"] == 1
        module.threads.clear()
        assert served.websocket_callback(inputs={"city.value": "Rome"}).status == 200
        assert runs_of(module) == dict.fromkeys((*PER_WEBSOCKET, "teardown_appcontext"), 1)


def runs_of(module: ModuleType) -> dict[str, int]:
    """How often each hook ran since the last look, each time in a thread of the pool."""
    ran = {hook: len(threads) for hook, threads in module.threads.items()}
    assert all(threading.get_ident() not in threads for threads in module.threads.values())
    return ran


def test_a_preprocessor_of_urls_runs_on_the_loop() -> None:
    module = load(FIXTURE, "every_hook_app")
    module.server.url_value_preprocessor(module.note_values)
    with Served(module.app, "quart"):
        assert module.threads["url_value_preprocessor"] == [threading.get_ident()]


@pytest.mark.parametrize(("backend", "is_moved"), [("flask", False), ("quart", True)])
def test_flask_calls_a_plain_hook_where_the_request_is(backend: str, is_moved: bool) -> None:
    app = load("dsh401_hook_missing_on_fastapi", "plain_app", backend).app
    threads: dict[str, int] = {}
    app.server.before_request(lambda: threads.update(hook=threading.get_ident()))
    app.server.before_request(note_caller(threads, is_moved))
    with Served(app, backend):
        assert (threads["hook"] != threads["request"]) is is_moved


def note_caller(threads: dict[str, int], is_async: bool) -> Callable[[], Any]:
    """A hook that runs where the request is: async on Quart, plain on Flask."""

    async def note_async() -> None:
        threads.update(request=threading.get_ident())

    def note() -> None:
        threads.update(request=threading.get_ident())

    return note_async if is_async else note


def test_each_sync_hook_is_one_more_hop_on_every_request() -> None:
    """Compared, not counted from zero: Dash 4.4.1 registers a sync hook of its own."""
    with_two_sync_hooks = asyncio.run(hops_of_a_request(load(FIXTURE, "sync_hooks_app")))
    with_async_hooks = asyncio.run(hops_of_a_request(load(FIXTURE, "async_hooks_app")))
    assert with_two_sync_hooks == with_async_hooks + 2


async def hops_of_a_request(module: ModuleType) -> int:
    pool = CountingPool(max_workers=1)
    asyncio.get_running_loop().set_default_executor(pool)
    await visit(module)
    return pool.submitted


class CountingPool(ThreadPoolExecutor):
    submitted = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        return super().submit(fn, *args, **kwargs)


def test_each_hop_waits_for_the_work_of_other_users() -> None:
    with_sync_hooks = asyncio.run(jobs_before_an_answer(load(FIXTURE, "sync_hooks_app")))
    with_async_hooks = asyncio.run(jobs_before_an_answer(load(FIXTURE, "async_hooks_app")))
    assert with_sync_hooks >= with_async_hooks + 2


async def jobs_before_an_answer(module: ModuleType) -> int:
    """How many jobs of two busy users a third user's request waits for, in a pool of one thread."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=1))
    await visit(module)
    finished = 0

    async def busy_user() -> None:
        nonlocal finished
        while True:
            await asyncio.to_thread(time.sleep, JOB)
            finished += 1

    others = [asyncio.create_task(busy_user()) for _ in range(2)]
    await asyncio.create_task(visit(module))
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    return finished


async def visit(module: ModuleType) -> None:
    response = await asyncio.wait_for(module.app.server.test_client().get("/"), TIMEOUT)
    assert response.status_code == 200


@pytest.mark.parametrize("module", ["sync_hooks_app", "async_hooks_app"])
def test_both_kinds_may_answer_in_place_of_the_page(module: str) -> None:
    with Served(load(FIXTURE, module).app, "quart") as served:
        blocked = served.get("/_dash-layout", headers={"X-Blocked": "1"})
    assert (blocked.status, blocked.body) == (403, "blocked")
