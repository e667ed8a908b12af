"""Proves DSH106: waiting for another thread freezes the event loop; the asyncio counterpart does not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import ModuleType

import pytest

from .harness import BLOCK, Answer, Served, load

FIXTURE = "dsh106_blocking_wait"
PAIRS = [
    ("fastapi", "lock-out", "async-lock-out"),
    ("fastapi", "event-out", "async-event-out"),
    ("fastapi", "queue-out", "thread-queue-out"),
    ("fastapi", "join-out", "started-out"),
    ("fastapi", "future-out", "wrapped-out"),
    ("fastapi", "block-out", "task-out"),
    ("fastapi", "deadlock-out", "nowait-out"),
    ("fastapi", "sync-out", "try-out"),
    ("quart", "lock-out", "async-lock-out"),
    ("quart", "future-out", "wrapped-out"),
]


def later(action: Callable[[], None]) -> None:
    threading.Timer(BLOCK, action).start()


def hold_lock(jobs: ModuleType) -> None:
    jobs.LOCK.acquire()
    later(jobs.LOCK.release)


def send_result(jobs: ModuleType) -> None:
    later(lambda: jobs.RESULTS.put("page is rendered"))


MEANWHILE: dict[str, Callable[[ModuleType], None]] = {
    "lock-out": hold_lock,
    "sync-out": hold_lock,
    "event-out": lambda jobs: later(jobs.READY.set),
    "queue-out": send_result,
    "thread-queue-out": send_result,
}
"""What another thread does while the callback waits; the other callbacks start their own work."""


@pytest.mark.parametrize(("backend", "bad", "good"), PAIRS)
def test_waiting_for_another_thread_freezes_everybody(backend: str, bad: str, good: str) -> None:
    module = load(FIXTURE, "fastapi_app", backend)
    with Served(module.app, backend) as served:
        frozen, smooth = (fire(served, module.jobs, output) for output in (bad, good))
    assert (frozen.status, frozen.froze) == (200, True), frozen
    assert (smooth.status, smooth.smooth) == (200, True), smooth


def test_what_does_not_wait_freezes_nobody() -> None:
    module = load(FIXTURE, "fastapi_app", "fastapi")
    with Served(module.app, "fastapi") as served:
        send_result(module.jobs)
        answer = served.together([output for output in served.silent() if output != "worker-out.children"])
    assert (answer.status, answer.smooth) == (200, True), answer


def test_only_a_wait_that_can_wait_freezes() -> None:
    """The same methods with nothing to wait for: `put` into an unbounded queue, `acquire(blocking=False)`, ..."""
    module = load(FIXTURE, "fastapi_app", "fastapi")
    with Served(module.app, "fastapi") as served:
        module.jobs.BOUNDED.put("fills it")
        later(module.jobs.BOUNDED.get)
        full, unbounded = served.callback("put-out.children"), served.callback("unbounded-out.children")
    assert (full.froze, unbounded.smooth) == (True, True), (full, unbounded)


def test_flask_holds_up_nobody_else() -> None:
    module = load(FIXTURE, "fastapi_app", "flask")
    with Served(module.app, "flask") as served:
        for output in ("future-out", "sync-out"):
            answer = fire(served, module.jobs, output)
            assert (answer.status, answer.smooth) == (200, True), (output, answer)


def fire(served: Served, jobs: ModuleType, output: str) -> Answer:
    MEANWHILE.get(output, lambda _: None)(jobs)
    return served.callback(f"{output}.children")
