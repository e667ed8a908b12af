"""Proves DSH405: an app whose environment names the backend runs on Flask and breaks where another one is named."""

from __future__ import annotations

import pytest
from dash import Dash

from .harness import BACKENDS, Served, load

FIXTURE = "dsh405_ungated_server_api"
#: What each app needs of its server, and where that is missing at import.
APPS = {
    "settings_app": {"fastapi": "no attribute 'config'"},
    "hooks_app": {"fastapi": "no attribute 'after_request'"},
    "proxy_app": {"fastapi": "no attribute 'wsgi_app'", "quart": "no attribute 'wsgi_app'"},
}


def chosen(monkeypatch: pytest.MonkeyPatch, module: str, backend: str) -> Dash:
    """The app of a module, made as written, where the environment names the backend."""
    monkeypatch.setenv("DASH_BACKEND", backend)
    app = load(FIXTURE, module).app
    assert isinstance(app, Dash)
    return app


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("module", APPS)
def test_the_environment_decides_whether_the_app_starts(
    module: str, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = APPS[module].get(backend)
    if missing is not None:
        with pytest.raises(AttributeError, match=missing):
            chosen(monkeypatch, module, backend)
        return
    with Served(chosen(monkeypatch, module, backend), backend) as served:
        assert served.callback(inputs={"city.value": "Rome"}).status == 200


@pytest.mark.parametrize(("backend", "status"), [("flask", 200), ("fastapi", 500), ("quart", 500)])
def test_flasks_request_is_missed_when_somebody_clicks(
    backend: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Served(chosen(monkeypatch, "request_app", backend), backend) as served:
        answer = served.callback(inputs={"city.value": "Rome"})
    assert answer.status == status
    assert "Working outside of request context" in str(answer.error) or status == 200


@pytest.mark.parametrize("backend", BACKENDS)
def test_behind_conditions_the_same_app_runs_wherever_it_is_put(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Served(chosen(monkeypatch, "gated_app", backend), backend) as served:
        answer = served.callback(inputs={"city.value": "Rome"})
        health = served.get("/health")
    assert (answer.status, answer.outputs) == (200, {"out.children": "True: Rome"})
    assert health.body == {"status": "fine"}


def test_without_the_variable_the_default_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DASH_BACKEND", raising=False)
    assert load(FIXTURE, "settings_app").app.backend.server_type == "flask"
    with pytest.raises(KeyError, match="DASH_BACKEND"):
        load(FIXTURE, "hooks_app")
