"""Flaskless code: the functions of the project that ASGI apps run, where no Flask context is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.files.stretches import Spans, caught, expected
from dashlint.project.flask.guards import Guards
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame

#: What lends Quart's requests to code made for Flask.
_PATCH = b"quart_flask_patch"


@dataclass(frozen=True, slots=True)
class FlasklessBody:
    """The body of a function that runs for an entry point of an ASGI app.

    `is_caught` tells that a caller catches whatever is raised in it; `is_own` that it is the entry point's own body.
    """

    entry: EntryPoint
    frame: Frame
    is_caught: bool = False
    is_own: bool = True


class FlasklessCode:
    """What the entry points of ASGI apps reach without a Flask context, each function once for an app and backend."""

    def __init__(self, receivers: Receivers, graph: CallGraph, guards: Guards) -> None:
        self._texts = receivers.modules.texts
        self._graph = graph
        self._guards = guards
        self._seen: set[tuple[Frame, object, str, bool]] = set()

    def of(self, entries: Iterable[EntryPoint]) -> Iterator[FlasklessBody]:
        """Yield the functions that these entry points reach, the nearest first."""
        for entry in entries:
            if self._is_flaskless(entry):
                starts = [decoration.activation.frame for decoration in entry.decorations]
                starts += [entry.activation.frame] if entry.calls_function else []
                yield from self._below(FlasklessBody(entry, frame) for frame in starts)

    def _is_flaskless(self, entry: EntryPoint) -> bool:
        if entry.app is None or entry.backend not in dash_names.ASGI or entry.runs is Runs.WORKER:
            return False
        return not (entry.backend == "quart" and _PATCH in self._texts.get(entry.app.path, b""))

    def _below(self, starts: Iterable[FlasklessBody]) -> Iterator[FlasklessBody]:
        waiting = deque(starts)
        while waiting:
            body = waiting.popleft()
            key = (body.frame, body.entry.app, body.entry.backend, body.is_caught)
            if key not in self._seen and self._graph.leads(body.frame):
                self._seen.add(key)
                yield body
                waiting.extend(self._called_by(body))

    def _called_by(self, body: FlasklessBody) -> Iterator[FlasklessBody]:
        scope, entry = body.frame.scope, body.entry
        dead, hidden = self._guards.dead(body.frame, entry.backend), caught(scope)
        safe = Spans((*self._guards.in_context(scope).spans, *expected(scope).spans))
        for step in self._graph.steps(body.frame):
            if step.activation is None or entry.backend not in step.backends or step.at in dead or step.at in safe:
                continue
            yield FlasklessBody(entry, step.activation.frame, body.is_caught or step.at in hidden, False)
