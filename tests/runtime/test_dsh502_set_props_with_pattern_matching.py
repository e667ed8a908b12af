"""Proves DSH502: on ASGI the runs of a `MATCH` callback overlap, and the first one can be the last to write."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from contextlib import suppress
from types import ModuleType
from typing import Any

import httpx
import pytest

from .harness import ASGI, Served, load

FIXTURE = "dsh502_set_props_with_pattern_matching"
TIMEOUT = 20.0
#: Seconds that one run waits for the other, which comes at once if it can.
MEETING = 0.5
Answered = list[tuple[str, Any]]


def payload(kind: str, row: str) -> dict[str, Any]:
    """Return what the browser sends when the name in a row changes."""
    wildcard = f'{{"row":["MATCH"],"type":"{kind}"}}'
    own = {"row": row, "type": "name"}
    return {
        "output": f"{wildcard}.children",
        "outputs": {"id": {"row": row, "type": kind}, "property": "children"},
        "inputs": [{"id": own, "property": "value", "value": row}],
        "state": [],
        "changedPropIds": [f'{{"row":"{row}","type":"name"}}.value'],
    }


def fired(module: ModuleType, kind: str, rows: Iterable[str]) -> Answered:
    """Fire a callback for each row, "a" ending only after "b"; return the rows with what they set, by their answers."""
    return asyncio.run(asyncio.wait_for(_fired(module, kind, rows), TIMEOUT))


async def _fired(module: ModuleType, kind: str, rows: Iterable[str]) -> Answered:
    from rows import turns  # type: ignore[import-not-found]  # the fixture's

    answered: Answered = []
    turns["a"] = asyncio.Event()
    transport = httpx.ASGITransport(app=module.app.server)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", trust_env=False) as client:

        async def fire(row: str) -> None:
            response = await client.post("/_dash-update-component", json=payload(kind, row))
            assert response.status_code == 200
            answered.append((row, response.json()["sideUpdate"]))
            turns["a"].set()

        await asyncio.gather(*(fire(row) for row in rows))
    return answered


@pytest.mark.parametrize("backend", ASGI)
def test_the_run_that_was_fired_first_writes_last(backend: str) -> None:
    assert fired(load(FIXTURE, f"{backend}_app"), "saved", "ab") == [
        ("b", {"status": {"children": "saved b"}}),
        ("a", {"status": {"children": "saved a"}}),
    ]


@pytest.mark.parametrize("backend", ASGI)
def test_with_a_component_for_each_row_the_order_does_not_matter(backend: str) -> None:
    answered = fired(load(FIXTURE, f"{backend}_app"), "noted", "ab")
    assert [row for row, _ in answered] == ["b", "a"]
    assert [set(update) for _, update in answered] == [{f'{{"row":"{row}","type":"note"}}'} for row in "ba"]


@pytest.mark.parametrize("backend", ASGI)
def test_runs_of_a_plain_callback_do_not_overlap(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = load(FIXTURE, f"{backend}_app")
    both, met = threading.Barrier(2), []

    def set_props_once_both_are_here(target: str, props: dict[str, Any]) -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait(MEETING)
            met.append(target)
        set_props(target, props)

    set_props = module.set_props
    monkeypatch.setattr(module, "set_props", set_props_once_both_are_here)
    assert sorted(row for row, _ in fired(module, "quick", "ab")) == ["a", "b"]
    assert met == []


def test_a_thread_of_flask_s_runs_one_after_the_other() -> None:
    with Served(load(FIXTURE, "flask_app").app, "flask") as served:
        bodies = [served.post("/_dash-update-component", payload("saved", row)).body for row in "ab"]
    assert [body["sideUpdate"] for body in bodies] == [{"status": {"children": f"saved {row}"}} for row in "ab"]
