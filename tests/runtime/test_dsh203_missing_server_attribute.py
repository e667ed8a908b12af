"""Proves DSH203: what the catalogue says of `app.server` is what the real servers do, by look-up and by behaviour."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import dash
import flask
import pytest
import quart

from dashlint.catalogue import load as load_catalogue
from dashlint.diagnostic import Effect
from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.settings import Settings

from .harness import BACKENDS, FIXTURES, Served, load

FIXTURE = "dsh203_missing_server_attribute"
CATALOGUE = load_catalogue().server_attributes
#: Fixtures that fail at import: on which backends, with which error.
FAILING = {
    "settings_app": (("fastapi",), AttributeError, "no attribute 'config'"),
    "routes_app": (("fastapi",), AttributeError, "no attribute 'route'"),
    "middleware_app": (("flask", "quart"), AttributeError, "no attribute 'add_middleware'"),
    "context_app": (("quart",), TypeError, "does not support the context manager protocol"),
}
FORECASTS = {"context_app": ("forecast", "town"), "middleware_app": ("level", "river")}


def ask(module: ModuleType, name: str, backend: str) -> int:
    output, value = FORECASTS.get(name, ("out", "city"))
    with Served(module.app, backend) as served:
        return int(served.callback(f"{output}.children", {f"{value}.value": "Rome"}).status)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_catalogue_says_what_each_real_server_has(backend: str) -> None:
    server = load(FIXTURE, "plain_app", backend).app.server
    assert {name: hasattr(server, name) for name in CATALOGUE} == {
        name: backend in known.backends for name, known in CATALOGUE.items()
    }


def test_the_catalogue_offers_a_way_where_an_attribute_is_lacking() -> None:
    for known in CATALOGUE.values():
        assert known.backends | known.replacements.keys() == set(BACKENDS)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", FAILING)
def test_the_app_starts_only_where_the_server_has_the_attribute(name: str, backend: str) -> None:
    backends, error, reason = FAILING[name]
    if backend in backends:
        with pytest.raises(error, match=reason):
            load(FIXTURE, name, backend)
    elif name == "context_app" and backend == "fastapi":
        with pytest.raises(AttributeError, match="no attribute 'app_context'"):
            load(FIXTURE, name, backend)
    else:
        assert ask(load(FIXTURE, name, backend), name, backend) == 200


@pytest.mark.parametrize(("backend", "status"), [("flask", 200), ("fastapi", 500), ("quart", 200)])
def test_in_a_callback_it_fails_when_somebody_clicks(backend: str, status: int) -> None:
    assert ask(load(FIXTURE, "logger_app", backend), "logger_app", backend) == status


@pytest.mark.parametrize("backend", ["flask", "quart"])
@pytest.mark.parametrize("name", ["app_context", "test_request_context", "test_client"])
def test_only_the_right_kind_of_with_enters_a_context(name: str, backend: str) -> None:
    assert CATALOGUE[name].entered
    server = load(FIXTURE, "plain_app", backend).app.server
    arguments = ("/",) if name == "test_request_context" else ()

    async def enter_async() -> None:
        async with getattr(server, name)(*arguments):
            pass

    def enter() -> None:
        with getattr(server, name)(*arguments):
            pass

    right, wrong = (enter, lambda: asyncio.run(enter_async())) if backend == "flask" else (
        lambda: asyncio.run(enter_async()), enter
    )  # fmt: skip
    right()
    with pytest.raises(TypeError, match="context manager protocol"):
        wrong()


def test_a_push_on_quart_is_a_coroutine_and_on_flask_is_done() -> None:
    context = load(FIXTURE, "plain_app", "flask").app.server.app_context()
    context.push()
    assert flask.has_app_context()
    context.pop()
    pushing = load(FIXTURE, "plain_app", "quart").app.server.app_context().push()
    assert asyncio.iscoroutine(pushing)
    assert not quart.has_app_context()
    pushing.close()


@contextmanager
def watched(server: Any, names: set[str]) -> Iterator[set[str]]:
    """Note which of these attributes anybody reads off the server."""
    read: set[str] = set()
    kind = type(server)

    def look_up(self: Any, name: str) -> Any:
        if name in names:
            read.add(name)
        return kind.__getattribute__(self, name)

    server.__class__ = type("Watched", (kind,), {"__getattribute__": look_up})
    try:
        yield read
    finally:
        server.__class__ = kind


def visited(backend: str, assigned: dict[str, Any], names: set[str]) -> set[str]:
    """Set attributes on a server, use the app as a browser does, and return which of the names were read."""
    module = load(FIXTURE, "plain_app", backend)
    for name, value in assigned.items():
        setattr(module.app.server, name, value)
    with watched(module.app.server, names) as read, Served(module.app, backend) as served:
        statuses = [served.get(path).status for path in ("/", "/_dash-layout", "/_dash-dependencies")]
        statuses.append(served.callback(inputs={"city.value": "Rome"}).status)
    assert statuses == [200] * 4
    return read


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_setting_that_the_server_lacks_is_accepted_and_never_read(backend: str) -> None:
    settings = {name for name, known in CATALOGUE.items() if known.assigned and backend not in known.backends}
    assert settings
    assert visited(backend, dict.fromkeys(settings, "anything"), settings) == set()


@pytest.mark.parametrize(
    ("backend", "name"),
    [
        ("flask", "secret_key"),
        ("flask", "session_interface"),
        ("flask", "config"),
        ("quart", "session_interface"),
        ("quart", "config"),
        ("quart", "asgi_app"),
    ],
)
def test_the_same_settings_are_read_by_servers_that_have_them(backend: str, name: str) -> None:
    assert visited(backend, {}, {name}) == {name}


def static_answer(module: str, backend: str, path: str) -> tuple[int, bool]:
    with Served(load(FIXTURE, module, backend).app, backend) as served:
        answer = served.get(path)
    return answer.status, "_dash-app-content" in str(answer.body) or "<!DOCTYPE html>" in str(answer.body)


def test_fastapi_answers_for_the_static_folder_with_the_index_page() -> None:
    assert static_answer("static_app", "fastapi", "/static/style.css") == (200, True)
    assert static_answer("static_app", "fastapi", "/static/logo.png") == (200, True)


@pytest.mark.parametrize("backend", ["flask", "quart"])
def test_flask_and_quart_have_a_static_folder_of_their_own(backend: str) -> None:
    server = load(FIXTURE, "static_app", backend).app.server
    assert "/static/<path:filename>" in {rule.rule for rule in server.url_map.iter_rules()}


def test_a_mounted_folder_is_served_by_fastapi() -> None:
    with Served(load(FIXTURE, "static_folder_app").app, "fastapi") as served:
        answer = served.get("/static/static_folder_app.py")
    assert answer.status == 200
    assert "a `static` folder of its own" in str(answer.body)


def test_fastapis_own_ways_do_the_same() -> None:
    module = load(FIXTURE, "fastapi_app")
    with Served(module.app, "fastapi") as served:
        assert served.get("/health").body == {"status": "fine", "units": "metric"}
        assert served.get("/reports/latest").body == {"reports": []}
        assert served.get("/about").body == "about"
        assert served.callback(inputs={"city.value": "Rome"}).status == 200


@pytest.mark.parametrize("backend", BACKENDS)
def test_dash_is_the_version_that_was_measured(backend: str) -> None:
    """`app.server` is a plain server of its backend: Dash adds none of the attributes."""
    server = load(FIXTURE, "plain_app", backend).app.server
    assert type(server).__module__.partition(".")[0] == backend
    assert not isinstance(server, dash.Dash)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_secret_key_is_read_by_dash_itself_on_every_backend(backend: str) -> None:
    server = load(FIXTURE, "plain_app", backend).app.server
    assert "secret_key" in visited(backend, {"secret_key": "dev"}, {"secret_key"})
    assert not CATALOGUE["secret_key"].assigned
    assert hasattr(server, "secret_key") is (backend != "fastapi")


def test_flasks_class_based_views_answer_500_on_quart() -> None:
    with Served(load(FIXTURE, "views_app").app, "quart") as served:
        health, weather = served.get("/health"), served.get("/weather")
    assert (health.status, weather.status, weather.body) == (500, 200, "sunny")
    assert "Working outside of application context" in str(health.error)


def test_dashlint_says_what_becomes_of_each_app() -> None:
    """The effects that it tells are those that the tests above measure."""
    root = FIXTURES / FIXTURE
    found = {
        (Path(one.location.path).name, one.effect)
        for one in lint_sources(find([root], whole_project=False), Settings(select=("DSH203",))).diagnostics
    }
    assert {
        ("settings_app.py", Effect.START),
        ("routes_app.py", Effect.START),
        ("middleware_app.py", Effect.START),
        ("context_app.py", Effect.START),
        ("logger_app.py", Effect.REQUEST),
        ("views_app.py", Effect.REQUEST),
        ("pushed_app.py", Effect.SILENT),
        ("ignored_settings_app.py", Effect.SILENT),
        ("static_app.py", Effect.SILENT),
    } <= found
    assert len({effect for name, effect in found if name == "logger_app.py"}) == 1
