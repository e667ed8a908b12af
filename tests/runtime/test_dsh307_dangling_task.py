"""Proves DSH307: on Flask tasks end with the loop of their request, on FastAPI and Quart with the last reference."""

from __future__ import annotations

import asyncio
import gc

import pytest

from .harness import ASGI, Served, load

FIXTURE = "dsh307_dangling_task"
ROME = {"city.value": "Rome"}
DANGLING = ["dropped", "held", "held-by-call", "global", "gather", "looked-at", "named"]
WAITED_FOR = ["awaited", "gathered", "waited", "shielded", "group", "given", "local", "read"]
LOST = ["lost", "unused", "looked-at", "listed", "gather", "sync", "helper"]
KEPT = ["held", "kept", "read", "returned"]


def fire(served: Served, outputs: list[str]) -> None:
    for output in outputs:
        assert served.callback(f"{output}.children", ROME).status == 200


class TestOnFlask:
    def test_a_task_is_cancelled_when_the_callback_returns_kept_or_not(self) -> None:
        module = load(FIXTURE, "flask_app", "flask")
        with Served(module.app, "flask") as served:
            fire(served, DANGLING)
        assert module.ended == dict.fromkeys(DANGLING, "cancelled")

    def test_what_is_waited_for_is_done(self) -> None:
        module = load(FIXTURE, "flask_app", "flask")
        with Served(module.app, "flask") as served:
            fire(served, WAITED_FOR)
        assert module.ended == dict.fromkeys(WAITED_FOR, "saved")

    def test_so_is_work_in_a_thread(self) -> None:
        module = load(FIXTURE, "flask_app", "flask")
        with Served(module.app, "flask") as served:
            fire(served, ["thread"])
        assert module.thread_is_done.wait(20)

    def test_a_route_is_no_different(self) -> None:
        module = load(FIXTURE, "flask_route_app", "flask")
        with Served(module.app, "flask") as served:
            assert [served.get(path).status for path in ("/save", "/save/wait")] == [200, 200]
        assert module.ended == {"route": "cancelled", "waiting route": "saved"}


@pytest.mark.parametrize("backend", ASGI)
class TestOnAsgi:
    def test_the_tasks_that_flask_cancels_are_done(self, backend: str) -> None:
        module = load(FIXTURE, "flask_app", backend)
        with Served(module.app, backend) as served:
            fire(served, [*DANGLING, *WAITED_FOR])
            ending = until_all_ended(module.ended, len(DANGLING + WAITED_FOR))
            served.loop.run_until_complete(asyncio.wait_for(ending, 20))
        assert module.ended == dict.fromkeys(DANGLING + WAITED_FOR, "saved")

    def test_a_task_to_which_nothing_refers_is_collected_before_it_is_done(self, backend: str) -> None:
        assert collected(backend, LOST) == set(LOST)

    def test_a_task_to_which_something_refers_is_not(self, backend: str) -> None:
        assert collected(backend, KEPT) == set()


async def until_all_ended(ended: dict[str, str], count: int) -> None:
    while len(ended) < count:
        await asyncio.sleep(0)


def collected(backend: str, outputs: list[str]) -> set[str]:
    """Return the names of the tasks that are gone though nobody has cancelled them."""
    module = load(FIXTURE, "asgi_app", backend)
    with Served(module.app, backend) as served:
        fire(served, outputs)
        served.loop.run_until_complete(module.settle())
        gc.collect()
        return set(module.saved)
