"""Proves DSH204: what WSGI middleware does to FastAPI and Quart servers, and that what replaces it works."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from asgiref.wsgi import WsgiToAsgi
from fastapi import FastAPI
from flask import Flask
from hypercorn.middleware import DispatcherMiddleware as AsgiDispatcher
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

from .asgi import Lifespan
from .harness import ASGI, BACKENDS, TIMEOUT, Served, load

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a2wsgi is to take its place
    from starlette.middleware.wsgi import WSGIMiddleware

FIXTURE = "dsh204_wsgi_middleware"
FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1", "x-forwarded-host": "weather.example"}
NOT_WSGI = r"__call__\(\) missing 1 required positional argument: 'send'"


@pytest.mark.parametrize("backend", BACKENDS)
def test_only_flask_has_a_wsgi_app_to_wrap(backend: str) -> None:
    if backend == "flask":
        with Served(load(FIXTURE, "proxy_app", backend).app, backend) as served:
            assert served.callback(inputs={"city.value": "Rome"}).status == 200
        return
    with pytest.raises(AttributeError, match="has no attribute 'wsgi_app'"):
        load(FIXTURE, "proxy_app", backend)


def test_on_flask_the_proxys_headers_count() -> None:
    client = Client(load(FIXTURE, "flask_app").app.server)
    assert (client.get("/scheme", headers=FORWARDED).text, client.get("/scheme").text) == ("https", "http")


@pytest.mark.parametrize("backend", ASGI)
def test_around_the_server_it_is_accepted_and_nothing_ever_calls_it(backend: str) -> None:
    app = load(FIXTURE, "ignored_app", backend).app
    calls = []
    app.server.wsgi_app.app = lambda *arguments: calls.append(arguments)
    with Served(app, backend) as served:
        answer = served.callback(inputs={"city.value": "Rome"})
    assert answer.status == 200
    assert not calls
    assert "192.0.2.1" not in str(answer.outputs)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "wrap",
    [ProxyFix, lambda server: DispatcherMiddleware(Flask("office"), {"/board": server})],
    ids=["ProxyFix", "DispatcherMiddleware"],
)
def test_a_wsgi_server_gets_a_type_error_from_an_asgi_app(wrap: Callable[[Any], Any], backend: str) -> None:
    client = Client(wrap(load(FIXTURE, "dispatcher_app", backend).app.server))
    path = "/board/_dash-layout" if wrap is not ProxyFix else "/_dash-layout"
    if backend == "flask":
        assert client.get(path).status_code == 200
        return
    with pytest.raises(TypeError, match=NOT_WSGI):
        client.get(path)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("bridge", [WSGIMiddleware, WsgiToAsgi])
def test_a_bridge_is_for_flask_alone(bridge: Callable[[Any], Any], backend: str) -> None:
    server = load(FIXTURE, "dispatcher_app", backend).app.server
    api = FastAPI()
    api.mount("/board", bridge(server))
    if backend == "flask":
        assert asked(api, "/board/_dash-layout").status_code == 200
        return
    with pytest.raises(TypeError, match=NOT_WSGI):
        asked(api, "/board/_dash-layout")


def asked(
    application: Any, path: str, headers: Mapping[str, str] | None = None, lifespan: bool = True
) -> httpx.Response:
    """Ask an ASGI application as its server would, which starts it first."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", trust_env=False) as client:
            if not lifespan:
                return await client.get(path, headers=headers)
            life = Lifespan(application)
            await life.start()
            try:
                return await client.get(path, headers=headers)
            finally:
                await life.stop()

    return asyncio.run(asyncio.wait_for(ask(), TIMEOUT))


@pytest.mark.parametrize("module", ["asgi_app", "hypercorn_app"])
def test_asgi_middleware_reads_the_proxys_headers(module: str) -> None:
    server = load(FIXTURE, module).app.server
    with_proxy, without = asked(server, "/scheme", FORWARDED), asked(server, "/scheme")
    assert "https" in with_proxy.text
    assert "https" not in without.text


def test_a_flask_app_is_mounted_on_fastapi_through_the_bridge() -> None:
    server = load(FIXTURE, "asgi_app").app.server
    assert asked(server, "/office/me").text == "the office"
    assert asked(server, "/_dash-layout").status_code == 200


def test_hypercorns_dispatcher_serves_quart_apps_and_a_bridged_flask_app() -> None:
    module = load(FIXTURE, "hypercorn_app")
    assert asked(module.application, "/second/_dash-layout", lifespan=False).status_code == 200
    office = load(FIXTURE, "dispatcher_app", "quart").office
    both = AsgiDispatcher({"/office": WSGIMiddleware(office)})
    assert asked(both, "/office/me", lifespan=False).text == "the office"


def test_without_the_bridge_a_quart_dashboard_is_mounted_as_it_is() -> None:
    api = FastAPI()
    api.mount("/board", load(FIXTURE, "dispatcher_app", "quart").app.server)
    assert asked(api, "/board/").status_code == 200
    assert asked(api, "/board/_dash-layout").status_code == 200


def test_a_fastapi_dashboard_is_not_mounted_but_given_the_server() -> None:
    """Mounted, it never learns that the server has started, and its page fails."""
    api = FastAPI()
    api.mount("/board", load(FIXTURE, "dispatcher_app", "fastapi").app.server)
    with pytest.raises(RuntimeError, match="No active request in context"):
        asked(api, "/board/")
    shared = load(FIXTURE, "shared_server_app").api
    assert asked(shared, "/board/").status_code == 200
    assert asked(shared, "/api").json() == {"weather": "fine"}
