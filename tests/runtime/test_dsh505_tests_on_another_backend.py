"""Proves DSH505: what an app on Flask answers says nothing of what the same code answers on another backend."""

from __future__ import annotations

import dash
import pytest

from .harness import ASGI, BACKENDS, Served, load

FIXTURE = "dsh505_tests_on_another_backend"


def greeting(app: dash.Dash, backend: str) -> object:
    with Served(app, backend) as served:
        answer = served.callback(inputs={"name.value": "Rome"})
        assert answer.status == 200
        return answer.outputs["out.children"]


@pytest.mark.parametrize("backend", ASGI)
def test_the_tests_see_what_nobody_is_served(backend: str) -> None:
    assert greeting(load(FIXTURE, "views.tests.test_pages").make(), "flask") == "Rome True"
    assert greeting(load(FIXTURE, "views.views_app", backend).app, backend) == "Rome False"


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_test_on_the_backend_that_is_served_sees_what_is_served(backend: str) -> None:
    served = greeting(load(FIXTURE, "views.views_app", backend).app, backend)
    assert greeting(load(FIXTURE, "views.tests.test_pages", backend).make(), backend) == served


@pytest.mark.parametrize(
    ("module", "variable", "backend"),
    [("chosen.chosen_app", "WEATHER_BACKEND", "quart"), ("patched.patched_app", "SHOP_BACKEND", "fastapi")],
)
def test_a_variable_takes_the_tests_to_flask(
    module: str, variable: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert started(module).backend.server_type == backend
    monkeypatch.setenv(variable, "flask")
    assert started(module).backend.server_type == "flask"


def started(module: str) -> dash.Dash:
    found = load(FIXTURE, module)
    app = found.app if hasattr(found, "app") else found.make()
    assert isinstance(app, dash.Dash)
    return app
