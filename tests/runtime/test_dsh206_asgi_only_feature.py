"""Proves DSH206: on Flask the options of the websocket are accepted, and there is none."""

from __future__ import annotations

import pytest

from .harness import ASGI, BACKENDS, Served, load

FIXTURE = "dsh206_asgi_only_feature"
CITY = {"city.value": "Rome"}


def test_flask_answers_over_http_and_has_no_websocket() -> None:
    with Served(load(FIXTURE, "streaming_app").app, "flask") as served:
        answer = served.callback("out.children", CITY)
        opened = served.get("/_dash-ws-callback")
        config = str(served.get("/").body)
    assert (answer.status, answer.outputs) == (200, {"out.children": "Rome: None"})
    assert answer.body["sideUpdate"] == {"log": {"children": "asked for Rome"}}, "`set_props` arrives with the answer"
    assert "_dash-config" in config
    assert "websocket" not in config
    assert "<!DOCTYPE html>" in str(opened.body), "no route of its own: the page answers"


@pytest.mark.parametrize("output", ["asked.children", "pushed.children"])
def test_using_the_websocket_fails_on_flask(output: str) -> None:
    with Served(load(FIXTURE, "streaming_app").app, "flask") as served:
        answer = served.callback(output, CITY)
    assert answer.status == 500
    assert isinstance(answer.error, AttributeError)
    assert "'NoneType' object has no attribute 'set_prop_sync'" in str(answer.error)


def test_with_the_option_for_all_callbacks_asking_for_it_fails() -> None:
    with Served(load(FIXTURE, "global_app").app, "flask") as served:
        greeted, asked = served.callback("out.children", CITY), served.callback("asked.children", CITY)
    assert greeted.outputs == {"out.children": "the weather in Rome"}
    assert asked.status == 500
    assert isinstance(asked.error, RuntimeError)
    assert "backend 'flask' doesn't support them" in str(asked.error)


@pytest.mark.parametrize("backend", ASGI)
def test_the_same_app_has_a_websocket_on_asgi(backend: str) -> None:
    with Served(load(FIXTURE, "fastapi_app", backend).app, backend) as served:
        answer = served.callback("out.children", CITY)
    assert answer.status == 200
    assert "Rome: DashWebsocketCallback" in str(answer.body)


@pytest.mark.parametrize("backend", ASGI)
def test_the_hint_mends_the_reported_app(backend: str) -> None:
    with Served(load(FIXTURE, "streaming_app", backend).app, backend) as served:
        answer = served.callback("asked.children", CITY)
    assert answer.status == 200


def test_options_that_tune_it_change_nothing_on_flask() -> None:
    with Served(load(FIXTURE, "tuned_app").app, "flask") as served:
        answer = served.callback("out.children", CITY)
        config = str(served.get("/").body)
    assert answer.outputs == {"out.children": "the weather in Rome"}
    assert "websocket" not in config


@pytest.mark.parametrize("output", ["out", "a", "b", "c", "d"])
def test_callbacks_that_look_first_work_on_flask(output: str) -> None:
    with Served(load(FIXTURE, "quiet_app").app, "flask") as served:
        assert served.callback(f"{output}.children", CITY).status == 200


@pytest.mark.parametrize("backend", BACKENDS)
def test_persistent_alone_asks_for_no_websocket(backend: str) -> None:
    """It keeps the page's title as it is, over HTTP, on each backend alike."""
    app = load(FIXTURE, "streaming_app", backend).app
    assert app.callback_map["kept.children"]["websocket"] is False
    with Served(app, backend) as served:
        assert served.callback("kept.children", CITY).outputs == {"kept.children": "Rome after None"}
