"""Proves DSH501: the answer comes after all that a callback waits, and a background callback is answered at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from .harness import BACKENDS, Served, load

FIXTURE = "dsh501_slow_callback"
CITY = {"city.value": "Rome"}
APPS = {"flask": "flask_app", "fastapi": "fastapi_app", "quart": "quart_app"}


@contextmanager
def counted() -> Iterator[list[float]]:
    """Have every sleep of whole seconds end at once, and note how long it was to be."""
    slept: list[float] = []
    plain, awaited = time.sleep, asyncio.sleep

    def sleep(seconds: float) -> None:
        if seconds >= 1:
            slept.append(seconds)
        else:
            plain(seconds)

    async def async_sleep(seconds: float, result: object = None) -> object:
        if seconds >= 1:
            slept.append(seconds)
            return result
        return await awaited(seconds, result)

    with mock.patch.object(time, "sleep", sleep), mock.patch.object(asyncio, "sleep", async_sleep):
        yield slept


def waited(backend: str, output: str) -> tuple[list[float], object]:
    """Return how long a callback of the fixture sleeps before its answer, and the answer."""
    with counted() as slept, Served(load(FIXTURE, APPS[backend]).app, backend) as served:
        slept.clear()
        answer = served.callback(f"{output}.children", CITY)
        assert answer.status == 200
        return list(slept), answer.body


@pytest.mark.parametrize(
    ("backend", "output", "seconds"),
    [
        ("flask", "slept", 5),
        ("flask", "forecast", 4),
        ("fastapi", "paused", 5),
        ("fastapi", "dripped", 5),
        ("fastapi", "aside", 4),
        ("quart", "paused", 5),
    ],
)
def test_the_answer_comes_after_the_sleep(backend: str, output: str, seconds: float) -> None:
    slept, body = waited(backend, output)
    assert slept == [seconds]
    assert "Rome" in str(body)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_background_callback_is_answered_before_it_sleeps(backend: str) -> None:
    slept, body = waited(backend, "night")
    assert slept == []
    assert isinstance(body, dict)
    assert body["job"].startswith("job")
    assert "Rome" not in str(body)


def test_what_is_only_for_failures_is_not_slept() -> None:
    with counted() as slept, Served(load(FIXTURE, APPS["flask"]).app, "flask") as served:
        slept.clear()
        with mock.patch("requests.get") as get:
            get.return_value.text = "sunny"
            assert served.callback("again.children", CITY).outputs == {"again.children": "sunny"}
        assert slept == []
