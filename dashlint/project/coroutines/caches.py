"""Coroutine caches: the caches around `async def` functions that cannot keep what a coroutine gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.catalogue.coroutines import AsyncDecorator
from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.coroutines.hidden import CACHING
from dashlint.project.coroutines.shapes import Shape, Shapes, fails
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.files.parts import path_of
from dashlint.project.meaning.app_objects import app_argument
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Bound, Instance, ProjectFunction
from dashlint.project.values.value import Value

#: A body in which this is not found makes no cache, unless by another name of the module.
_CACHING = re.compile(r"(?i)cache|memo")
SERVERSIDE = "dash_extensions.enrich.ServersideOutputTransform"


@dataclass(frozen=True, slots=True)
class CoroutineCache:
    """A cache around an `async def` that an entry point reaches, or is; `name` is the cache as it is written.

    `known` is what the catalogue says of it, None for a transform of the app, which caches what its callbacks return.
    """

    place: Place
    name: str
    function: ProjectFunction
    entry: EntryPoint
    known: AsyncDecorator | None

    @property
    def is_entry(self) -> bool:
        """Whether the cache stands between Dash and the function."""
        return self.entry.place == self.function.place


@dataclass(frozen=True, slots=True)
class CoroutineCaches:
    """Finds the coroutine caches in what entry points reach."""

    receivers: Receivers
    graph: CallGraph
    shapes: Shapes

    def all(self, entries: Iterable[EntryPoint]) -> Iterator[CoroutineCache]:
        """Yield the caches around the entry points, and around the functions that they reach."""
        seen: set[tuple[Frame, str]] = set()
        modules: dict[tuple[str, str], EntryPoint] = {}
        for entry in entries:
            if entry.runs is not Runs.WORKER:
                yield from self._transforms(entry)
                for function in self._reached(entry, seen):
                    modules.setdefault((function.frame.path, entry.backend), entry)
                    yield from self._around(function, entry)
        for (path, _), entry in modules.items():
            yield from self._by_calls(path, entry)

    def _reached(self, entry: EntryPoint, seen: set[tuple[Frame, str]]) -> Iterator[ProjectFunction]:
        """Yield the function of an entry point, and what it reaches that no other one reached before."""
        yield entry.function
        waiting: list[Activation] = [entry.activation, *(wrapper.activation for wrapper in entry.decorations)]
        while waiting:
            run = waiting.pop()
            if (run.frame, entry.backend) not in seen:
                seen.add((run.frame, entry.backend))
                yield run.function
                steps = self.graph.steps(run.frame)
                waiting += [step.activation for step in steps if step.activation and entry.backend in step.backends]

    def _around(self, function: ProjectFunction, entry: EntryPoint) -> Iterator[CoroutineCache]:
        node = function.node
        if not node.is_async or node.is_generator or not node.decorators:
            return
        for layer in self.shapes.layers(_bare(function), reversed(node.decorators)):
            if self._breaks(layer.known, entry) and layer.before in (Shape.SEEN, Shape.HIDDEN):
                place = Place(function.frame.path, layer.decorator.at)
                yield CoroutineCache(place, layer.name, function, entry, layer.known)
                return

    def _by_calls(self, path: str, entry: EntryPoint) -> Iterator[CoroutineCache]:
        """Yield the caches that a file makes of coroutine functions: `cached = lru_cache(fetch)`."""
        for scope in self.receivers.namespaces.scopes_like(path, _CACHING):
            for call in scope.calls if scope.kind != "class" else ():
                if len(call.arguments) == 1:
                    yield from self._by_call(call, self.receivers.open_frame(scope), entry)

    def _by_call(self, call: facts.Call, frame: Frame, entry: EntryPoint) -> Iterator[CoroutineCache]:
        known = self.shapes.known(self.receivers.values(call.function, frame))
        if known is None or not self._breaks(known, entry):
            return
        cached = self.receivers.values(call.arguments[0].value, frame)
        functions = [function for value in cached if (function := _function(value)) is not None]
        if functions and self.shapes.of(cached) in (Shape.SEEN, Shape.HIDDEN):
            yield CoroutineCache(Place(frame.path, call.at), _name(call.function), functions[0], entry, known)

    def _breaks(self, known: AsyncDecorator | None, entry: EntryPoint) -> bool:
        return known is not None and known.does in CACHING and fails(known, entry)

    def _transforms(self, entry: EntryPoint) -> Iterator[CoroutineCache]:
        """Yield the transform of an app that looks at what a callback returns without awaiting it."""
        if entry.app is None or entry.role != "callback" or not entry.is_async or entry.decorations:
            return
        given = app_argument(self.receivers, entry.app.instance, "transforms")
        for value in self.receivers.elements(given or ()):
            if isinstance(value, Instance) and value.kind == SERVERSIDE and value.site is not None:
                yield CoroutineCache(value.site.place, "ServersideOutputTransform", entry.function, entry, None)


def _bare(function: ProjectFunction) -> ProjectFunction:
    """Return a function as it is written, without what is not known of its decorators."""
    return ProjectFunction(function.node, function.frame, function.owner)


def _function(value: Value) -> ProjectFunction | None:
    function = value.function if isinstance(value, Bound) else value
    return function if isinstance(function, ProjectFunction) else None


def _name(function: facts.Expression) -> str:
    return path_of(function.function if isinstance(function, facts.Call) else function) or "the cache"
