"""Proves DSH504: gunicorn kills a worker that gives no sign of life for its timeout, and the callback fails."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress

import httpx
import pytest

from .harness import ASGI, FIXTURES
from .test_dsh205_wrong_process_manager import GUNICORN, START, WORKER, started, unix_only

FIXTURE = FIXTURES / "dsh504_short_worker_timeout"
pytestmark = unix_only
SHORT, LONG = ("--timeout", "2"), ("--timeout", "60")
ASGI_WORKER = ("-k", "asgi")
#: What becomes of the request whose worker is killed: an error, or nothing at all.
KILLED = {500, None}


def answer(folder: str, output: str, *options: str, **variables: str) -> int | None:
    """Return the status of a callback's answer behind gunicorn, None where the connection ends without one."""
    with (
        started((*GUNICORN, *options, "app:server"), FIXTURE / folder, variables) as (address, process),
        httpx.Client(base_url=address, timeout=START, trust_env=False) as client,
    ):
        wait_until_up(client, process)
        with suppress(httpx.RemoteProtocolError, httpx.ReadError):
            return client.post("/_dash-update-component", json=payload(output)).status_code
    return None


def wait_until_up(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START
    while True:
        assert process.poll() is None, "gunicorn gives up"
        assert time.monotonic() < deadline, "gunicorn does not listen"
        with suppress(httpx.ConnectError):
            assert client.get("/health").status_code == 200
            return
        time.sleep(0.05)


def payload(output: str) -> dict[str, object]:
    return {
        "output": f"{output}.children",
        "outputs": {"id": output, "property": "children"},
        "inputs": [{"id": "city", "property": "value", "value": "Rome"}],
        "state": [],
        "changedPropIds": ["city.value"],
    }


@pytest.mark.parametrize("output", ["slow", "apart"])
def test_a_worker_that_runs_one_request_at_a_time_is_killed_during_a_long_one(output: str) -> None:
    assert answer("on_flask", output, *SHORT) in KILLED
    assert answer("on_flask", output, *LONG) == 200


def test_the_timeout_can_stand_in_a_variable() -> None:
    assert answer("on_flask", "slow", GUNICORN_CMD_ARGS="--timeout=2") in KILLED
    assert answer("on_flask", "slow", *LONG, GUNICORN_CMD_ARGS="--timeout=2") == 200


@pytest.mark.parametrize(
    "options", [("--timeout", "0"), (*SHORT, "--threads", "2")], ids=["without a timeout", "with threads"]
)
def test_no_other_worker_for_flask_is_killed(options: tuple[str, ...]) -> None:
    assert answer("on_flask", "slow", *options) == 200


@pytest.mark.parametrize("output", ["quick", "night"])
def test_a_short_callback_and_one_in_the_background_are_answered_in_time(output: str) -> None:
    assert answer("on_flask", output, *SHORT) == 200


@pytest.mark.parametrize(("backend", "worker"), [("fastapi", WORKER), ("quart", ASGI_WORKER)], ids=ASGI)
def test_a_worker_on_a_loop_is_killed_where_its_loop_is_held(backend: str, worker: tuple[str, ...]) -> None:
    assert answer(f"on_{backend}", "slow", *SHORT, *worker) in KILLED
    assert answer(f"on_{backend}", "slow", *LONG, *worker) == 200


@pytest.mark.parametrize(("backend", "output"), [("fastapi", "apart"), ("quart", "aside")])
def test_what_is_awaited_may_take_longer_than_the_timeout(backend: str, output: str) -> None:
    assert answer(f"on_{backend}", output, *SHORT, *WORKER) == 200
