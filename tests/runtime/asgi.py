"""Speaks the parts of ASGI that httpx does not: the lifespan of a server, and a websocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from types import TracebackType
from typing import Any

Message = MutableMapping[str, Any]
Application = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


class Conversation:
    """One ASGI conversation: the application runs as a task, the test plays the server."""

    def __init__(self, app: Application, scope: dict[str, Any]) -> None:
        self._app = app
        self._scope = scope
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()

    async def __aenter__(self) -> Conversation:
        self._task = asyncio.ensure_future(self._app(self._scope, self._to_app.get, self._from_app.put))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def say(self, message: Message) -> None:
        await self._to_app.put(message)

    async def hear(self) -> Message:
        """The application's next message; if it ends without one, what it died of is raised."""
        message = asyncio.ensure_future(self._from_app.get())
        await asyncio.wait({message, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if message.done():
            return message.result()
        message.cancel()
        self._task.result()
        raise ConnectionError("the application ended the conversation")


class Lifespan(Conversation):
    """Starts an ASGI application as a server does before its first request, and stops it."""

    def __init__(self, app: Application) -> None:
        super().__init__(app, {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}})

    async def start(self) -> None:
        await self.__aenter__()
        await self._pass("startup")

    async def stop(self) -> None:
        await self._pass("shutdown")
        await self.__aexit__(None, None, None)

    async def _pass(self, phase: str) -> None:
        await self.say({"type": f"lifespan.{phase}"})
        answer = await self.hear()
        if answer["type"] != f"lifespan.{phase}.complete":
            raise RuntimeError(f"{phase} failed: {answer.get('message')}")


async def ask_over_websocket(app: Application, path: str, question: dict[str, Any]) -> dict[str, Any]:
    """Open a websocket as the page of this very server, send one callback request, wait for its answer."""
    async with Conversation(app, _websocket_scope(path)) as socket:
        await socket.say({"type": "websocket.connect"})
        opened = await socket.hear()
        if opened["type"] != "websocket.accept":
            raise ConnectionError(f"the websocket was refused: {opened}")
        await socket.say({"type": "websocket.receive", "text": json.dumps(question)})
        answer = await _callback_response(socket)
        await socket.say({"type": "websocket.disconnect", "code": 1000})
        return answer


async def _callback_response(socket: Conversation) -> dict[str, Any]:
    while True:
        message = await socket.hear()
        heard = json.loads(message["text"])
        for part in heard if isinstance(heard, list) else [heard]:
            if part["type"] == "callback_response":
                return dict(part["payload"])


def _websocket_scope(path: str) -> dict[str, Any]:
    return {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), (b"origin", b"http://testserver")],
        "client": ("127.0.0.1", 50000),
        "server": ("testserver", 80),
        "subprotocols": [],
        "state": {},
        "extensions": {},
    }
