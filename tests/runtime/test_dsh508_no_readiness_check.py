"""Proves DSH508: Dash answers any path with 200, also where the app is broken, unless the app has a health route."""

from __future__ import annotations

import dash
import pytest

from .harness import BACKENDS, FIXTURES, Served, load

FIXTURE = "dsh508_no_readiness_check"


def app_of(folder: str, backend: str) -> dash.Dash:
    assert (FIXTURES / FIXTURE / folder / "app.py").is_file()
    return load(f"{FIXTURE}/{folder}", "app", backend).app  # type: ignore[no-any-return]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("path", ["/", "/health", "/healthz", "/readyz"])
def test_without_a_health_route_a_broken_app_passes_every_check(path: str, backend: str) -> None:
    with Served(app_of("bare", backend), backend) as app:
        assert app.first.status == 500  # the layout, without which nobody sees anything
        answer = app.get(path)
    assert answer.status == 200
    assert "_dash-config" in str(answer.body)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_health_endpoint_answers_for_itself(backend: str) -> None:
    with Served(app_of("asked", backend), backend) as app:
        answer, page = app.get("/health"), app.get("/")
    assert (answer.status, answer.body) == (200, "OK")
    assert "_dash-config" in str(page.body)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_route_of_the_project_answers_for_itself(backend: str) -> None:
    with Served(app_of("routed", backend), backend) as app:
        assert app.get("/readyz").body == {"tables": 0}
