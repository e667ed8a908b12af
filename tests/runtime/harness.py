"""Runs a fixture's app under the real Dash and measures how long each request holds up everybody else."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import time
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import MappingProxyType
from typing import Any
from unittest import mock

import dash
import flask
import httpx
import quart
from dash.backends._fastapi import DashMiddleware

from .asgi import Lifespan, ask_over_websocket
from .heartbeat import BLOCK, Answer, Heartbeat
from .loading import FIXTURES, forget, load

__all__ = [
    "ASGI",
    "BACKENDS",
    "BLOCK",
    "FIXTURES",
    "Answer",
    "Served",
    "forget",
    "load",
    "wanted",
]

ASGI = ("fastapi", "quart")
BACKENDS = ("flask", *ASGI)
TIMEOUT = 20.0


def wanted(function: Any) -> set[str]:
    """The codes that the fixture says dashlint reports inside `function`, from its `# want:` comments."""
    source = inspect.getsource(inspect.unwrap(function))
    return {code for codes in re.findall(r"# want: (DSH\d+(?:, DSH\d+)*)", source) for code in codes.split(", ")}


class Served:
    """An app behind an in-process client; use it in a `with`. Flask runs in a thread, as its servers do.

    `first` is the answer to the request that made Dash set itself up; `loop` is the event loop of the server
    (on Flask that of the test alone).
    """

    def __init__(self, app: dash.Dash, backend: str) -> None:
        assert app.backend.server_type == backend, f"the app runs on {app.backend.server_type}"
        self.app = app
        self._backend = backend
        self._errors: list[BaseException] = []
        self.loop = asyncio.new_event_loop()

    def __enter__(self) -> Served:
        with ExitStack() as exits:
            exits.callback(self.loop.close)
            exits.callback(self._finish_loop)
            exits.enter_context(self._recorded_errors())
            if self._backend in ASGI:
                self._start_asgi(exits)
            self.first = self.get("/_dash-layout")
            self._exits = exits.pop_all()
        return self

    def _start_asgi(self, exits: ExitStack) -> None:
        lifespan = Lifespan(self.app.server)
        self._run(lifespan.start())
        exits.callback(lambda: self._run(lifespan.stop()))
        transport = httpx.ASGITransport(app=self.app.server)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://testserver", trust_env=False)
        exits.callback(lambda: self._run(self._client.aclose()))

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    def callback(
        self,
        output: str | None = "out.children",
        inputs: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Fire a callback as the browser does, those with `websocket=True` over the websocket.

        `inputs` maps `id.property` to a value; the others are None.
        """
        return self._measure(self._fire(output, inputs or {}, headers or {}))

    def websocket_callback(self, output: str = "out.children", inputs: Mapping[str, Any] | None = None) -> Answer:
        """Fire a callback over the websocket whatever it says; its body is the payload of Dash's answer."""
        return self._measure(self._ask(self._payload(output, inputs or {})))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._measure(self._send("GET", path, headers=dict(headers or {})))

    def post(self, path: str, body: Any) -> Answer:
        return self._measure(self._send("POST", path, json=body))

    def reported(self) -> list[str]:
        """The outputs of the callbacks that hold a `# want:` comment."""
        return [output for output, spec in self._callbacks() if wanted(spec["callback"])]

    def silent(self) -> list[str]:
        """The outputs of the callbacks that hold none."""
        return [output for output, spec in self._callbacks() if not wanted(spec["callback"])]

    def together(self, outputs: Iterable[str], inputs: Mapping[str, Any] | None = None) -> Answer:
        """Fire callbacks all at once; the answer has the worst status, and the bodies in the order of the outputs."""
        return self._measure(self._fire_all(list(outputs), inputs or {}))

    def visit(self, pathname: str) -> Answer:
        """Have the router of a `use_pages` app draw the page at `pathname`."""
        return self.callback("_pages_content.children", {"_pages_location.pathname": pathname})

    def _payload(self, output: str | None, inputs: Mapping[str, Any]) -> dict[str, Any]:
        key = self._callback_key(output, inputs)
        spec = self.app.callback_map[key]
        return {
            "output": key,
            "outputs": _outputs(spec["output"]),
            "inputs": [_valued(prop, inputs) for prop in spec["inputs"]],
            "state": [_valued(prop, inputs) for prop in spec["state"]],
            "changedPropIds": [name for name in inputs if name in {_name(prop) for prop in spec["inputs"]}],
        }

    def _callback_key(self, output: str | None, inputs: Mapping[str, Any]) -> str:
        for key, spec in self.app.callback_map.items():
            if output is None and spec["no_output"] and set(inputs) <= {_name(prop) for prop in spec["inputs"]}:
                return str(key)
            if output is not None and output in {key, *_output_names(key)}:
                return str(key)
        raise LookupError(f"no callback gives {output}; there are {sorted(self.app.callback_map)}")

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(work, TIMEOUT))

    def _finish_loop(self) -> None:
        """End what a server would end too: tasks of the app that still run, and the threads."""
        rest = asyncio.all_tasks(self.loop)
        for task in rest:
            task.cancel()
        self._run(_all_done(rest))
        self._run(self.loop.shutdown_default_executor())

    def _measure(self, request: Coroutine[Any, Any, tuple[int, Any]]) -> Answer:
        async def measured() -> Answer:
            start = time.perf_counter()
            async with Heartbeat() as heart:
                try:
                    status, body = await request
                except Exception as escaped:  # what a server would answer with a 500
                    self._errors.append(escaped)
                    status, body = 500, str(escaped)
            error = self._errors[-1] if status >= 500 and self._errors else None
            return Answer(status, body, heart.lag, heart.stall, time.perf_counter() - start, error)

        self._errors.clear()
        answer: Answer = self._run(measured())
        return answer

    def _callbacks(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The callbacks written in the fixture, and not those that Dash adds for pages."""
        for output, spec in self.app.callback_map.items():
            if "callback" in spec and "_pages_" not in output:
                yield output, spec

    async def _fire(
        self, output: str | None, inputs: Mapping[str, Any], headers: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[int, Any]:
        payload = self._payload(output, inputs)
        if self._backend in ASGI and self.app.callback_map[payload["output"]]["websocket"]:
            return await self._ask(payload)
        return await self._send("POST", "/_dash-update-component", json=payload, headers=dict(headers))

    async def _fire_all(self, outputs: list[str], inputs: Mapping[str, Any]) -> tuple[int, Any]:
        answers = await asyncio.gather(*(self._fire(output, inputs) for output in outputs))
        return max(status for status, _ in answers), [body for _, body in answers]

    async def _send(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        if self._backend == "flask":
            return await self.loop.run_in_executor(None, self._send_to_flask, method, path, options)
        response = await self._client.request(method, path, **options)
        return response.status_code, _parsed(response.text)

    def _send_to_flask(self, method: str, path: str, options: dict[str, Any]) -> tuple[int, Any]:
        response = self.app.server.test_client().open(path, method=method, **options)
        return response.status_code, _parsed(response.get_data(as_text=True))

    async def _ask(self, payload: dict[str, Any]) -> tuple[int, Any]:
        question = {"type": "callback_request", "requestId": "1", "rendererId": "test", "payload": payload}
        answer = await ask_over_websocket(self.app.server, "/_dash-ws-callback", question)
        return (500 if answer["status"] == "error" else 200), answer

    @contextmanager
    def _recorded_errors(self) -> Iterator[None]:
        handle = DashMiddleware._handle_error

        async def recorded(middleware: DashMiddleware, error: Exception, *args: Any) -> None:
            self._errors.append(error)
            await handle(middleware, error, *args)

        def remember(_: object, exception: BaseException, **__: object) -> None:
            self._errors.append(exception)

        with (
            mock.patch.object(DashMiddleware, "_handle_error", recorded),
            flask.got_request_exception.connected_to(remember),
            quart.got_request_exception.connected_to(remember),
        ):
            yield


async def _all_done(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


def _outputs(output: Any) -> Any:
    if isinstance(output, (list, tuple)):
        return [_outputs(part) for part in output]
    return {"id": output.component_id, "property": output.component_property}


def _output_names(key: str) -> list[str]:
    return [part.partition("@")[0] for part in key.strip(".").split("...")]


def _valued(prop: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": prop["id"], "property": prop["property"], "value": values.get(_name(prop))}


def _name(prop: dict[str, Any]) -> str:
    return f"{prop['id']}.{prop['property']}"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
