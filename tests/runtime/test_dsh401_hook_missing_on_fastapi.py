"""Proves DSH401: an app that registers Flask's hooks does not start on FastAPI, and starts elsewhere."""

from __future__ import annotations

import pytest

from dashlint.project.values.dash_names import HOOKS

from .harness import BACKENDS, Served, load

FIXTURE = "dsh401_hook_missing_on_fastapi"
APPS = {
    "guard_app": "before_request",
    "headers_app": "after_request",
    "errors_app": "errorhandler",
    "teardown_app": "teardown_request",
}
OF_QUART = ("_websocket", "_websocket_funcs", "_serving", "_serving_funcs")
NOWHERE = {"before_first_request", "before_first_request_funcs"}


@pytest.mark.parametrize("module", APPS)
def test_the_app_does_not_start_on_fastapi(module: str) -> None:
    with pytest.raises(AttributeError, match=f"'FastAPI' object has no attribute '{APPS[module]}'"):
        load(FIXTURE, module)


@pytest.mark.parametrize("backend", ["flask", "quart"])
@pytest.mark.parametrize("module", ["guard_app", "headers_app", "errors_app"])
def test_the_same_app_runs_where_the_hook_exists(module: str, backend: str) -> None:
    with Served(load(FIXTURE, module, backend).app, backend) as served:
        assert served.callback(inputs={"city.value": "Rome"}).status == 200


def test_middleware_does_on_fastapi_what_the_hooks_did() -> None:
    with Served(load(FIXTURE, "middleware_app").app, "fastapi") as served:
        answer = served.callback(inputs={"city.value": "Rome"})
        blocked = served.get("/_dash-layout", headers={"x-blocked": "1"})
    assert (answer.status, answer.outputs) == (200, {"out.children": "request 1: Rome"})
    assert (blocked.status, blocked.body) == (403, "blocked")


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/_dash-dependencies", "/any/page"])
def test_what_a_middleware_returns_is_sent_whatever_the_path(path: str) -> None:
    """Dash added its own middleware before; the one that is added after it stands in front of it."""
    with Served(load(FIXTURE, "middleware_app").app, "fastapi") as served:
        refused = served.get(path, headers={"x-blocked": "1"})
        assert (refused.status, refused.body) == (403, "blocked")
        assert served.get(path).status == 200


def test_a_lifespan_runs_once_at_the_start_and_once_at_the_end() -> None:
    module = load(FIXTURE, "lifespan_app")
    with Served(module.app, "fastapi"):
        assert module.events.count("start") == 1
        assert "end" not in module.events
    assert module.events[-1] == "end"


def test_an_asgi_middleware_sees_websockets_and_a_dependency_the_path() -> None:
    module = load(FIXTURE, "lifespan_app")
    with Served(module.app, "fastapi") as served:
        assert served.websocket_callback(inputs={"city.value": "Rome"}).status == 200
        assert served.get("/weather/rome").body == {"city": "Rome"}
    assert {"http", "websocket"} <= set(module.events)


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_fastapi_lacks_these_hooks(backend: str) -> None:
    """The names the rule goes by, asked of each backend's real server."""
    server = load(FIXTURE, "plain_app", backend).app.server
    having = {"flask": {hook for hook in HOOKS if not hook.endswith(OF_QUART)}, "fastapi": set(), "quart": set(HOOKS)}
    assert {hook for hook in HOOKS if hasattr(server, hook)} == having[backend] - NOWHERE
