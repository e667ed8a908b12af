"""Websocket reads: where the callbacks of Flask apps use `ctx.websocket`, which is never there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import is_tried
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.entry_points import EntryPoints
from dashlint.project.files.parts import own_expressions, walk_expression
from dashlint.project.files.scopes import Branch
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.servers.asgi_options import FlaskApps
from dashlint.project.values.dash_names import BACKENDS
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol

WEBSOCKET = frozenset({"dash.ctx.websocket", "dash.callback_context.websocket"})


@dataclass(frozen=True, slots=True)
class WebsocketRead:
    """An attribute `name` of `ctx.websocket` that code of Flask apps reads.

    `raises_early` tells that `ctx.websocket` itself raises, because the app has `websocket_callbacks=True`.
    """

    place: Place
    name: str
    raises_early: bool


@dataclass(frozen=True, slots=True)
class WebsocketReads:
    """The uses of a websocket in a project's callbacks."""

    receivers: Receivers
    entries: EntryPoints
    graph: CallGraph
    flask: FlaskApps

    def all(self) -> Iterator[WebsocketRead]:
        """Yield the first use in each function that only callbacks of Flask apps reach."""
        texts = self.receivers.modules.texts.values()
        if not any(b".websocket" in text for text in texts):
            return
        for frame, runs in self._reached().items():
            if all(self._is_on_flask(app, backend) for app, backend in runs):
                read = next(self._reads(frame, any(app.websocket_callbacks for app, _ in runs if app)), None)
                if read is not None:
                    yield read

    def _is_on_flask(self, app: App | None, backend: str) -> bool:
        return app is not None and backend == "flask" and self.flask.all_of((app,), BACKENDS)

    def _reached(self) -> dict[Frame, set[tuple[App | None, str]]]:
        """Return the frames that callbacks reach in files that speak of a websocket, with their apps and backends."""
        reached: dict[Frame, set[tuple[App | None, str]]] = {}
        seen = set()
        for entry in self.entries.all:
            waiting = [entry.activation.frame] if entry.role == "callback" else []
            run = (entry.app, entry.backend)
            while waiting:
                frame = waiting.pop()
                if (frame, run) not in seen:
                    seen.add((frame, run))
                    if b".websocket" in self.receivers.modules.texts[frame.path]:
                        reached.setdefault(frame, set()).add(run)
                    waiting += self._called(frame, entry.backend)
        return reached

    def _called(self, frame: Frame, backend: str) -> Iterator[Frame]:
        """Yield what a body runs without having looked whether there is a websocket."""
        if any(self._is_guarded(choice, frame) for choice in frame.scope.choices):
            return
        for step in self.graph.steps(frame):
            if step.activation is not None and backend in step.backends:
                if not self._is_asked(frame.scope.branch_at(step.at), frame):
                    yield step.activation.frame

    def _reads(self, frame: Frame, raises_early: bool) -> Iterator[WebsocketRead]:
        for statement, branch in frame.scope.statements:
            if is_tried(frame.scope, branch) or self._is_asked(branch, frame):
                continue
            for expression in own_expressions(statement):
                if not self._is_guarded(expression, frame):
                    for part in walk_expression(expression, into_comprehensions=True):
                        if isinstance(part, facts.Attribute) and self._is_websocket(part.value, frame):
                            yield WebsocketRead(Place(frame.path, part.at), part.name, raises_early)

    def _is_asked(self, branch: Branch, frame: Frame) -> bool:
        return any(arm.test is not None and self._mentions(arm.test, frame) for arm in branch)

    def _is_guarded(self, expression: facts.Expression, frame: Frame) -> bool:
        """Tell whether an expression looks first whether there is a websocket: `ws and ws.close()`."""
        for part in walk_expression(expression, into_comprehensions=True):
            if isinstance(part, facts.Choice):
                asked = (part.test,) if part.test is not None else part.options[:-1]
                if any(self._mentions(option, frame) for option in asked):
                    return True
        return False

    def _mentions(self, expression: facts.Expression, frame: Frame) -> bool:
        parts = tuple(walk_expression(expression, into_comprehensions=True))
        names = {part.id for part in parts if isinstance(part, facts.Name)}
        bound = [binding.source for name in names for binding in frame.scope.bindings.get(name, ())]
        told = [source.value for source in bound if isinstance(source, facts.Assign) and source.value is not None]
        inner = (part for value in told for part in walk_expression(value, into_comprehensions=True))
        return any(self._is_websocket(part, frame) for part in (*parts, *inner))

    def _is_websocket(self, expression: facts.Expression, frame: Frame) -> bool:
        if not isinstance(expression, (facts.Name, facts.Attribute)):
            return False
        values = self.receivers.values(expression, frame)
        return any(isinstance(value, Symbol) and value.path in WEBSOCKET for value in values)
