"""Proves DSH205: a server that speaks the wrong interface answers every request with 500, the right one with 200."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import httpx
import pytest

from .harness import ASGI, FIXTURES

FIXTURE = FIXTURES / "dsh205_wrong_process_manager"
START = 40.0
STOP = 10.0
GUNICORN = ("-m", "gunicorn", "--bind", "127.0.0.1:{port}")
UVICORN = ("-m", "uvicorn", "--port", "{port}")
HYPERCORN = ("-m", "hypercorn", "--bind", "127.0.0.1:{port}")
WAITRESS = ("-m", "waitress", "--listen=127.0.0.1:{port}")
WORKER = ("-k", "uvicorn.workers.UvicornWorker")
OWN_WORKER = ("-k", "uvicorn_worker.UvicornWorker")

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    command: tuple[str, ...], folder: Path, variables: dict[str, str]
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `python command` in a folder until the block is left, with the address that it serves."""
    port = free_port()
    words = [sys.executable, *(word.format(port=port) for word in command)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables}
    process = subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
            try:
                process.wait(STOP)
            except subprocess.TimeoutExpired:
                continue


@cache
def answer(command: tuple[str, ...], folder: str, **variables: str) -> int | None:
    """Return the status of the app's page behind a server, None if the server gives up."""
    with started(command, FIXTURE / folder, variables) as (address, process):
        deadline = time.monotonic() + START
        while process.poll() is None:
            assert time.monotonic() < deadline, f"{command} does not listen"
            with suppress(httpx.ConnectError):
                return httpx.get(address, timeout=START, trust_env=False).status_code
            time.sleep(0.05)
    return None


@unix_only
@pytest.mark.parametrize("backend", ASGI)
@pytest.mark.parametrize("target", ["app:server", "app:app", "app:create()"])
def test_gunicorn_cannot_serve_an_asgi_app(target: str, backend: str) -> None:
    assert answer((*GUNICORN, target), f"on_{backend}") == 500
    assert answer((*GUNICORN, target), "on_flask") == 200


@unix_only
@pytest.mark.parametrize("worker", [WORKER, OWN_WORKER], ids=["uvicorn", "uvicorn-worker"])
@pytest.mark.parametrize(("backend", "status"), [("flask", 500), ("fastapi", 200), ("quart", 200)])
def test_a_uvicorn_worker_serves_asgi_apps_alone(worker: tuple[str, ...], backend: str, status: int) -> None:
    assert answer((*GUNICORN, *worker, "app:server"), f"on_{backend}") == status


@pytest.mark.parametrize(("backend", "status"), [("flask", 500), ("fastapi", 200), ("quart", 200)])
def test_uvicorn_serves_asgi_apps_alone(backend: str, status: int) -> None:
    assert answer((*UVICORN, "app:server"), f"on_{backend}") == status
    assert answer((*UVICORN, "--factory", "app:create"), f"on_{backend}") == status


@pytest.mark.parametrize(("backend", "served"), [("flask", 500), ("fastapi", 200), ("quart", 200)])
def test_uvicorn_cannot_serve_the_dash_object(backend: str, served: int) -> None:
    assert answer((*UVICORN, "app:app"), f"on_{backend}") == 500
    assert answer((*UVICORN, "app:app.server"), f"on_{backend}") == served


@pytest.mark.parametrize("backend", ["flask", *ASGI])
def test_hypercorn_serves_all_servers_but_no_dash_object_on_asgi(backend: str) -> None:
    assert answer((*HYPERCORN, "app:server"), f"on_{backend}") == 200
    assert answer((*HYPERCORN, "app:app"), f"on_{backend}") == (200 if backend == "flask" else 500)


@pytest.mark.parametrize("backend", ASGI)
def test_hypercorn_serves_no_asgi_app_as_wsgi(backend: str) -> None:
    assert answer((*HYPERCORN, "wsgi:app:server"), f"on_{backend}") == 500
    assert answer((*HYPERCORN, "wsgi:app:server"), "on_flask") == 200


@pytest.mark.parametrize(("backend", "status"), [("flask", 200), ("fastapi", 500), ("quart", 500)])
def test_waitress_serves_flask_apps_alone(backend: str, status: int) -> None:
    assert answer((*WAITRESS, "app:server"), f"on_{backend}") == status


@pytest.mark.parametrize("framework", ["flask", "quart"])
@pytest.mark.parametrize("backend", ["flask", *ASGI])
def test_a_framework_s_own_command_starts_its_apps_alone(framework: str, backend: str) -> None:
    command = ("-m", framework, "--app", "app:server", "run", "--port", "{port}")
    assert answer(command, f"on_{backend}") == (200 if framework == backend else None)


@pytest.mark.parametrize("target", ["app:server", "app:app"])
def test_uvicorn_serves_a_flask_app_behind_an_adapter(target: str) -> None:
    assert answer((*UVICORN, target), "wrapped") == 200


@unix_only
@pytest.mark.parametrize(("backend", "status"), [("flask", 200), ("fastapi", 500), ("quart", 500)])
def test_a_variable_beside_the_command_decides(backend: str, status: int) -> None:
    assert answer((*GUNICORN, "app:server"), "chosen", DASH_BACKEND=backend) == status


@unix_only
def test_gunicorn_reads_the_worker_class_in_its_settings() -> None:
    assert answer((*GUNICORN, "app:server"), "configured") == 200
    assert answer((*GUNICORN, "--config", "settings.py", "app:server"), "uvicorn_worker") == 200
    assert answer((*GUNICORN, "--config", "plain.py"), "uvicorn_worker") == 500


CALLS = {
    "waitress.serve": "import waitress; waitress.serve(app.server, host='127.0.0.1', port={port})",
    "run_simple": "from werkzeug.serving import run_simple; run_simple('127.0.0.1', {port}, app.server)",
    "make_server": (
        "from wsgiref.simple_server import make_server; make_server('127.0.0.1', {port}, app.server).serve_forever()"
    ),
    "uvicorn.run": "import uvicorn; uvicorn.run(app.server, port={port})",
}


@pytest.mark.parametrize("backend", ["flask", *ASGI])
@pytest.mark.parametrize("call", CALLS)
def test_the_same_holds_for_servers_started_by_code(call: str, backend: str) -> None:
    serves_asgi, is_asgi = call == "uvicorn.run", backend in ASGI
    expected = 200 if serves_asgi == is_asgi else 500
    assert answer(("-c", f"import app; {CALLS[call]}"), f"on_{backend}") == expected


@pytest.mark.parametrize("backend", ["flask", *ASGI])
def test_uvicorn_run_cannot_serve_the_dash_object(backend: str) -> None:
    assert answer(("-c", "import app, uvicorn; uvicorn.run(app.app, port={port})"), f"on_{backend}") == 500
