"""The steps of evaluating an expression: its calls, what they are given, and what runs without a call."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.catalogue import Blocking, Consumer
from dashlint.project.calls.steps import Step, Steps
from dashlint.project.files.parts import parts_of
from dashlint.project.meaning import calling, gates, truths
from dashlint.project.meaning.arguments import NOTHING, Given, given
from dashlint.project.meaning.fields import factories
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, ProjectClass, Symbol
from dashlint.project.values.value import Value, Values

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


class ExpressionSteps:
    """The steps of evaluating expressions in a frame, which can be taken on `backends`."""

    def __init__(self, receivers: Receivers, frame: Frame, backends: frozenset[str]) -> None:
        self.receivers = receivers
        self.frame = frame
        self.backends = backends
        self.steps = Steps(receivers, backends)

    def expression(self, expression: facts.Expression, is_used: bool = False) -> Iterator[Step]:
        """Yield the steps of evaluating an expression.

        A coroutine that it makes runs only where the expression `is_used` by something that runs coroutines.
        """
        if isinstance(expression, facts.Call):
            yield from self._call(expression, is_used)
        elif isinstance(expression, facts.Await):
            yield from self._awaiting(expression)
        elif isinstance(expression, facts.Comprehension):
            yield from self._comprehension(expression, is_used)
        elif isinstance(expression, facts.Choice):
            yield from self._choice(expression, is_used)
        else:
            passes_on = is_used and isinstance(expression, _TRANSPARENT)
            for part in parts_of(expression):
                yield from self.expression(part, passes_on)
            yield from self._reading(expression)

    def _choice(self, expression: facts.Choice, is_used: bool) -> Iterator[Step]:
        """Yield the steps of `a if test else b`, `a and b`, `a or b`, each option where its test can lead to it."""
        if expression.test is not None:
            yield from self.expression(expression.test)
        for index, option in enumerate(expression.options):
            test, holds = expression.test, index == 0
            if test is None and index:
                test, holds = expression.options[0], expression.kind == "and"
            backends = self.backends
            if test is not None:
                if truths.truth(self.receivers, test, self.frame) is (not holds):
                    continue
                backends = backends & gates.when(self.receivers, test, self.frame, holds)
            yield from ExpressionSteps(self.receivers, self.frame, backends).expression(option, is_used)

    def _awaiting(self, expression: facts.Await) -> Iterator[Step]:
        awaited = expression.value
        is_made_here = not isinstance(awaited, (facts.Call, facts.Name))
        yield from self.expression(awaited, is_used=is_made_here)
        values = self.receivers.values(awaited, self.frame)
        if isinstance(awaited, facts.Call) or (isinstance(awaited, facts.Name) and self._is_given(awaited)):
            yield from self._running_coroutines(values, awaited.at)
        for value in values:
            if isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
                for method in self.receivers.attribute(value, "__await__"):
                    for run in calling.activations(self.receivers, method, NOTHING):
                        yield self.steps.running(run, awaited.at)

    def _is_given(self, name: facts.Name) -> bool:
        """Tell whether a name stands for something made outside this body, so that making it was nobody's step."""
        bindings = self.frame.scope.bindings.get(name.id, ())
        return not bindings or any(not isinstance(binding.source, facts.Assign) for binding in bindings)

    def _running_coroutines(self, values: Values, at: int) -> Iterator[Step]:
        for value in values:
            if isinstance(value, Activation) and value.function.node.is_async and not value.function.node.is_generator:
                yield self.steps.running(value, at)

    def consuming(self, expression: facts.Expression, at: int) -> Iterator[Step]:
        """Yield the steps of iterating over what an expression gives, to the end."""
        if isinstance(expression, facts.Comprehension) and expression.kind == "generator":
            yield from self._loops(expression, False)
        else:
            yield from self.steps.iterating(self.receivers.values(expression, self.frame), at)

    def _reading(self, expression: facts.Expression) -> Iterator[Step]:
        """Yield the steps of reading an attribute or item, or of what else runs a method without a call."""
        if isinstance(expression, facts.Attribute):
            for value in self.receivers.values(expression.value, self.frame):
                yield from self.steps.reading(value, expression)
        elif isinstance(expression, facts.Subscript):
            values = self.receivers.values(expression.value, self.frame)
            yield from self.steps.method(values, "__getitem__", expression.at)
        elif isinstance(expression, facts.Operation) and expression.operator in ("In", "NotIn"):
            values = self.receivers.values(expression.operands[1], self.frame)
            yield from self.steps.method(values, "__contains__", expression.at)
            yield from self.consuming(expression.operands[1], expression.at)
        elif isinstance(expression, facts.Starred):
            yield from self.consuming(expression.value, expression.at)
        elif isinstance(expression, facts.Yield) and expression.delegates and expression.value is not None:
            yield from self.consuming(expression.value, expression.value.at)

    def _comprehension(self, expression: facts.Comprehension, is_used: bool) -> Iterator[Step]:
        yield from self.expression(expression.loops[0].iterable)
        if expression.kind != "generator":
            yield from self._loops(expression, is_used)

    def _loops(self, expression: facts.Comprehension, is_used: bool) -> Iterator[Step]:
        """Yield the steps of running the loops of a comprehension."""
        first, *later = expression.loops
        yield from self.consuming(first.iterable, first.iterable.at)
        inner = self._inside(expression)
        for loop in later:
            yield from inner.expression(loop.iterable)
            yield from inner.consuming(loop.iterable, loop.iterable.at)
        for test in (test for loop in expression.loops for test in loop.conditions):
            yield from inner.expression(test)
        for element in expression.elements:
            yield from inner.expression(element, is_used)

    def _inside(self, expression: facts.Comprehension) -> ExpressionSteps:
        return ExpressionSteps(
            self.receivers, self.receivers.comprehension_frame(expression, self.frame), self.backends
        )

    def _call(self, call: facts.Call, is_used: bool) -> Iterator[Step]:
        functions = self.receivers.values(call.function, self.frame)
        if isinstance(call.function, facts.Attribute):
            yield from self.expression(call.function.value)
            yield from self._reading(call.function)
        elif not isinstance(call.function, facts.Name):
            yield from self.expression(call.function)
        yield from self._arguments(call, functions)
        running = [function for function in functions if self._can_block(function)]
        arguments = given(self.receivers, Site(call, self.frame)) if running else NOTHING
        for function in running:
            yield from self._called(*calling.unwrapped(self.receivers, function, arguments), call.at, is_used)

    def _can_block(self, function: Value) -> bool:
        if not isinstance(function, Symbol):
            return True
        return self.receivers.blocking(function.path) is not None or function.path in _ENTERING

    def _called(self, function: Value, arguments: Given, at: int, is_used: bool) -> Iterator[Step]:
        if isinstance(function, Symbol):
            yield from self.steps.blocked(function.path, arguments, function.receiver, at)
            if function.path in _ENTERING:
                yield from self.steps.entering(arguments.at(0), at, "async" in function.path.rpartition(".")[2])
        elif isinstance(function, Instance) and isinstance(function.kind, str):
            yield from self.steps.blocked(f"{function.kind}.__call__", arguments, function, at)
        elif isinstance(function, ProjectClass):
            for factory in factories(self.receivers, function, arguments):
                yield from self.steps.called(factory, NOTHING, at)
        yield from self._project_call(function, arguments, at, is_used)

    def _arguments(self, call: facts.Call, functions: Values) -> Iterator[Step]:
        symbols = [function for function in functions if isinstance(function, Symbol)]
        consumers = [consumer for symbol in symbols if (consumer := self.receivers.consumer(symbol.path)) is not None]
        runners = [runner for symbol in symbols if (runner := self.receivers.runner(symbol.path)) is not None]
        runs_coroutines = len(symbols) == len(functions) and not any(
            _is_loop(self.receivers.blocking(symbol.path)) or symbol.path in _IGNORING for symbol in symbols
        )
        for index, argument in enumerate(call.arguments):
            value = argument.value
            yield from self.expression(value, is_used=runs_coroutines)
            if argument.star == "*" or any(_takes(consumer, index, argument.keyword) for consumer in consumers):
                yield from self.consuming(value, call.at)
            if runs_coroutines:
                yield from self._running_given(argument, call.at)
            for runner in runners:
                if runner.when in ("now", "loop") and (
                    index in runner.arguments or argument.keyword in runner.arguments
                ):
                    yield from self._run_by(self.receivers.values(value, self.frame), call, runner.when)

    def _running_given(self, argument: facts.Argument, at: int) -> Iterator[Step]:
        """Yield the steps of coroutines that this body was given and hands on, such as `gather(*coroutines)`."""
        if isinstance(argument.value, facts.Name) and self._is_given(argument.value):
            values = self.receivers.values(argument.value, self.frame)
            yield from self._running_coroutines(self.receivers.elements(values) if argument.star else values, at)
        elif isinstance(argument.value, facts.Comprehension) and argument.value.kind == "generator" and argument.star:
            for element in argument.value.elements:
                yield from self._inside(argument.value).expression(element, is_used=True)

    def _run_by(self, values: Values, call: facts.Call, when: str) -> Iterator[Step]:
        """Yield the steps of functions that are handed to something that calls them."""
        for value in values:
            if isinstance(value, Symbol):
                yield from self.steps.blocked(value.path, NOTHING, value.receiver, call.at)
            for run in calling.activations(self.receivers, value, NOTHING):
                if when != "loop" or run.function.node.is_async or _is_plain_loop_call(call):
                    yield self.steps.running(run, call.at)

    def _project_call(self, function: Value, arguments: Given, at: int, is_used: bool) -> Iterator[Step]:
        is_awaited = at in self.frame.scope.awaited
        for run in calling.activations(self.receivers, function, arguments):
            node = run.function.node
            if node.is_generator or (node.is_async and not (is_used and not is_awaited)):
                continue
            if run.function.wrapper and not node.is_async and is_awaited:
                continue
            yield from self.steps.retrying(run.function, at)
            yield self.steps.running(run, at)


def _is_loop(blocking: Blocking | None) -> bool:
    return blocking is not None and blocking.kind == "loop"


def _takes(consumer: Consumer, index: int, keyword: str | None) -> bool:
    """Tell whether a consumer iterates over an argument at once."""
    if consumer.takes == "passes":
        return False
    return (
        index in consumer.arguments
        or keyword in consumer.arguments
        or (consumer.rest is not None and keyword is None and index >= consumer.rest)
    )


def _is_plain_loop_call(call: facts.Call) -> bool:
    return isinstance(call.function, facts.Attribute) and call.function.name.startswith("call_")
