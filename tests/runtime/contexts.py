"""Where Dash runs user code, backend by backend, as measured on dash 4.4.1; `test_contexts` measures it again."""

from __future__ import annotations

from dataclasses import dataclass

FIXTURE = "engine_runtime_contexts"
"""Its `<backend>_app.py` holds a function of the row's name for each row that can exist on that backend."""

LOOP = "loop"
"""On the event loop of the server: whatever blocks there holds up every user."""
OWN_LOOP = "own loop"
"""In a thread and on a loop that serve only this request, which is all that a blocking call can hold up."""
THREAD = "thread"
"""In a thread, away from any loop."""
WORKER = "worker"
"""Handed over to the manager of background callbacks."""
NOWHERE = "nowhere"
"""Registered without a word, and never called."""
ABSENT = "absent"
"""Cannot be registered: the server has nothing of that name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of user code, and where it runs on each backend."""

    function: str
    flask: str
    fastapi: str
    quart: str

    def on(self, backend: str) -> str:
        return {"flask": self.flask, "fastapi": self.fastapi, "quart": self.quart}[backend]


ROWS = (
    Row("sync_callback", OWN_LOOP, LOOP, LOOP),
    Row("async_callback", OWN_LOOP, LOOP, LOOP),
    Row("offloaded_call", THREAD, THREAD, THREAD),
    Row("sync_websocket_callback", OWN_LOOP, THREAD, THREAD),
    Row("async_websocket_callback", OWN_LOOP, LOOP, LOOP),
    Row("sync_background_callback", WORKER, WORKER, WORKER),
    Row("async_background_callback", WORKER, WORKER, WORKER),
    Row("sync_api_endpoint", THREAD, LOOP, LOOP),
    Row("async_api_endpoint", OWN_LOOP, LOOP, LOOP),
    Row("websocket_api_endpoint", THREAD, LOOP, LOOP),
    Row("background_api_endpoint", THREAD, LOOP, LOOP),
    Row("app_layout", THREAD, THREAD, THREAD),
    Row("sync_page_layout", OWN_LOOP, LOOP, LOOP),
    Row("async_page_layout", OWN_LOOP, LOOP, LOOP),
    Row("callback_error_handler", OWN_LOOP, LOOP, LOOP),
    Row("app_error_handler", OWN_LOOP, LOOP, LOOP),
    Row("sync_route", THREAD, THREAD, THREAD),
    Row("async_route", OWN_LOOP, LOOP, LOOP),
    Row("sync_server_before_request", THREAD, ABSENT, THREAD),
    Row("async_server_before_request", OWN_LOOP, ABSENT, LOOP),
    Row("async_middleware", ABSENT, LOOP, ABSENT),
    Row("sync_backend_before_request", THREAD, LOOP, THREAD),
    Row("async_backend_before_request", OWN_LOOP, LOOP, LOOP),
    Row("sync_backend_after_request", THREAD, NOWHERE, LOOP),
)
"""On Flask as `dash[async]` has it; without asgiref its sync callbacks have no loop around them."""

FIRST_LAYOUT = Row("app_layout", THREAD, LOOP, THREAD)
"""The layout function at the first request: Dash calls it once more, while it sets itself up."""
