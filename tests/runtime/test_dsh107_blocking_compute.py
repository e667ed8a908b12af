"""Proves DSH107: computing freezes the event loop, and a thread helps only where the interpreter is let go."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from types import ModuleType

import pytest

from .harness import BLOCK, Served, load

FIXTURE = "dsh107_blocking_compute"
LONG = BLOCK + 0.1
OTHER_PROCESSES = ("worker-out.children", "json-process-out.children")
PAIRS = [
    ("fastapi", "hash-out", "hash-thread-out"),
    ("fastapi", "check-out", "check-thread-out"),
    ("fastapi", "sync-out", "sha-out"),
    ("quart", "hash-out", "hash-thread-out"),
]


@pytest.mark.parametrize(("backend", "bad", "good"), PAIRS)
def test_computing_freezes_everybody(backend: str, bad: str, good: str) -> None:
    module = slow_hashes(load(FIXTURE, "fastapi_app", backend))
    with Served(module.app, backend) as served:
        frozen, smooth = served.callback(f"{bad}.children"), served.callback(f"{good}.children")
    assert (frozen.status, frozen.froze) == (200, True), frozen
    assert (smooth.status, smooth.smooth) == (200, True), smooth


def test_cheap_work_freezes_nobody() -> None:
    with Served(load(FIXTURE, "fastapi_app", "fastapi").app, "fastapi") as served:
        answer = served.together([output for output in served.silent() if output not in OTHER_PROCESSES])
    assert (answer.status, answer.smooth) == (200, True), answer


@pytest.mark.parametrize("backend", ["flask", "fastapi"])
def test_no_thread_helps_json_loads(backend: str) -> None:
    """One C call that keeps the interpreter to itself freezes every thread, Flask's too; a small text does not."""
    module = load(FIXTURE, "fastapi_app", backend)
    with Served(module.app, backend) as served:
        small = served.callback("json-thread-out.children")
        module.READINGS = long_json()
        large = [served.callback(output) for output in ("json-out.children", "json-thread-out.children")]
    assert (small.status, small.smooth) == (200, True), small
    assert [answer.froze for answer in large] == [True, True], large


def test_flask_holds_up_nobody_else() -> None:
    module = slow_hashes(load(FIXTURE, "fastapi_app", "flask"))
    with Served(module.app, "flask") as served:
        for output in ("hash-out", "sync-out"):
            answer = served.callback(f"{output}.children")
            assert (answer.status, answer.smooth) == (200, True), (output, answer)


def slow_hashes(module: ModuleType) -> ModuleType:
    """The app with as many rounds as this machine needs to be busy for longer than `BLOCK`."""
    sample = 50_000
    seconds = best_of(lambda: hashlib.pbkdf2_hmac("sha256", b"secret", b"dashboard", sample))
    module.accounts.ROUNDS = int(sample * LONG / seconds)
    return module


def long_json() -> str:
    """A list of numbers that takes this machine longer than `BLOCK` to parse."""
    number, sample = "1." + "2345678901" * 4 + "e-300", 20_000
    seconds = best_of(lambda: json.loads(json_list(number, sample)))
    return json_list(number, int(sample * LONG / seconds))


def json_list(number: str, length: int) -> str:
    return f"[{','.join([number] * length)}]"


def best_of(work: Callable[[], object], times: int = 5) -> float:
    """The shortest time `work` took: a busy machine must not make the real run too short."""
    return min(timed(work) for _ in range(times))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
