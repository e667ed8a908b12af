"""Proves DSH211: Flask's guards are False in whatever an app on FastAPI or Quart runs, so their branches are dead."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import ASGI, BACKENDS, Served, load

FIXTURE = "dsh211_dead_flask_guard"
CITY = {"city.value": "Rome"}
GUARDED = ("abort", "raise", "early", "helper", "stop", "both", "status")


def secrets(backend: str) -> dict[str, tuple[int, Any]]:
    app = load(FIXTURE, "access_app", backend).app
    if backend != "fastapi":
        app.server.secret_key = "dev"
    with Served(app, backend) as served:
        found = {name: served.callback(f"{name}.children", CITY) for name in (*GUARDED, "refused")}
        route = served.get("/secrets")
    answers = {name: (answer.status, "secrets of Rome" in str(answer.body)) for name, answer in found.items()}
    return {**answers, "route": (route.status, "all of them" in str(route.body))}


@pytest.mark.parametrize("backend", ASGI)
def test_a_stranger_gets_every_secret_behind_a_dead_guard(backend: str) -> None:
    found = secrets(backend)
    refused = found.pop("refused")
    assert found == {**dict.fromkeys(GUARDED, (200, True)), "route": (200, True)}
    assert refused == (500 if backend == "fastapi" else 401, False), "the opposite guard refuses everybody"


def test_flask_refuses_the_stranger() -> None:
    found = secrets("flask")
    assert found.pop("refused") == (200, True)
    assert not any(is_told for _, is_told in found.values())
    assert [found[name][0] for name in ("abort", "raise", "helper", "stop", "route")] == [401, 403, 403, 204, 403]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_layout_behind_a_guard_is_that_of_nobody(backend: str) -> None:
    module = load(FIXTURE, "layouts_app", backend)
    if backend != "fastapi":
        module.app.server.secret_key = "dev"
    if backend == "flask":
        with module.app.server.test_request_context():
            module.session["user"] = "ada"
            assert "hello ada" in str(module.serve_layout())
    with Served(module.app, backend) as served:
        layout, page = served.get("/_dash-layout"), served.visit("/page")
        shown = served.callback(inputs=CITY).outputs["out.children"] if backend != "flask" else None
    if backend == "flask":
        assert layout.status == 500, "nobody is signed in, and the guarded branch asks for the user"
    else:
        assert "hello nobody" in str(layout.body)
        assert "the page of nobody" in str(page.body)
        assert shown == "nobody light False False True no app None Rome"


def test_only_quarts_own_guards_hold_on_quart() -> None:
    with Served(load(FIXTURE, "quart_app").app, "quart") as served:
        found = {name: served.callback(f"{name}.children", CITY).outputs for name in ("flask", "quart", "own")}
    assert served.first.status == 200, "the hook redirects nobody"
    assert [*found.values()] == [
        {"flask.children": "nobody"},
        {"quart.children": "nobody"},
        {"own.children": "True"},
    ]


@pytest.mark.parametrize(("backend", "answer"), [("fastapi", "nobody"), ("quart", None)])
def test_quarts_guards_are_dead_on_fastapi(backend: str, answer: str | None) -> None:
    app = load(FIXTURE, "quart_guards_app", backend).app
    if backend == "quart":
        app.server.secret_key = "dev"
    with Served(app, backend) as served:
        assert served.callback(inputs=CITY).body["response"]["out"]["children"] == answer


@pytest.mark.parametrize("backend", BACKENDS)
def test_dashs_own_test_holds_everywhere(backend: str) -> None:
    app = load(FIXTURE, "neutral_app", backend).app
    with Served(app, backend) as served:
        layout = served.get("/_dash-layout", {"Cookie": "user=ada"})
        stranger = served.callback(inputs=CITY)
    assert ("True: hello ada" if backend == "fastapi" else "True: hello nobody") in str(layout.body)
    assert stranger.status == 204, "nothing is shown to a stranger"


@pytest.mark.parametrize("backend", ASGI)
def test_what_is_no_dead_guard_works(backend: str) -> None:
    module = load(FIXTURE, "silent_app", backend)
    with Served(module.app, backend) as served:
        found = {name: served.callback(f"{name}.children", CITY).outputs for name in ("own", "context")}
    assert found == {"own": {"own.children": "weather Rome"}, "context": {"context.children": "inside"}}
    module.legacy.secret_key = "dev"
    assert module.legacy.test_client().get("/").status_code == 401, "a Flask app of its own still guards itself"
