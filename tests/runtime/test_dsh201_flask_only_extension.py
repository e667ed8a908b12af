"""Proves DSH201: extensions that need a Flask server keep a FastAPI app from starting, or break its requests."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from .harness import ASGI, BACKENDS, Answer, Served, load

FIXTURE = "dsh201_flask_only_extension"
PACKAGES = ("flask_login", "flask_caching", "flask_compress", "flask_httpauth")

with_extensions = pytest.mark.skipif(
    not all(find_spec(package) for package in PACKAGES), reason=f"needs {', '.join(PACKAGES)}"
)


def asked(module: str, backend: str, times: int = 1) -> list[Answer]:
    with Served(load(FIXTURE, module, backend).app, backend) as served:
        return [served.callback(inputs={"city.value": "Rome"}) for _ in range(times)]


def asked_nothing(module: str, backend: str) -> Answer:
    with Served(load(FIXTURE, module, backend).app, backend) as served:
        return served.first


@with_extensions
@pytest.mark.parametrize(
    ("module", "missing"), [("login_app", "after_request"), ("caching_app", "config"), ("compress_app", "config")]
)
def test_the_app_does_not_start_on_fastapi(module: str, missing: str) -> None:
    with pytest.raises(AttributeError, match=f"'FastAPI' object has no attribute '{missing}'"):
        load(FIXTURE, module)


OUTSIDE, NO_USER = "Working outside of request context", "'NoneType' object has no attribute 'get_id'"


@with_extensions
@pytest.mark.parametrize(
    ("module", "backend", "reason"),
    [
        ("login_app", "quart", NO_USER),
        ("compress_app", "quart", OUTSIDE),
        ("http_auth_app", "fastapi", OUTSIDE),
        ("http_auth_app", "quart", OUTSIDE),
    ],
)
def test_the_app_starts_and_answers_500(module: str, backend: str, reason: str) -> None:
    (answer,) = asked(module, backend)
    assert answer.status == 500
    assert reason in str(answer.error)


@with_extensions
@pytest.mark.parametrize("module", ["login_app", "caching_app", "compress_app", "http_auth_app"])
def test_the_same_app_works_on_flask(module: str) -> None:
    (answer,) = asked(module, "flask")
    assert answer.status == 200


@with_extensions
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_guard_fails_only_where_it_is_around_the_callback(backend: str) -> None:
    with Served(load(FIXTURE, "guards_app", backend).app, backend) as served:
        unguarded = [served.callback(output, {"city.value": "Rome"}) for output in served.silent()]
        guarded = [served.callback(output, {"city.value": "Rome"}) for output in served.reported()]
    assert [answer.status for answer in unguarded] == [200]
    assert [answer.status for answer in guarded] == [200 if backend == "flask" else 500] * 3
    assert backend == "flask" or all("Working outside of" in str(answer.error) for answer in guarded)


@with_extensions
@pytest.mark.parametrize("backend", ["fastapi", "flask"])
def test_what_is_caught_or_asked_for_keeps_nobody_from_starting(backend: str) -> None:
    first, second = asked("tried_app", backend, times=2)
    assert first.outputs == second.outputs == {"out.children": "Rome: look-up 1"}


@with_extensions
def test_catching_something_else_is_no_help() -> None:
    with pytest.raises(AttributeError, match="'FastAPI' object has no attribute 'after_request'"):
        load(FIXTURE, "untried_app")
    assert asked_nothing("untried_app", "flask").status == 200


@with_extensions
def test_flask_caching_works_on_quart() -> None:
    first, second = asked("caching_app", "quart", times=2)
    assert first.outputs == second.outputs == {"out.children": "Rome: look-up 1"}


@with_extensions
@pytest.mark.parametrize("backend", ASGI)
def test_a_cache_on_a_flask_app_of_its_own_works(backend: str) -> None:
    first, second = asked("detached_cache_app", backend, times=2)
    assert first.outputs == second.outputs == {"out.children": "Rome: look-up 1"}


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_replaces_them_works_everywhere(backend: str) -> None:
    first, second = asked("neutral_app", backend, times=2)
    assert first.outputs == second.outputs == {"out.children": "nobody asks for Rome: look-up 1"}


@pytest.mark.parametrize(("module", "backend"), [("session_app", "fastapi"), ("quart_session_app", "quart")])
def test_a_session_and_a_guard_replace_flask_login(module: str, backend: str) -> None:
    with Served(load(FIXTURE, module).app, backend) as served:
        stranger, login, page = served.first, served.get("/login"), served.get("/_dash-layout")
        user = served.callback(inputs={"city.value": "Rome"})
    assert stranger.status in (302, 307), "sent to the login page"
    assert (login.status, page.status, user.status) == (200, 200, 200)
    assert user.outputs == {"out.children": "ada asks for Rome"}
