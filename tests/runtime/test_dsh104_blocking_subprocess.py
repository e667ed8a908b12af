"""Proves DSH104: waiting for another program freezes the event loop; starting one or awaiting it does not."""

from __future__ import annotations

import pytest

from .harness import Served, load

FIXTURE = "dsh104_blocking_subprocess"
AT_ONCE = 3
"""Starting a program costs the loop some milliseconds: more of them would look like a short block."""
PAIRS = [("communicate-out", "exec-out"), ("sync-out", "start-out")]


def test_waiting_for_a_program_freezes_everybody() -> None:
    with Served(load(FIXTURE, "fastapi_app", "fastapi").app, "fastapi") as served:
        for output in served.reported():
            answer = served.callback(output)
            assert (answer.status, answer.froze) == (200, True), (output, answer)


def test_a_program_off_the_loop_freezes_nobody() -> None:
    with Served(load(FIXTURE, "fastapi_app", "fastapi").app, "fastapi") as served:
        silent = [output for output in served.silent() if output != "worker-out.children"]
        for first in range(0, len(silent), AT_ONCE):
            answer = served.together(silent[first : first + AT_ONCE])
            assert (answer.status, answer.smooth) == (200, True), answer


@pytest.mark.parametrize(("bad", "good"), PAIRS)
def test_quart_is_no_different(bad: str, good: str) -> None:
    with Served(load(FIXTURE, "fastapi_app", "quart").app, "quart") as served:
        frozen, smooth = served.callback(f"{bad}.children"), served.callback(f"{good}.children")
    assert (frozen.status, frozen.froze) == (200, True), frozen
    assert (smooth.status, smooth.smooth) == (200, True), smooth


def test_flask_holds_up_nobody_else() -> None:
    with Served(load(FIXTURE, "fastapi_app", "flask").app, "flask") as served:
        for output in ("run-out", "sync-out"):
            answer = served.callback(f"{output}.children")
            assert (answer.status, answer.smooth) == (200, True), (output, answer)
            assert answer.outputs[f"{output}.children"] == "ready"
