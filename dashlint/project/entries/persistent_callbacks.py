"""Persistent callbacks: those that stay, as plain functions, in a worker thread of the websocket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.apps.app import App
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.callbacks import CallbackUse
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.meaning.app_objects import app_argument
from dashlint.project.meaning.arguments import Given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Instance
from dashlint.project.values.value import Literal, Sequence, Values

DEFAULT_WORKERS = 4
_INPUTS = frozenset({"dash.Input", "dash.State", "dash_extensions.enrich.Trigger"})
_OUTPUT_NAMES = ("output", "outputs")


@dataclass(frozen=True, slots=True)
class PersistentCallback:
    """A plain function that keeps a worker thread; `workers` is how many there are, None if that is not known."""

    entry: EntryPoint
    app: App
    workers: int | None


@dataclass(frozen=True, slots=True)
class PersistentCallbacks:
    """The persistent callbacks of a project."""

    receivers: Receivers
    graph: CallGraph

    def of(self, callbacks: Iterable[CallbackUse]) -> Iterator[PersistentCallback]:
        """Yield the plain functions that are persistent callbacks without Output, over the websocket of an ASGI app."""
        for use in callbacks:
            if _is_true(use.given.find("persistent", None)) and _has_no_output(use.given):
                for entry in use.entries:
                    if entry.app is not None and self._keeps_a_thread(use, entry, entry.app):
                        yield PersistentCallback(entry, entry.app, self._workers(entry.app))

    def _keeps_a_thread(self, use: CallbackUse, entry: EntryPoint, app: App) -> bool:
        """Tell whether a plain function runs over the websocket; over HTTP it would run on the event loop."""
        is_sent = app.websocket_callbacks or _is_true(use.given.find("websocket", None))
        is_plain = not any(getattr(value, "wrapper", None) for value in use.registration.passed)
        runs_there = entry.runs is Runs.THREAD and entry.backend in dash_names.ASGI and entry.calls_function
        return is_sent and is_plain and runs_there and not app.is_flash and self._stays(entry)

    def _workers(self, app: App) -> int | None:
        values = app_argument(self.receivers, app.instance, "websocket_max_workers")
        if not values:
            return DEFAULT_WORKERS
        told = values[0].value if len(values) == 1 and isinstance(values[0], Literal) else None
        return told if isinstance(told, int) else None

    def _stays(self, entry: EntryPoint) -> bool:
        """Tell whether a callback loops or blocks, itself or by what it calls."""
        start, backend = entry.activation.frame, entry.backend
        waiting, seen = [start], {start}
        while waiting:
            frame = waiting.pop()
            if any(isinstance(statement, facts.While) for statement, _ in frame.scope.statements):
                return True
            for step in self.graph.steps(frame):
                if backend in step.backends and step.blocking is not None:
                    return True
                if backend in step.backends and step.activation and step.activation.frame not in seen:
                    seen.add(step.activation.frame)
                    waiting.append(step.activation.frame)
        return False


def _is_true(values: Values | None) -> bool:
    return bool(values) and all(isinstance(value, Literal) and value.value is True for value in values or ())


def _has_no_output(given: Given) -> bool:
    """Tell whether a callback certainly has no Output."""
    if given.hides_more or any(given.find(name, None) is not None for name in _OUTPUT_NAMES):
        return False
    return all(_are_inputs(values) for values in given.positional)


def _are_inputs(values: Values) -> bool:
    return bool(values) and all(
        (isinstance(value, Instance) and value.kind in _INPUTS)
        or (isinstance(value, Sequence) and not value.rest and all(_are_inputs(item) for item in value.items))
        for value in values
    )
