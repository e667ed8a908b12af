"""Proves DSH101: a sleep holds up everybody exactly where the fixture wants it reported."""

from __future__ import annotations

from .harness import Served, load

FIXTURE = "dsh101_blocking_sleep"
WAIT = 0.3
INPUTS = {"go.n_clicks": 1, "sleep.data": WAIT}


def test_a_callback_freezes_the_loop_if_and_only_if_it_is_reported() -> None:
    module = load(FIXTURE, "app", "fastapi")
    with Served(module.app, "fastapi") as served:
        for output in served.reported():
            answer = served.callback(output, INPUTS)
            assert answer.status == 200, output
            assert answer.froze, output
        calm = served.together(served.silent(), INPUTS)
        assert calm.status == 200
        assert calm.smooth
        assert calm.seconds > WAIT * 0.9


def test_routes_and_pages_freeze_the_loop_only_where_they_are_reported() -> None:
    module = load(FIXTURE, "app", "fastapi")
    with Served(module.app, "fastapi") as served:
        assert served.get("/status").froze
        assert served.get("/report").smooth
        assert served.visit("/forecast").froze
        assert served.visit("/outlook").smooth


def test_quart_freezes_as_fastapi_does() -> None:
    module = load(FIXTURE, "quart_app", "quart")
    with Served(module.app, "quart") as served:
        assert served.callback("bad.children").froze
        assert served.callback("good.children").smooth
        assert served.get("/export").froze
        assert served.get("/import").smooth


def test_on_flask_only_the_request_itself_pays() -> None:
    """Nobody else waits; but two sleeps that ought to overlap come one after the other."""
    module = load(FIXTURE, "flask_app", "flask")
    with Served(module.app, "flask") as served:
        bad, good = served.callback("bad.children"), served.callback("good.children")
        assert bad.smooth
        assert good.smooth
        assert bad.seconds > 1.9 * WAIT > good.seconds
