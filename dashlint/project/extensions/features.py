"""Extension features: names of extensions in the code that an app runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.entries.server_uses import HOOKS, ROUTES
from dashlint.project.extensions.names import names_of, needs_request
from dashlint.project.files.scopes import own_expressions, walk_expression
from dashlint.project.flask.guards import Guards
from dashlint.project.meaning import gates
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Value

_CONTEXTS = frozenset({"app_context", "request_context", "test_request_context"})
_REGISTERING = tuple(f"{owner}." for owner in (*dash_names.SERVERS, dash_names.SERVER))


@dataclass(frozen=True, slots=True)
class Feature:
    """A name of an extension in code that an app runs on a backend."""

    name: str
    place: Place
    app: App
    backend: str


class Features:
    """The features that the code of entry points uses, but for what a dead guard keeps from running."""

    def __init__(self, receivers: Receivers, graph: CallGraph, guards: Guards) -> None:
        self._receivers = receivers
        self._graph = graph
        self._guards = guards
        self._seen: set[tuple[Frame, App, str]] = set()

    def of(self, entries: tuple[EntryPoint, ...]) -> Iterator[Feature]:
        """Yield the features used on ASGI backends, each once a function."""
        for entry in entries:
            if entry.app is not None and entry.backend in dash_names.ASGI and entry.runs is not Runs.WORKER:
                yield from self._around(entry, entry.app)
                yield from self._below(entry, entry.app)

    def _around(self, entry: EntryPoint, app: App) -> Iterator[Feature]:
        """Yield the decorators between the function and what registers it."""
        for decorator in reversed(entry.function.node.decorators):
            values = self._receivers.values(decorator.value, entry.function.frame)
            if any(_registers(value) for value in values):
                return
            for name in self._features(values):
                yield Feature(name, Place(entry.path, decorator.at), app, entry.backend)

    def _below(self, entry: EntryPoint, app: App) -> Iterator[Feature]:
        waiting = [entry.activation.frame]
        while waiting:
            frame = waiting.pop()
            if (frame, app, entry.backend) in self._seen or not self._graph.leads(frame):
                continue
            self._seen.add((frame, app, entry.backend))
            if self._pushes_context(frame):
                continue
            names: set[str] = set()
            for feature in self._inside(frame, app, entry.backend):
                if feature.name not in names:
                    names.add(feature.name)
                    yield feature
            dead = self._guards.dead(frame, entry.backend)
            steps = (
                step for step in self._graph.steps(frame) if entry.backend in step.backends and step.at not in dead
            )
            waiting += [step.activation.frame for step in steps if step.activation is not None]

    def _pushes_context(self, frame: Frame) -> bool:
        """Tell whether a body brings a Flask context of its own, in which what it runs finds what it looks for."""
        functions = [call.function for call in self._receivers.namespaces.calls(frame.scope)]
        return any(isinstance(function, facts.Attribute) and function.name in _CONTEXTS for function in functions)

    def _inside(self, frame: Frame, app: App, backend: str) -> Iterator[Feature]:
        dead = self._guards.dead(frame, backend)
        for statement, branch in frame.scope.statements:
            if backend in gates.possible(self._receivers, branch, frame):
                for expression in own_expressions(statement):
                    for part in walk_expression(expression, into_comprehensions=True):
                        if isinstance(part, (facts.Name, facts.Attribute)) and part.at not in dead:
                            for name in self._names(part, frame):
                                yield Feature(name, Place(frame.path, part.at), app, backend)

    def _names(self, part: facts.Name | facts.Attribute, frame: Frame) -> Iterator[str]:
        """Yield the features that an expression names: itself, or an attribute of an extension's object or class."""
        values = self._receivers.values(part, frame)
        yield from self._features(value for value in values if not isinstance(value, Instance))
        if isinstance(part, facts.Attribute):
            owners = self._receivers.values(part.value, frame)
            names = (name for owner in owners for name in names_of(self._receivers, owner))
            yield from (name for owner in names if self._is_feature(name := f"{owner}.{part.name}"))

    def _features(self, values: Iterable[Value]) -> Iterator[str]:
        for value in values:
            yield from (name for name in names_of(self._receivers, value) if self._is_feature(name))

    def _is_feature(self, name: str) -> bool:
        extension = self._receivers.catalogue.extension(name)
        return extension is not None and needs_request(extension, name)


def _registers(value: Value) -> bool:
    """Tell whether a decorator hands what it decorates to Dash or a server."""
    if not isinstance(value, (Symbol, Instance)) or not isinstance(path := _path(value), str):
        return False
    is_of_server = path.startswith(_REGISTERING) and path.rpartition(".")[2] in ROUTES | HOOKS
    return path in dash_names.CALLBACKS or is_of_server


def _path(value: Symbol | Instance) -> object:
    return value.path if isinstance(value, Symbol) else value.kind
