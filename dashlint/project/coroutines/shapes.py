"""Shapes: whether Dash sees a coroutine function in what the decorators make of an `async def`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from dashlint import facts
from dashlint.catalogue.coroutines import AsyncDecorator
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.files.parts import path_of
from dashlint.project.files.scopes import Scope, own_expressions, walk_expression
from dashlint.project.meaning import calling
from dashlint.project.meaning.calling import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Bound, Instance, Partial, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Value, Values

_MOST_HOPS = 6
#: What makes a plain function count as a coroutine function, or tells the two apart.
_TELLING = frozenset("markcoroutinefunction iscoroutine iscoroutinefunction isawaitable".split())
_TELLING_WORD = re.compile("|".join(sorted(_TELLING)))


class Shape(Enum):
    """What something is that stands for a function."""

    PLAIN = "a plain function"
    SEEN = "a coroutine function, as Dash sees too"
    HIDDEN = "something that gives a coroutine, and that Dash takes for a plain function"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Layer:
    """A decorator, what it is given, and what it makes of that; `known` is what the catalogue says of it."""

    decorator: facts.Decorator
    before: Shape
    after: Shape
    values: Values
    known: AsyncDecorator | None = None

    @property
    def name(self) -> str:
        """The decorator as it is written, without its arguments."""
        value = self.decorator.value
        return path_of(value.function if isinstance(value, facts.Call) else value) or "the decorator"


@dataclass(frozen=True, slots=True)
class Shapes:
    """Tells what functions are after each of their decorators."""

    receivers: Receivers

    def layers(self, function: ProjectFunction, decorators: Iterable[facts.Decorator]) -> Iterator[Layer]:
        """Yield what these decorators make of a function, the one nearest to it first."""
        values: Values = (function,)
        shape = self.of((function,))
        for decorator in decorators:
            known = self.known(self.receivers.values(decorator.value, function.frame))
            values = calling.apply_decorator(self.receivers, decorator, function.frame, values)
            after = self._after(known, shape) if known is not None else self.of(values)
            yield Layer(decorator, shape, after, values, known)
            shape = after

    def _after(self, known: AsyncDecorator, shape: Shape) -> Shape:
        if shape not in (Shape.SEEN, Shape.HIDDEN):
            return shape
        return Shape.HIDDEN if known.does in ("hides", "keeps") else Shape.UNKNOWN

    def known(self, decorators: Values) -> AsyncDecorator | None:
        """Return what the catalogue says of a decorator, if it can be no other."""
        paths = {value.path if isinstance(value, Symbol) else getattr(value, "kind", None) for value in decorators}
        path = paths.pop() if len(paths) == 1 else None
        return self.receivers.async_decorator(path) if isinstance(path, str) else None

    def of(self, values: Values) -> Shape:
        """Return what these values are, if they agree."""
        shapes = {self._shape(value) for value in values}
        return shapes.pop() if len(shapes) == 1 else Shape.UNKNOWN

    def _shape(self, value: Value) -> Shape:
        while isinstance(value, Partial):
            value = value.function
        if isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
            return self._of_object(value, value.kind)
        function = value.function if isinstance(value, Bound) else value
        if not isinstance(function, ProjectFunction) or function.wrapper is not None or function.node.is_generator:
            return Shape.UNKNOWN
        if function.node.is_async:
            return Shape.SEEN
        runs = calling.activations(self.receivers, value, NOTHING)
        return self._plain(runs[0], function.frame.scope) if len(runs) == 1 else Shape.UNKNOWN

    def _of_object(self, value: Instance, kind: ProjectClass) -> Shape:
        """Return what an object is that is called: never a coroutine function, unless it is marked as one."""
        runs = calling.activations(self.receivers, value, NOTHING)
        methods = self.receivers.namespaces.methods(self.receivers.class_frame(kind).scope)
        if len(runs) != 1 or any(_tells(scope) for _, scope in methods):
            return Shape.UNKNOWN
        node = runs[0].function.node
        is_coroutine = node.is_async and not node.is_generator and runs[0].function.wrapper is None
        return Shape.HIDDEN if is_coroutine else self._plain(runs[0], runs[0].frame.scope)

    def _plain(self, run: Activation, around: Scope) -> Shape:
        if run.function.node.is_generator or _tells(run.frame.scope) or _tells(around):
            return Shape.UNKNOWN
        return Shape.HIDDEN if self.coroutine_of(run) else Shape.PLAIN

    def coroutine_of(self, run: Activation, hops: int = _MOST_HOPS) -> ProjectFunction | None:
        """Return the `async def` whose coroutine a plain function returns without awaiting it, if that is certain."""
        for statement, branch in run.frame.scope.statements if hops and self.receivers.leads(run.frame) else ():
            if isinstance(statement, facts.Return) and statement.value is not None:
                if self.receivers.is_taken(branch, run.frame):
                    found = self._made(statement.value, run.frame, hops)
                    if found is not None:
                        return found
        return None

    def _made(self, expression: facts.Expression, frame: Frame, hops: int) -> ProjectFunction | None:
        if isinstance(expression, facts.Name):
            bindings, is_certain = frame.scope.reaching(expression.id, expression.at)
            source = bindings[0].source if is_certain and len(bindings) == 1 and not bindings[0].unpack else None
            value = source.value if isinstance(source, facts.Assign) else None
            return self._made(value, frame, hops) if value is not None else None
        if not isinstance(expression, facts.Call):
            return None
        functions = self.receivers.values(expression.function, frame)
        runs = [run for value in functions for run in calling.activations(self.receivers, value, NOTHING)]
        made = [self._coroutine(run, hops) for run in runs]
        return made[0] if made and len(made) == len(functions) and all(made) else None

    def _coroutine(self, run: Activation, hops: int) -> ProjectFunction | None:
        node = run.function.node
        if node.is_generator or run.function.wrapper is not None or _tells(run.frame.scope):
            return None
        return run.function if node.is_async else self.coroutine_of(run, hops - 1)


def fails(known: AsyncDecorator, entry: EntryPoint) -> bool:
    """Tell whether what a decorator does with a coroutine fails in what an entry point runs.

    Without a running loop, as on Flask with `use_async=False`, a coroutine can be run like that.
    """
    has_no_loop = entry.backend == "flask" and entry.app is not None and entry.app.use_async is False
    return entry.backend in known.backends and not (has_no_loop and known.does in ("runs", "caches"))


def _tells(scope: Scope) -> bool:
    """Tell whether code asks what is a coroutine, or says it of something that is none."""
    if scope.kind != "function" or not facts.may_match(scope.block, _TELLING_WORD):
        return False
    for statement, _ in scope.statements:
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                name = (
                    part.name if isinstance(part, facts.Attribute) else part.id if isinstance(part, facts.Name) else ""
                )
                if name in _TELLING:
                    return True
    return False
