"""Proves DSH510: a client made in a callback is another one each time, made on the event loop; a shared one works."""

from __future__ import annotations

import ssl
import threading
from unittest import mock

import pytest

from .harness import ASGI, Served, load

FIXTURE = "dsh510_client_per_callback"
CITY = {"city.value": "Rome"}
CALLS = 3


@pytest.mark.parametrize("backend", ASGI)
def test_every_call_loads_the_certificates_on_the_event_loop(backend: str) -> None:
    """This test's own thread is the loop's."""
    module = load(FIXTURE, "app", backend)
    threads = []
    make = ssl.create_default_context

    def counted(*args: object, **options: object) -> ssl.SSLContext:
        threads.append(threading.get_ident())
        return make(*args, **options)  # type: ignore[arg-type]

    with Served(module.app, backend) as app, mock.patch.object(ssl, "create_default_context", counted):
        statuses = [app.callback("out.children", CITY).status for _ in range(CALLS)]
    assert statuses == [200] * CALLS
    assert threads == [threading.get_ident()] * CALLS
    assert len({id(client) for client in module.clients}) == CALLS


@pytest.mark.parametrize("backend", ASGI)
def test_a_shared_client_serves_every_call(backend: str) -> None:
    module = load(FIXTURE, "app", backend)
    with Served(module.app, backend) as app, mock.patch.object(ssl, "create_default_context") as made:
        answers = [app.callback("shared.children", CITY) for _ in range(CALLS)]
    assert [answer.status for answer in answers] == [200] * CALLS
    assert all("sunny" in str(answer.body) for answer in answers)
    assert not made.called
    assert module.clients == [module.client] * CALLS


def test_on_flask_the_loop_is_another_one_each_time() -> None:
    """So there a client of its own for each call is right, and the rule is silent."""
    module = load(FIXTURE, "app", "flask")
    with Served(module.app, "flask") as app:
        statuses = [app.callback("out.children", CITY).status for _ in range(CALLS)]
    assert statuses == [200] * CALLS
    assert len({id(client) for client in module.clients}) == CALLS
