"""Proves DSH303: behind a plain function Dash sees no coroutine function, awaits nothing, and answers 500."""

from __future__ import annotations

import gc
import inspect
import re
import sys
import traceback
from collections.abc import Iterator

import pytest

from .harness import ASGI, BACKENDS, FIXTURES, Answer, Served, forget, load

FIXTURE = "dsh303_sync_decorator_on_async"
CITY = {"city.value": "Rome"}
FINE = "Rome is fine"
BAD = (
    "logged tagged refused short guarded timed span counted retried optional leveled updated begun repeated kit "
    "twice middle offload registered dispatched late method"
).split()
GOOD = "awaiting awaited either noted filled opened rescued plain threaded called".split()

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let go of the coroutines that nobody awaits while their warnings are expected."""
    yield
    forget()
    gc.collect()


def answers(backend: str, outputs: list[str]) -> list[Answer]:
    with Served(load(FIXTURE, "weather_app", backend).app, backend) as app:
        return [app.callback(f"{output}.children", CITY) for output in outputs]


@pytest.mark.parametrize("backend", BACKENDS)
def test_dash_cannot_send_the_coroutine_that_a_plain_function_returns(backend: str) -> None:
    for answer in answers(backend, BAD):
        assert answer.status == 500
        assert "type `coroutine`" in str(answer.error)


@pytest.mark.parametrize("backend", BACKENDS)
def test_dash_awaits_a_wrapper_that_is_async(backend: str) -> None:
    for output, answer in zip(GOOD, answers(backend, GOOD), strict=True):
        assert answer.outputs == {f"{output}.children": FINE}


def test_every_callback_that_is_reported_is_proved_and_no_other() -> None:
    source = (FIXTURES / FIXTURE / "weather_app.py").read_text(encoding="utf-8")
    reported, silent = [], []
    for block in source.split("\n\n\n"):
        named = re.findall(r'^ *@?(?:app\.)?(?:callback\(Output|registered)\("(\w+)"', block, re.MULTILINE)
        (reported if "# want: DSH303" in block else silent).extend(named)
    assert (sorted(reported), sorted(silent)) == (sorted(BAD), sorted(GOOD))


def test_on_flask_extensions_run_the_coroutine_in_a_second_loop() -> None:
    with Served(load(FIXTURE, "account_app", "flask").app, "flask") as app:
        bad, good = app.callback("private.children", CITY), app.callback("public.children", CITY)
    assert bad.status == 500
    assert "AsyncToSync" in str(bad.error)
    assert good.outputs == {"public.children": FINE}


def test_without_a_loop_extensions_can_run_the_coroutine() -> None:
    with Served(load(FIXTURE, "loopless_app").app, "flask") as app:
        answers = [app.callback(f"{output}.children", CITY) for output in ("private", "kept", "kept")]
    assert [list(answer.outputs.values()) for answer in answers] == [[FINE]] * 3


def test_what_hides_a_callback_may_wrap_a_function_that_is_awaited() -> None:
    with Served(load(FIXTURE, "account_app", "flask").app, "flask") as app:
        bad, good = app.callback("retried.children", CITY), app.callback("tried.children", CITY)
    assert bad.status == 500
    assert "type `coroutine`" in str(bad.error)
    assert good.outputs == {"tried.children": FINE}


def test_a_plain_wrapper_may_run_the_coroutine_itself() -> None:
    with Served(load(FIXTURE, "synced_app").app, "flask") as app:
        asked, synced = app.callback("asked.children", CITY), app.callback("synced.children", CITY)
    assert (asked.outputs, synced.outputs) == ({"asked.children": FINE}, {"synced.children": FINE})


@pytest.mark.parametrize("backend", ASGI)
def test_over_a_websocket_it_is_the_same(backend: str) -> None:
    with Served(load(FIXTURE, "wire_app", backend).app, backend) as app:
        bad, good = app.callback("live.children", CITY), app.callback("told.children", CITY)
    assert (bad.status, good.status) == (500, 200)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_mark_helps_where_python_knows_it(backend: str) -> None:
    """`inspect.markcoroutinefunction` came with Python 3.12; the rule says nothing where code uses it."""
    with Served(load(FIXTURE, "wire_app", backend).app, backend) as app:
        marked = app.callback("marked.children", CITY)
    assert marked.status == (200 if sys.version_info >= (3, 12) else 500)
    assert hasattr(inspect, "markcoroutinefunction") is (sys.version_info >= (3, 12))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_page_whose_layout_is_hidden_cannot_be_drawn(backend: str) -> None:
    with Served(load(FIXTURE, "pages_app", backend).app, backend) as app:
        bad, good = app.visit("/"), app.visit("/about")
    assert (bad.status, good.status) == (500, 200)
    assert bad.error is not None
    traceback.clear_frames(bad.error.__traceback__)
    assert "about" in str(good.body)
