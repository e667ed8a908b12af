"""Proves DSH404: Dash's hook for the time after a request never runs on FastAPI, and without response on Quart."""

from __future__ import annotations

import httpx
import pytest

from .harness import BACKENDS, Served, load

FIXTURE = "dsh404_ignored_after_request"
HEADER = "X-Frame-Options"


def header_of(app: object, backend: str) -> tuple[int, str | None]:
    """The status of a request, and the header that the app's hook is to set."""
    with Served(app, backend) as served:  # type: ignore[arg-type]
        if backend == "flask":
            answer = served.app.server.test_client().get("/_dash-layout")
            return answer.status_code, answer.headers.get(HEADER)
        response: httpx.Response = served._run(served._client.get("/_dash-layout"))
        return response.status_code, response.headers.get(HEADER)


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_on_fastapi_the_hook_never_runs(backend: str) -> None:
    module = load(FIXTURE, "after_app", backend)
    with Served(module.app, backend) as served:
        assert served.callback(inputs={"city.value": "Rome"}).status == 200
        assert served.get("/").status == 200
    assert len(module.answered) == (0 if backend == "fastapi" else 3)


@pytest.mark.parametrize(
    ("backend", "answer"), [("flask", (200, "DENY")), ("fastapi", (200, None)), ("quart", (500, None))]
)
def test_a_hook_that_takes_the_response_sets_its_header_on_flask_alone(
    backend: str, answer: tuple[int, str | None]
) -> None:
    assert header_of(load(FIXTURE, "flask_headers_app", backend).app, backend) == answer


def test_on_quart_such_a_hook_fails_for_want_of_the_response() -> None:
    with Served(load(FIXTURE, "headers_app").app, "quart") as served:
        assert isinstance(served.first.error, TypeError)
        assert served.callback(inputs={"city.value": "Rome"}).status == 500


def test_a_middleware_sets_the_header_on_fastapi() -> None:
    module = load(FIXTURE, "middleware_app")
    assert header_of(module.app, "fastapi") == (200, "DENY")
    assert len(module.answered) == 2


def test_the_servers_own_hook_sets_the_header_on_quart() -> None:
    assert header_of(load(FIXTURE, "server_hook_app").app, "quart") == (200, "DENY")


def test_an_app_that_gets_its_server_later_runs_the_hook_on_fastapi() -> None:
    module = load(FIXTURE, "late_server_app")
    with Served(module.app, "fastapi"):
        assert module.answered == ["an answer"]
