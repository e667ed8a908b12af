"""Hidden coroutines: async callbacks and page layouts that a decorator makes a plain function of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.catalogue.coroutines import AsyncDecorator
from dashlint.facts import Place
from dashlint.project.coroutines.shapes import Layer, Shape, Shapes, fails
from dashlint.project.entries.callbacks import CallbackUse
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.entries.registrations import Registration
from dashlint.project.meaning import calling
from dashlint.project.meaning.calling import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.objects import Instance, ProjectClass, ProjectFunction
from dashlint.project.values.value import Value, Values

CACHING = frozenset({"keeps", "pickles", "caches"})


@dataclass(frozen=True, slots=True)
class HiddenCoroutine:
    """A decorator, or call, that hides from Dash that `function` is async.

    `name` is the decorator as it is written, "" where only the registration is known; `wrapper` is the place of what
    Dash gets instead, `is_object` tells that it is an object; `known` is what the catalogue says of the decorator.
    """

    place: Place
    name: str
    function: ProjectFunction
    entry: EntryPoint
    wrapper: Place | None = None
    is_object: bool = False
    known: AsyncDecorator | None = None


@dataclass(frozen=True, slots=True)
class HiddenCoroutines:
    """Finds the hidden coroutines of callbacks and page layouts."""

    receivers: Receivers
    shapes: Shapes

    def all(self, uses: Iterable[CallbackUse], entries: Iterable[EntryPoint]) -> Iterator[HiddenCoroutine]:
        """Yield those of the callbacks, and of the page layouts among the entry points."""
        for use in uses:
            for entry in use.entries:
                if entry.runs is Runs.WORKER or (entry.app is not None and entry.app.is_flash):
                    continue  # a worker awaits once more; what the fork awaits was not measured
                yield from self._of_callback(use.registration, entry)
        for entry in entries:
            if entry.role == "page layout" and not entry.is_async:
                yield from self._of_layout(entry)

    def _of_callback(self, registration: Registration, entry: EntryPoint) -> Iterator[HiddenCoroutine]:
        function, place = registration.function, registration.place
        if function is None:
            yield from self._of_call(registration, entry)
            return
        hiding, after = self._hiding(function, registration.inner, entry)
        if hiding is not None:
            at = Place(function.frame.path, hiding.decorator.at)
            yield self._found(at, hiding.name, function, entry, hiding.values, hiding.known)
        elif after is Shape.SEEN and self.shapes.of(registration.passed) is Shape.HIDDEN:
            yield self._found(place, "", function, entry, registration.passed)

    def _of_call(self, registration: Registration, entry: EntryPoint) -> Iterator[HiddenCoroutine]:
        """Yield what a call registers: a wrapper that was made around a coroutine function."""
        if self.shapes.of(registration.passed) is Shape.HIDDEN:
            value = registration.passed[0]
            function = self._coroutine_of(value)
            if function is not None and (entry.is_async or self._closes_over(value)):
                yield self._found(registration.place, "", function, entry, registration.passed)

    def _closes_over(self, value: Value) -> bool:
        """Tell whether a function was made around another one, which it calls by the name of a parameter."""
        if not isinstance(value, ProjectFunction) or value.frame.scope.kind != "function":
            return False
        around = value.frame.scope
        given = (
            {parameter.name for parameter in around.node.parameters}
            if isinstance(around.node, facts.Function)
            else set()
        )
        calls = self.receivers.namespaces.calls(self.receivers.body_frame(value, ()).scope)
        return any(isinstance(call.function, facts.Name) and call.function.id in given for call in calls)

    def _of_layout(self, entry: EntryPoint) -> Iterator[HiddenCoroutine]:
        function = self.shapes.coroutine_of(entry.activation)
        if function is None or not self._closes_over(entry.function):
            return
        decorators = tuple(reversed(function.node.decorators))
        hiding, _ = self._hiding(function, decorators, entry)
        if hiding is not None:
            at = Place(function.frame.path, hiding.decorator.at)
            yield self._found(at, hiding.name, function, entry, hiding.values, hiding.known)
        elif not decorators:
            yield self._found(function.place, "", function, entry, (entry.function,))

    def _hiding(
        self, function: ProjectFunction, decorators: Iterable[facts.Decorator], entry: EntryPoint
    ) -> tuple[Layer | None, Shape]:
        """Return the decorator that hides a coroutine function from Dash, and what the outermost one leaves."""
        hiding: Layer | None = None
        after = self.shapes.of((function,))
        for layer in self.shapes.layers(function, decorators):
            after = layer.after
            if self._hides(layer, entry):
                hiding = layer
            elif after is not Shape.HIDDEN:
                hiding = None
        return hiding, after

    def _hides(self, layer: Layer, entry: EntryPoint) -> bool:
        """Tell whether a decorator hides a coroutine function; where a cache fails, that is another mistake."""
        known = layer.known
        if known is None:
            return layer.before is Shape.SEEN and layer.after is Shape.HIDDEN
        if known.does == "runs":
            return layer.before in (Shape.SEEN, Shape.HIDDEN) and fails(known, entry)
        return layer.before is Shape.SEEN and (known.does not in CACHING or entry.backend not in known.backends)

    def _found(
        self,
        place: Place,
        name: str,
        function: ProjectFunction,
        entry: EntryPoint,
        values: Values,
        known: AsyncDecorator | None = None,
    ) -> HiddenCoroutine:
        made = values[0] if values and known is None else None
        runs = calling.activations(self.receivers, made, NOTHING) if made is not None else ()
        wrapper = runs[0].function.place if runs and runs[0].function.place != function.place else None
        is_object = isinstance(made, Instance) and isinstance(made.kind, ProjectClass)
        return HiddenCoroutine(place, name, function, entry, wrapper, is_object, known)

    def _coroutine_of(self, value: Value) -> ProjectFunction | None:
        for run in calling.activations(self.receivers, value, NOTHING):
            return run.function if run.function.node.is_async else self.shapes.coroutine_of(run)
        return None
