"""Proves DSH304: caches that are not made for coroutines keep one that can be awaited only once, or fail at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from .harness import BACKENDS, Answer, Served, forget, load

FIXTURE = "dsh304_cached_coroutine"
ITEM = {"item.value": "Tea"}
FINE = "Tea is there"
KEPT = "price bare called factory method property deep imported".split()
GOOD = "result plain fresh".split()

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let go of the coroutines that nobody awaits while their warnings are expected."""
    yield
    forget()
    gc.collect()


def twice(module: str, backend: str, output: str) -> list[Answer]:
    with Served(load(FIXTURE, module, backend).app, backend) as app:
        return [app.callback(f"{output}.children", ITEM) for _ in range(2)]


@pytest.mark.parametrize("output", KEPT)
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_a_cache_keeps_can_be_awaited_only_once(backend: str, output: str) -> None:
    first, second = twice("shop_app", backend, output)
    assert first.outputs == {f"{output}.children": FINE}
    assert second.status == 500
    assert "cannot reuse already awaited coroutine" in str(second.error)


@pytest.mark.parametrize("output", GOOD)
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_a_function_gives_can_be_kept(backend: str, output: str) -> None:
    assert [answer.outputs for answer in twice("shop_app", backend, output)] == [{f"{output}.children": FINE}] * 2


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_hides_a_callback_from_dash(backend: str) -> None:
    first, second = twice("shop_app", backend, "direct")
    assert (first.status, second.status) == (500, 500)
    assert "type `coroutine`" in str(first.error)


@pytest.mark.parametrize("backend", ["flask", "fastapi"])
def test_flask_caching_runs_a_coroutine_where_a_loop_is_running(backend: str) -> None:
    bad, _ = twice("memo_app", backend, "bad")
    good, _ = twice("memo_app", backend, "good")
    assert bad.status == 500
    assert "AsyncToSync" in str(bad.error)
    assert good.outputs == {"good.children": FINE}


def test_on_quart_flask_caching_awaits_a_function_and_hides_a_callback() -> None:
    first, second = twice("quart_app", "quart", "good")
    assert [first.outputs, second.outputs] == [{"good.children": FINE}] * 2
    bad, _ = twice("quart_app", "quart", "bad")
    assert bad.status == 500
    assert "type `coroutine`" in str(bad.error)
