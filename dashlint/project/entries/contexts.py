"""Contexts: where Dash runs each function of user code.

The table that `_where` and `_route_runs` hold was measured on dash 4.4.1 with Flask 3.1, FastAPI 0.165 and Quart 0.22;
`tests/runtime/test_contexts.py` measures it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.values.objects import Activation, ProjectFunction


class Runs(IntEnum):
    """Where a function runs, the worst place to block first."""

    LOOP = 0  #: on the event loop that serves every user of the worker
    OWN_LOOP = 1  #: on a loop that serves one request alone, in a thread (async code on Flask)
    THREAD = 2  #: in a thread of its own
    WORKER = 3  #: in a worker process


@dataclass(frozen=True, slots=True)
class Decoration:
    """A function that a decorator at turn `at` puts around an entry point."""

    at: int
    activation: Activation


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A function that Dash or the server calls, on one app and backend.

    `role` says what it is ("callback", "page layout", "route", ...). `calls_function` is False where a decorator
    takes the function's own body elsewhere, so that only the decorations run here. `is_moved_by_async` is True where
    a plain `def` would run somewhere else than `async def` does.
    """

    activation: Activation
    role: str
    app: App | None
    backend: str
    runs: Runs
    decorations: tuple[Decoration, ...] = ()
    calls_function: bool = True
    is_moved_by_async: bool = False

    @property
    def function(self) -> ProjectFunction:
        """The function as it is written."""
        return self.activation.function

    @property
    def is_async(self) -> bool:
        """Whether it is written as `async def`."""
        return self.function.node.is_async

    @property
    def place(self) -> Place:
        """The place of its `def`."""
        return self.function.place

    @property
    def path(self) -> str:
        """The file that it stands in."""
        return self.place.path


def callback_runs(app: App | None, backend: str, is_async: bool, options: frozenset[str]) -> Runs:
    """Return where a callback runs.

    `options` are those of "background", "websocket", "http" that apply ("http" for a websocket callback that also
    answers an API endpoint).
    """
    if "background" in options:
        return Runs.WORKER
    if backend == "flask":
        return Runs.OWN_LOOP if is_async else Runs.THREAD
    if app is not None and app.is_flash and not is_async:
        return Runs.THREAD  # how the fork runs plain functions was not measured
    if "websocket" in options and "http" not in options and not is_async:
        return Runs.THREAD
    return Runs.LOOP


def page_runs(backend: str, is_async: bool) -> Runs:
    """Return where the layout function of a page runs; on Flask an async one has a loop of its own."""
    return callback_runs(None, backend, is_async, frozenset())


def route_runs(backend: str, is_async: bool) -> Runs:
    """Return where a route, hook or error handler of the server runs: a plain one always in a thread."""
    if not is_async:
        return Runs.THREAD
    return Runs.OWN_LOOP if backend == "flask" else Runs.LOOP


def backend_hook_runs(backend: str, is_async: bool, name: str) -> Runs:
    """Return where a function given to `app.backend.before_request` or `after_request` runs.

    Dash calls a plain one on the loop itself: before a request on FastAPI, after it on Quart.
    """
    on_loop = {"fastapi": "before_request", "quart": "after_request"}
    return Runs.LOOP if on_loop.get(backend) == name else route_runs(backend, is_async)
