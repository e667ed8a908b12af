"""Proves DSH509: on Flask a coroutine has a loop of its own, in which nothing else goes on while it awaits."""

from __future__ import annotations

import pytest

from .harness import ASGI, BACKENDS, Served, load

FIXTURE = "dsh509_async_on_flask"
CITY = {"city.value": "Rome"}
IN_TURN = ["begin weather", "end weather", "begin news", "end news"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("output", ["out.children", "looped.children"])
def test_awaits_in_turn_do_one_thing_at_a_time(output: str, backend: str) -> None:
    module = load(FIXTURE, "app", backend)
    with Served(module.app, backend) as app:
        assert app.callback(output, CITY).status == 200
    assert module.events == IN_TURN


@pytest.mark.parametrize("backend", BACKENDS)
def test_gather_does_two_things_at_once(backend: str) -> None:
    module = load(FIXTURE, "app", backend)
    with Served(module.app, backend) as app:
        assert app.callback("both.children", CITY).status == 200
    assert module.events[:2] == ["begin weather", "begin news"]
    assert sorted(module.events[2:]) == ["end news", "end weather"]


def test_on_flask_every_request_has_a_loop_of_its_own() -> None:
    module = load(FIXTURE, "app", "flask")
    with Served(module.app, "flask") as app:
        assert app.together(["out.children", "both.children"], CITY).status == 200
    one, other = module.loops
    assert one is not other


@pytest.mark.parametrize("backend", ASGI)
def test_on_asgi_the_requests_share_one_loop_which_goes_on_with_others(backend: str) -> None:
    module = load(FIXTURE, "app", backend)
    with Served(module.app, backend) as app:
        assert app.together(["out.children", "both.children"], CITY).status == 200
    one, other = module.loops
    assert one is other
    assert module.events[:3] == ["begin weather", "begin weather", "begin news"]
