"""Proves DSH403: on FastAPI the 401 of Dash's own hook becomes a 200, and that of a middleware does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash
import flask
import pytest
import quart
from fastapi import HTTPException
from fastapi.responses import RedirectResponse

from .harness import ASGI, BACKENDS, Served, load

FIXTURE = "dsh403_ignored_hook_response"
HONOURED = {"flask": 401, "fastapi": 200, "quart": 401}
KNOWN = {"X-Token": "1"}
PATHS = ("/", "/_dash-layout", "/_dash-dependencies")


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_fastapi_lets_everyone_in(backend: str) -> None:
    module = load(FIXTURE, "guard_app", backend)
    with Served(module.app, backend) as served:
        asked = len(module.asked)
        assert {path: served.get(path).status for path in PATHS} == dict.fromkeys(PATHS, HONOURED[backend])
        assert len(module.asked) == asked + len(PATHS), "the hook runs everywhere"
        answer = served.callback(inputs={"city.value": "Rome"})
        assert answer.status == HONOURED[backend]
        assert ("the secrets of Rome" in str(answer.body)) is (backend == "fastapi")
        assert served.get("/_dash-layout", KNOWN).status == 200


def test_a_middleware_of_the_server_really_refuses() -> None:
    with Served(load(FIXTURE, "middleware_app").app, "fastapi") as served:
        for path in (*PATHS, "/reports"):
            refused = served.get(path)
            assert (refused.status, refused.body) == (401, "who are you?")
            assert served.get(path, KNOWN).status == 200
        assert served.callback(inputs={"city.value": "Rome"}).status == 401


def status_with(hook: Callable[[], Any], backend: str, path: str = "/_dash-layout") -> int:
    """The answer of an app whose hook is this one."""
    app = load("dsh401_hook_missing_on_fastapi", "plain_app", backend).app
    assert isinstance(app, dash.Dash)
    app.backend.before_request(hook)
    with Served(app, backend) as served:
        return served.get(path).status


RESPONSES = {
    "flask": lambda: flask.redirect("/login"),
    "fastapi": lambda: RedirectResponse("/login"),
    "quart": lambda: quart.redirect("/login"),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_response_of_the_backends_own_kind_is_dropped_too(backend: str) -> None:
    assert status_with(RESPONSES[backend], backend) == (200 if backend == "fastapi" else 302)


async def refuse() -> tuple[str, int]:
    return "who are you?", 401


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_coroutines_response_is_dropped_too(backend: str) -> None:
    assert status_with(refuse, backend) == HONOURED[backend]


@pytest.mark.parametrize("backend", BACKENDS)
def test_text_is_a_response(backend: str) -> None:
    app = load("dsh401_hook_missing_on_fastapi", "plain_app", backend).app
    app.backend.before_request(lambda: "closed")
    with Served(app, backend) as served:
        assert (served.get("/").body == "closed") is (backend != "fastapi")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_hook_that_returns_nothing_holds_up_nobody(backend: str) -> None:
    assert status_with(lambda: None, backend) == 200


def test_a_hook_that_raises_lets_nobody_in() -> None:
    """The status is wrong on FastAPI, but the page is not shown: nothing that the rule would have to report."""
    with Served(load(FIXTURE, "raising_app").app, "fastapi") as served:
        assert served.get("/_dash-layout").status == 500
        assert served.get("/_dash-layout", KNOWN).status == 200
    assert status_with(lambda: flask.abort(401), "flask") == 401
    assert status_with(lambda: quart.abort(401), "quart") == 401


def unauthorized() -> None:
    raise HTTPException(status_code=401)


@pytest.mark.parametrize(("backend", "status"), [("flask", 500), ("fastapi", 200), ("quart", 500)])
def test_on_fastapi_the_hook_does_not_run_for_other_paths(backend: str, status: int) -> None:
    assert status_with(unauthorized, backend, "/reports") == status


def test_both_servers_on_a_loop_differ() -> None:
    """What decides is the backend, not that it is asynchronous."""
    assert {backend: status_with(refuse, backend) for backend in ASGI} == {"fastapi": 200, "quart": 401}
