"""Steps: what a body runs, and what runs without being called by name: `with`, iteration, special methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.catalogue import MISSING, UNKNOWN, Blocking, Known, Named
from dashlint.catalogue import Instance as KnownInstance
from dashlint.project.calls.properties import getters
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import NOTHING, Given, given
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Activation, Instance, ProjectFunction, Symbol
from dashlint.project.values.value import Literal, Sequence, Value, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: What leaving one of these context managers calls on what it was given.
_CLOSING = {"contextlib.closing": "close", "contextlib.aclosing": "aclose"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a body runs: a call into other people's code that blocks, or a function of the project.

    `at` is the turn of the call, or of what else runs it (a `with` item, an iterable, a property, a decorator);
    `backends` are those on which the step can be taken.
    """

    at: int
    backends: frozenset[str]
    blocking: Blocking | None = None
    activation: Activation | None = None


@dataclass(frozen=True, slots=True)
class _Arguments:
    """The arguments of a call as the catalogue asks for them."""

    given: Given

    def get(self, name: str, position: int | None) -> Known:
        values = self.given.find(name, position)
        if values is None:
            return UNKNOWN if self.given.hides_more else MISSING
        if len(values) != 1:
            return UNKNOWN
        value = values[0]
        if isinstance(value, Literal):
            return value.value
        if isinstance(value, Symbol):
            return Named(value.path)
        return KnownInstance(value.kind) if isinstance(value, Instance) and isinstance(value.kind, str) else UNKNOWN


@dataclass(frozen=True, slots=True)
class Steps:
    """Makes the steps of a statement that can run on `backends`."""

    receivers: Receivers
    backends: frozenset[str]

    def running(self, activation: Activation, at: int) -> Step:
        """Return the step of running a function of the project."""
        return Step(at, self.backends, None, activation)

    def blocked(self, path: str, arguments: Given, receiver: Value | None, at: int) -> Iterator[Step]:
        """Yield the step of calling something outside the project, if that blocks."""
        blocking = self.receivers.blocking(path)
        if blocking is None or blocking.shape == "attribute":
            return
        made = receiver.site if isinstance(receiver, Instance) else None
        constructor = _Arguments(given(self.receivers, made)) if made is not None else None
        judged = blocking.judged(_Arguments(arguments), constructor)
        if judged is not None:
            yield Step(at, self.backends, judged)

    def reading(self, value: Value, expression: facts.Attribute) -> Iterator[Step]:
        """Yield the steps of reading an attribute of a value: a property, or one that blocks by itself."""
        for getter in getters(self.receivers, value, expression.name):
            for run in calling.activations(self.receivers, getter, NOTHING):
                yield self.running(run, expression.at)
        if isinstance(value, Instance) and isinstance(value.kind, str):
            blocking = self.receivers.blocking(f"{value.kind}.{expression.name}")
            if blocking is not None and blocking.shape == "attribute":
                yield Step(expression.at, self.backends, blocking)

    def called(self, value: Value, arguments: Given, at: int) -> Iterator[Step]:
        """Yield the steps of calling something without awaiting or iterating over what it gives."""
        value, arguments = calling.unwrapped(self.receivers, value, arguments)
        if isinstance(value, Symbol):
            yield from self.blocked(value.path, arguments, value.receiver, at)
        for run in calling.activations(self.receivers, value, arguments):
            if not run.function.node.is_generator and not run.function.node.is_async:
                yield self.running(run, at)

    def retrying(self, function: ProjectFunction, at: int) -> Iterator[Step]:
        """Yield what a decorator of someone else does between the calls of a plain function."""
        for decorator in () if function.node.is_async else function.node.decorators:
            for value in self.receivers.values(decorator.value, function.frame):
                path = value.path if isinstance(value, Symbol) else getattr(value, "kind", None)
                known = self.receivers.decorator(path) if isinstance(path, str) else None
                if known is not None and known.blocking is not None:
                    arguments = NOTHING
                    if isinstance(decorator.value, facts.Call):
                        arguments = given(self.receivers, Site(decorator.value, function.frame))
                    if known.blocking.holds(_Arguments(arguments), None):
                        yield Step(at, self.backends, known.blocking)

    def entering(self, values: Values, at: int, is_async: bool) -> Iterator[Step]:
        """Yield the steps of `with` for each of these values, on the way in and on the way out."""
        names = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
        for value in values:
            if isinstance(value, Activation) and value.function.node.is_generator:
                yield self.running(value, at)
            elif isinstance(value, Instance) and value.kind in _CLOSING and value.site is not None:
                closed = given(self.receivers, value.site).at(0)
                yield from self.method(closed, _CLOSING[str(value.kind)], at)
            for name in names:
                yield from self.method((value,), name, at)

    def iterating(self, values: Values, at: int) -> Iterator[Step]:
        """Yield the steps of iterating over values to the end."""
        for value in values:
            if isinstance(value, Activation) and value.function.node.is_generator:
                yield self.running(value, at)
            elif isinstance(value, Sequence):
                yield from self._running_lazily(value.runs, at)
            elif isinstance(value, Instance) and isinstance(value.kind, str):
                yield from self.blocked(f"{value.kind}.__next__", NOTHING, value, at)
            elif isinstance(value, Instance):
                yield from self._iterating_object(value, at)

    def _running_lazily(self, runs: Values, at: int) -> Iterator[Step]:
        for run in runs:
            if isinstance(run, Symbol):
                yield from self.blocked(run.path, NOTHING, run.receiver, at)
            elif isinstance(run, Activation):
                yield self.running(run, at)
            else:
                yield from self.iterating((run,), at)

    def _iterating_object(self, value: Instance, at: int) -> Iterator[Step]:
        for name in ("__iter__", "__aiter__"):
            yield from self.method((value,), name, at)
            for method in self.receivers.attribute(value, name):
                made = tuple(each for each in self.receivers.call(method, NOTHING) if each != value)
                yield from self.iterating(made, at)
        for name in ("__next__", "__anext__"):
            yield from self.method((value,), name, at)

    def method(self, values: Values, name: str, at: int) -> Iterator[Step]:
        """Yield the steps of a special method that runs without being called by name."""
        for value in values:
            if isinstance(value, Instance) and isinstance(value.kind, str):
                yield from self.blocked(f"{value.kind}.{name}", NOTHING, value, at)
            elif isinstance(value, Instance):
                for method in self.receivers.attribute(value, name):
                    if isinstance(method, Symbol):
                        yield from self.blocked(method.path, NOTHING, value, at)
                    for run in calling.activations(self.receivers, method, NOTHING):
                        if not run.function.node.is_generator:
                            yield self.running(run, at)
