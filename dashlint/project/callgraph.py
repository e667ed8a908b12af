"""The call graph: what a function's body runs, step by step, each step at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.catalogue import MISSING, UNKNOWN, Blocking, Consumer, Known, Named
from dashlint.catalogue import Instance as KnownInstance
from dashlint.project import calling, gates
from dashlint.project.calling import NOTHING, Given
from dashlint.project.objects import property_getters, property_setters
from dashlint.project.scopes import own_expressions, parts_of
from dashlint.project.values import (
    Activation,
    Frame,
    Instance,
    Literal,
    ProjectClass,
    ProjectFunction,
    Sequence,
    Site,
    Symbol,
    Value,
    Values,
)

if TYPE_CHECKING:
    from dashlint.project.receivers import Receivers


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


#: Expressions that hand on what their parts give.
_TRANSPARENT = (facts.Items, facts.Starred, facts.Choice, facts.Pairs, facts.Walrus)
#: Functions that take a coroutine and do not run it.
_IGNORING = frozenset(
    f"builtins.{name}" for name in "len print repr str type id isinstance bool hash callable enumerate zip list".split()
)
_ENTERING = frozenset(
    {"contextlib.ExitStack.enter_context", "contextlib.AsyncExitStack.enter_context"}
    | {"contextlib.AsyncExitStack.enter_async_context"}
)


class CallGraph:
    """The steps of every function, worked out when they are first asked for."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._steps: dict[Frame, tuple[Step, ...]] = {}

    def steps(self, frame: Frame) -> tuple[Step, ...]:
        """Return the steps of the body that runs in a frame, in order."""
        if frame not in self._steps:
            self._steps[frame] = tuple(dict.fromkeys(self._body(frame)))
        return self._steps[frame]

    def _body(self, frame: Frame) -> Iterator[Step]:
        for statement, branch in frame.scope.statements:
            backends = gates.possible(self._receivers, branch, frame)
            yield from _StepsOf(self._receivers, frame, backends).statement(statement)

    def applied_by(self, function: ProjectFunction, decorator: facts.Decorator, values: Values) -> tuple[Activation, ...]:
        """Return the functions that a decorated function's call runs on behalf of a decorator."""
        found = calling.apply_decorator(self._receivers, decorator, function.frame, values)
        runs = [run for value in found for run in calling.activations(self._receivers, value, NOTHING)]
        return tuple(run for run in runs if run.function.place != function.place)


class _StepsOf:
    """The steps of one statement, which can be taken on `backends`."""

    def __init__(self, receivers: Receivers, frame: Frame, backends: frozenset[str]) -> None:
        self.receivers = receivers
        self.frame = frame
        self.backends = backends

    def statement(self, statement: facts.Statement) -> Iterator[Step]:
        if isinstance(statement, facts.Assign):
            yield from self.assignment(statement)
            return
        for expression in own_expressions(statement):
            yield from self.expression(expression)
        if isinstance(statement, facts.With):
            for item in statement.items:
                yield from self.entering(self.receivers.values(item.value, self.frame), item.value.at, statement.is_async)
        elif isinstance(statement, facts.For):
            yield from self.consuming(statement.iterable, statement.iterable.at)
        elif isinstance(statement, facts.Augment):
            yield from self.setting(statement.target)
        elif isinstance(statement, facts.Function):
            yield from self.decorating(statement)
        elif isinstance(statement, facts.Class):
            kind = ProjectClass(statement, self.frame)
            body = self.receivers.class_frame(kind)
            for inner, _ in body.scope.statements:
                if not isinstance(inner, (facts.Function, facts.Class)):
                    yield from _StepsOf(self.receivers, body, self.backends).statement(inner)

    def assignment(self, statement: facts.Assign) -> Iterator[Step]:
        if statement.value is not None:
            names = {target.id for target in statement.targets if isinstance(target, facts.Name)}
            yield from self.expression(statement.value, is_used=bool(names) and self.frame.scope.uses_later(names))
        for target in statement.targets:
            if isinstance(target, facts.Items) and statement.value is not None:
                yield from self.consuming(statement.value, statement.value.at)
            if isinstance(target, (facts.Subscript, facts.Attribute)):
                yield from self.expression(target.value)
                yield from self.setting(target)
            if isinstance(target, facts.Subscript):
                yield from self.expression(target.index)

    def setting(self, target: facts.Expression) -> Iterator[Step]:
        """Yield the steps of assigning to an attribute or item."""
        if isinstance(target, facts.Subscript):
            yield from self.method(self.receivers.values(target.value, self.frame), "__setitem__", target.at)
        elif isinstance(target, facts.Attribute):
            for value in self.receivers.values(target.value, self.frame):
                for setter in property_setters(self.receivers, value, target.name):
                    for run in calling.activations(self.receivers, setter, NOTHING):
                        yield self.running(run, target.at)

    def decorating(self, statement: facts.Function) -> Iterator[Step]:
        values: Values = (ProjectFunction(statement, self.frame),)
        for decorator in reversed(statement.decorators):
            for value in self.receivers.values(decorator.value, self.frame):
                for run in calling.activations(self.receivers, value, Given((values,))):
                    if not run.function.node.is_async and not run.function.node.is_generator:
                        yield self.running(run, decorator.at)
            values = calling.apply_decorator(self.receivers, decorator, self.frame, values)

    def expression(self, expression: facts.Expression, is_used: bool = False) -> Iterator[Step]:
        """Yield the steps of evaluating an expression.

        A coroutine that it makes runs only where the expression `is_used` by something that runs coroutines.
        """
        if isinstance(expression, facts.Call):
            yield from self.call(expression, is_used)
        elif isinstance(expression, facts.Await):
            yield from self.awaiting(expression)
        elif isinstance(expression, facts.Comprehension):
            yield from self.comprehension(expression, is_used)
        elif isinstance(expression, facts.Choice):
            yield from self.choice(expression, is_used)
        else:
            passes_on = is_used and isinstance(expression, _TRANSPARENT)
            for part in parts_of(expression):
                yield from self.expression(part, passes_on)
            yield from self.reading(expression)

    def choice(self, expression: facts.Choice, is_used: bool) -> Iterator[Step]:
        """Yield the steps of `a if test else b`, `a and b`, `a or b`; each option only where its test can lead to it."""
        if expression.test is not None:
            yield from self.expression(expression.test)
        for index, option in enumerate(expression.options):
            test, holds = expression.test, index == 0
            if test is None and index:
                test, holds = expression.options[0], expression.kind == "and"
            backends = self.backends if test is None else self.backends & gates.when(self.receivers, test, self.frame, holds)
            yield from _StepsOf(self.receivers, self.frame, backends).expression(option, is_used)

    def awaiting(self, expression: facts.Await) -> Iterator[Step]:
        awaited = expression.value
        is_made_here = not isinstance(awaited, (facts.Call, facts.Name))
        yield from self.expression(awaited, is_used=is_made_here)
        values = self.receivers.values(awaited, self.frame)
        if isinstance(awaited, facts.Call) or (isinstance(awaited, facts.Name) and self.is_given(awaited)):
            yield from self.running_coroutines(values, awaited.at)
        for value in values:
            if isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
                for method in self.receivers.attribute(value, "__await__"):
                    for run in calling.activations(self.receivers, method, NOTHING):
                        yield self.running(run, awaited.at)

    def is_given(self, name: facts.Name) -> bool:
        """Tell whether a name stands for something made outside this body, so that making it was nobody's step."""
        bindings = self.frame.scope.bindings.get(name.id, ())
        return not bindings or any(not isinstance(binding.source, facts.Assign) for binding in bindings)

    def running_coroutines(self, values: Values, at: int) -> Iterator[Step]:
        for value in values:
            if isinstance(value, Activation) and value.function.node.is_async and not value.function.node.is_generator:
                yield self.running(value, at)

    def consuming(self, expression: facts.Expression, at: int) -> Iterator[Step]:
        """Yield the steps of iterating over what an expression gives, to the end."""
        if isinstance(expression, facts.Comprehension) and expression.kind == "generator":
            yield from self.loops(expression, False)
        else:
            yield from self.iterating(self.receivers.values(expression, self.frame), at)

    def reading(self, expression: facts.Expression) -> Iterator[Step]:
        """Yield the steps of reading an attribute or item, or of what else runs a method without a call."""
        if isinstance(expression, facts.Attribute):
            for value in self.receivers.values(expression.value, self.frame):
                for getter in property_getters(self.receivers, value, expression.name):
                    for run in calling.activations(self.receivers, getter, NOTHING):
                        yield self.running(run, expression.at)
                yield from self.blocking_attribute(value, expression)
        elif isinstance(expression, facts.Subscript):
            values = self.receivers.values(expression.value, self.frame)
            yield from self.method(values, "__getitem__", expression.at)
        elif isinstance(expression, facts.Operation) and expression.operator in ("In", "NotIn"):
            values = self.receivers.values(expression.operands[1], self.frame)
            yield from self.method(values, "__contains__", expression.at)
            yield from self.consuming(expression.operands[1], expression.at)
        elif isinstance(expression, facts.Starred):
            yield from self.consuming(expression.value, expression.at)
        elif isinstance(expression, facts.Yield) and expression.delegates and expression.value is not None:
            yield from self.consuming(expression.value, expression.value.at)

    def blocking_attribute(self, value: Value, expression: facts.Attribute) -> Iterator[Step]:
        if isinstance(value, Instance) and isinstance(value.kind, str):
            blocking = self.receivers.catalogue.blocking(f"{value.kind}.{expression.name}")
            if blocking is not None and blocking.shape == "attribute":
                yield Step(expression.at, self.backends, blocking)

    def comprehension(self, expression: facts.Comprehension, is_used: bool) -> Iterator[Step]:
        yield from self.expression(expression.loops[0].iterable)
        if expression.kind != "generator":
            yield from self.loops(expression, is_used)

    def loops(self, expression: facts.Comprehension, is_used: bool) -> Iterator[Step]:
        """Yield the steps of running the loops of a comprehension."""
        first, *later = expression.loops
        yield from self.consuming(first.iterable, first.iterable.at)
        inner = _StepsOf(self.receivers, self.receivers.comprehension_frame(expression, self.frame), self.backends)
        for loop in later:
            yield from inner.expression(loop.iterable)
            yield from inner.consuming(loop.iterable, loop.iterable.at)
        for test in (test for loop in expression.loops for test in loop.conditions):
            yield from inner.expression(test)
        for element in expression.elements:
            yield from inner.expression(element, is_used)

    def call(self, call: facts.Call, is_used: bool) -> Iterator[Step]:
        receivers = self.receivers
        functions = receivers.values(call.function, self.frame)
        if isinstance(call.function, facts.Attribute):
            yield from self.expression(call.function.value)
            yield from self.reading(call.function)
        elif not isinstance(call.function, facts.Name):
            yield from self.expression(call.function)
        given = calling.given(receivers, Site(call, self.frame))
        yield from self.arguments(call, functions)
        for function in functions:
            if isinstance(function, Symbol):
                yield from self.outside_call(function, given, call)
            elif isinstance(function, Instance) and isinstance(function.kind, str):
                yield from self.blocked(f"{function.kind}.__call__", given, function, call.at)
            yield from self.project_call(function, given, call.at, is_used)

    def arguments(self, call: facts.Call, functions: Values) -> Iterator[Step]:
        symbols = [function for function in functions if isinstance(function, Symbol)]
        catalogue = self.receivers.catalogue
        consumers = [consumer for symbol in symbols if (consumer := catalogue.consumer(symbol.path)) is not None]
        runners = [runner for symbol in symbols if (runner := catalogue.runner(symbol.path)) is not None]
        runs_coroutines = len(symbols) == len(functions) and not any(
            _is_loop(catalogue.blocking(symbol.path)) or symbol.path in _IGNORING for symbol in symbols
        )
        for index, argument in enumerate(call.arguments):
            value = argument.value
            yield from self.expression(value, is_used=runs_coroutines)
            if argument.star == "*" or any(_takes(consumer, index, argument.keyword) for consumer in consumers):
                yield from self.consuming(value, call.at)
            if runs_coroutines:
                yield from self.running_given(argument, call.at)
            for runner in runners:
                if runner.when in ("now", "loop") and (index in runner.arguments or argument.keyword in runner.arguments):
                    yield from self.run_by(self.receivers.values(value, self.frame), call, runner.when)

    def running_given(self, argument: facts.Argument, at: int) -> Iterator[Step]:
        """Yield the steps of coroutines that this body was given and hands on, such as `gather(*coroutines)`."""
        if isinstance(argument.value, facts.Name) and self.is_given(argument.value):
            values = self.receivers.values(argument.value, self.frame)
            yield from self.running_coroutines(self.receivers.elements(values) if argument.star else values, at)
        elif isinstance(argument.value, facts.Comprehension) and argument.value.kind == "generator" and argument.star:
            inner = _StepsOf(
                self.receivers, self.receivers.comprehension_frame(argument.value, self.frame), self.backends
            )
            for element in argument.value.elements:
                yield from inner.expression(element, is_used=True)

    def run_by(self, values: Values, call: facts.Call, when: str) -> Iterator[Step]:
        """Yield the steps of functions that are handed to something that calls them."""
        for value in values:
            if isinstance(value, Symbol):
                yield from self.blocked(value.path, NOTHING, value.receiver, call.at)
            for run in calling.activations(self.receivers, value, NOTHING):
                if when != "loop" or run.function.node.is_async or _is_plain_loop_call(call):
                    yield self.running(run, call.at)

    def outside_call(self, symbol: Symbol, given: Given, call: facts.Call) -> Iterator[Step]:
        yield from self.blocked(symbol.path, given, symbol.receiver, call.at)
        if symbol.path in _ENTERING and given.positional:
            yield from self.entering(given.positional[0], call.at, "async" in symbol.path.rpartition(".")[2])

    def blocked(self, path: str, given: Given, receiver: Value | None, at: int) -> Iterator[Step]:
        blocking = self.receivers.catalogue.blocking(path)
        if blocking is None or blocking.shape == "attribute":
            return
        made = receiver.site if isinstance(receiver, Instance) else None
        constructor = _Arguments(calling.given(self.receivers, made)) if made is not None else None
        judged = blocking.judged(_Arguments(given), constructor)
        if judged is not None:
            yield Step(at, self.backends, judged)

    def project_call(self, function: Value, given: Given, at: int, is_used: bool) -> Iterator[Step]:
        for run in calling.activations(self.receivers, function, given):
            node = run.function.node
            if node.is_generator or (node.is_async and not (is_used and at not in self.frame.scope.awaited)):
                continue
            if run.function.wrapper and not node.is_async and at in self.frame.scope.awaited:
                continue
            yield from self.retrying(run.function, at)
            yield self.running(run, at)

    def retrying(self, function: ProjectFunction, at: int) -> Iterator[Step]:
        """Yield what a decorator of someone else does between the calls of a plain function."""
        if function.node.is_async:
            return
        for decorator in function.node.decorators:
            for value in self.receivers.values(decorator.value, function.frame):
                path = value.path if isinstance(value, Symbol) else getattr(value, "kind", None)
                known = self.receivers.catalogue.decorator(path) if isinstance(path, str) else None
                if known is not None and known.blocking is not None:
                    given = NOTHING
                    if isinstance(decorator.value, facts.Call):
                        given = calling.given(self.receivers, Site(decorator.value, function.frame))
                    if known.blocking.holds(_Arguments(given), None):
                        yield Step(at, self.backends, known.blocking)

    def entering(self, values: Values, at: int, is_async: bool) -> Iterator[Step]:
        names = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
        for value in values:
            if isinstance(value, Activation) and value.function.node.is_generator:
                yield self.running(value, at)
            for name in names:
                yield from self.method((value,), name, at)

    def iterating(self, values: Values, at: int) -> Iterator[Step]:
        """Yield the steps of iterating over values to the end."""
        for value in values:
            if isinstance(value, Activation) and value.function.node.is_generator:
                yield self.running(value, at)
            elif isinstance(value, Sequence):
                for run in value.runs:
                    if isinstance(run, Symbol):
                        yield from self.blocked(run.path, NOTHING, run.receiver, at)
                    elif isinstance(run, Activation):
                        yield self.running(run, at)
                    else:
                        yield from self.iterating((run,), at)
            elif isinstance(value, Instance) and isinstance(value.kind, str):
                yield from self.blocked(f"{value.kind}.__next__", NOTHING, value, at)
            elif isinstance(value, Instance):
                for name in ("__iter__", "__aiter__"):
                    yield from self.method((value,), name, at)
                    for method in self.receivers.attribute(value, name):
                        made = tuple(v for v in self.receivers.call(method, NOTHING) if v != value)
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

    def running(self, activation: Activation, at: int) -> Step:
        return Step(at, self.backends, None, activation)


def _is_loop(blocking: Blocking | None) -> bool:
    return blocking is not None and blocking.kind == "loop"


def _takes(consumer: Consumer, index: int, keyword: str | None) -> bool:
    """Tell whether a consumer iterates over an argument at once."""
    if consumer.takes == "passes":
        return False
    return index in consumer.arguments or keyword in consumer.arguments or (
        consumer.rest is not None and keyword is None and index >= consumer.rest
    )


def _is_plain_loop_call(call: facts.Call) -> bool:
    return isinstance(call.function, facts.Attribute) and call.function.name.startswith("call_")
