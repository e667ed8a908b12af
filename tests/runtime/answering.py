"""Asks an app for one callback, and for its layout, and waits only so long; run as a program, in a process of its own.

Sentry changes the frameworks for the whole process it is set up in, so no other test may share it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dash
import httpx

from .loading import load

#: How long a callback may take before it counts as one that never answers; those that answer take milliseconds.
PATIENCE = 3.0
#: What the callback gets is the value of this input.
INPUT = {"id": "city", "property": "value"}


@dataclass(frozen=True)
class Answers:
    """The status of the callback and of the layout; None where no answer came."""

    callback: int | None
    layout: int | None


def asked_apart(fixture: str, module: str, backend: str | None = None) -> Answers:
    """Load a fixture's app in a new process (None: on the backend as written), and ask it there."""
    command = [sys.executable, "-m", f"{__package__}.answering", fixture, module, backend or ""]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return Answers(**json.loads(done.stdout.splitlines()[-1]))


def asked(app: dash.Dash) -> Answers:
    """Ask an app that is loaded here."""
    if app.backend.server_type == "flask":
        client = app.server.test_client()
        callback = client.post("/_dash-update-component", json=_payload()).status_code
        return Answers(callback, client.get("/_dash-layout").status_code)
    return asyncio.run(_asked(app))


async def _asked(app: dash.Dash) -> Answers:
    transport = httpx.ASGITransport(app=app.server)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", trust_env=False) as client:
        callback = await _status(client.post("/_dash-update-component", json=_payload()))
        return Answers(callback, await _status(client.get("/_dash-layout")))


async def _status(request: Coroutine[Any, Any, httpx.Response]) -> int | None:
    """Return the status of an answer; whoever swallows the cancellation answers too late all the same."""
    task = asyncio.ensure_future(request)
    await asyncio.wait({task}, timeout=PATIENCE)
    if task.done():
        return task.result().status_code
    task.cancel()
    await asyncio.wait({task})
    return None


def _payload() -> dict[str, Any]:
    return {
        "output": "out.children",
        "outputs": {"id": "out", "property": "children"},
        "inputs": [{**INPUT, "value": "Rome"}],
        "state": [],
        "changedPropIds": ["city.value"],
    }


if __name__ == "__main__":
    found = asked(load(sys.argv[1], sys.argv[2], sys.argv[3] or None).app)
    print(json.dumps({"callback": found.callback, "layout": found.layout}))
