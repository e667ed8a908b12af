"""Proves DSH401: an app that registers Flask's hooks does not start on FastAPI, and starts elsewhere."""

from __future__ import annotations

import pytest

from .harness import BACKENDS, Served, load

FIXTURE = "dsh401_hook_missing_on_fastapi"
APPS = {
    "guard_app": "before_request",
    "headers_app": "after_request",
    "errors_app": "errorhandler",
    "teardown_app": "teardown_request",
}
HOOKS = (*APPS.values(), "teardown_appcontext", "register_error_handler")


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


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_fastapi_lacks_these_hooks(backend: str) -> None:
    """The names the rule goes by, asked of each backend's real server."""
    server = load(FIXTURE, "plain_app", backend).app.server
    assert {hook: hasattr(server, hook) for hook in HOOKS} == dict.fromkeys(HOOKS, backend != "fastapi")
