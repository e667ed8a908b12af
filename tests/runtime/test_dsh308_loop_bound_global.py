"""Proves DSH308: what belongs to the loop of one request fails in the next one on Flask, and nowhere else."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .harness import ASGI, Served, load

FIXTURE = "dsh308_loop_bound_global"
CLIENTS = ["client", "imported", "cached", "lazy", "owned", "default", "passed", "single", "once"]
WAITING = ["lock", "semaphore", "queue", "event", "condition"]
GOOD = ["own", "factory", "sync", "unkept", "put", "lock", "local", "argument", "unused", "request"]

# A connection that the loop of an earlier request has left open is closed when it is collected.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine .* never awaited"
)


class Weather(BaseHTTPRequestHandler):
    """Keeps connections open, as servers do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"sunny")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes no notice of connections that are left behind."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Weather)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join(5)
    gc.collect()


def statuses(served: Served, output: str, url: str) -> list[int]:
    return [served.callback(f"{output}.children", {"url.value": url}).status for _ in range(3)]


def test_on_flask_a_client_fails_in_the_second_request(url: str) -> None:
    with Served(load(FIXTURE, "flask_app", "flask").app, "flask") as served:
        for output in CLIENTS:
            assert statuses(served, output, url) == [200, 500, 200], output
            assert served.callback(f"{output}.children", {"url.value": url}).status == 500


def test_it_says_that_the_loop_is_closed(url: str) -> None:
    with Served(load(FIXTURE, "flask_app", "flask").app, "flask") as served:
        served.callback("client.children", {"url.value": url})
        error = served.callback("client.children", {"url.value": url}).error
    assert isinstance(error, RuntimeError)
    assert str(error) == "Event loop is closed"


@pytest.mark.parametrize("output", WAITING)
def test_on_flask_what_had_to_wait_once_never_waits_again(output: str, url: str) -> None:
    with Served(load(FIXTURE, "flask_app", "flask").app, "flask") as served:
        first, second = (served.callback(f"{output}.children", {"url.value": url}) for _ in range(2))
    assert (first.status, second.status) == (200, 500)
    assert isinstance(second.error, RuntimeError)
    assert "is bound to a different event loop" in str(second.error)


@pytest.mark.parametrize("output", GOOD)
def test_on_flask_what_requests_do_not_share_is_fine(output: str, url: str) -> None:
    with Served(load(FIXTURE, "good_app", "flask").app, "flask") as served:
        assert statuses(served, output, url) == [200, 200, 200]


@pytest.mark.parametrize("backend", ASGI)
def test_on_asgi_all_requests_share_one_loop(backend: str, url: str) -> None:
    with Served(load(FIXTURE, "flask_app", backend).app, backend) as served:
        answers = {output: statuses(served, output, url) for output in [*CLIENTS, *WAITING]}
    assert all(answer == [200, 200, 200] for answer in answers.values()), answers
