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
