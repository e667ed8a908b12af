"""Body reads: where a middleware reads the body of every callback's request, whatever else it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.extensions import request_tests
from dashlint.project.extensions.request_tests import REQUESTS
from dashlint.project.files.parts import own_expressions, walk_expression
from dashlint.project.files.scopes import Branch
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Instance, Symbol
from dashlint.project.values.value import Values

#: What an ASGI application is given to read a request with.
RECEIVE = "starlette.types.Receive"
_AWAITED = frozenset({RECEIVE, *(f"{request}.{name}" for request in REQUESTS for name in ("body", "json"))})
_ITERATED = frozenset(f"{request}.stream" for request in REQUESTS)
#: What ends a read that waits for ever.
_LIMITS = frozenset(
    {"asyncio.timeout", "asyncio.timeout_at", "async_timeout.timeout", "anyio.fail_after", "anyio.move_on_after"}
)
#: What the parameters of an ASGI application, `scope`, `receive` and `send`, stand for.
_APPLICATION: tuple[Values, ...] = ((), (Symbol(RECEIVE),), ())
_MOST_HOPS = 5


@dataclass(frozen=True, slots=True)
class BodyReads:
    """Finds the reads in functions that a server gives requests to."""

    receivers: Receivers
    graph: CallGraph

    def certain(self, run: Activation) -> Place | None:
        """Return the place in a middleware's own body at which the request of every callback is read."""
        return self.certain_in(self._frame(run))

    def certain_in(self, frame: Frame) -> Place | None:
        """Return the place in a body at which the request of every callback is read."""
        return next(self._reads(frame, _MOST_HOPS), None)

    def _frame(self, run: Activation) -> Frame:
        """Return the frame in which a middleware runs: as a function of a request, or as an ASGI application."""
        function = run.function
        known = {name for name, _ in run.frame.arguments}
        names = [each.name for each in function.node.parameters if each.name not in known and _is_needed(each)]
        kinds: tuple[Values, ...] = ((Instance(REQUESTS[0]),),)
        if len(names) == len(_APPLICATION):
            kinds = _APPLICATION
        given = tuple((name, kind) for name, kind in zip(names, kinds, strict=False) if kind)
        return self.receivers.body_frame(function, (*run.frame.arguments, *given))

    def _reads(self, frame: Frame, hops: int) -> Iterator[Place]:
        if self._is_limited(frame):
            return
        for statement, branch in frame.scope.statements:
            if not self._is_certain(statement.at, branch, frame):
                continue
            for expression in self._own_reads(statement, frame):
                yield Place(frame.path, expression.at)
        for step in self.graph.steps(frame) if hops else ():
            if step.activation is not None and "fastapi" in step.backends:
                if self._is_certain(step.at, frame.scope.branch_at(step.at), frame):
                    if next(self._reads(step.activation.frame, hops - 1), None) is not None:
                        yield Place(frame.path, step.at)

    def _own_reads(self, statement: facts.Statement, frame: Frame) -> Iterator[facts.Call]:
        if isinstance(statement, facts.For) and isinstance(statement.iterable, facts.Call):
            if self._names(statement.iterable, frame) & _ITERATED:
                yield statement.iterable
        chosen = {part.at for choice in frame.scope.choices for part in _parts(choice)}
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=False):
                if isinstance(part, facts.Call) and part.at in frame.scope.awaited and part.at not in chosen:
                    if self._names(part, frame) & _AWAITED:
                        yield part

    def _names(self, call: facts.Call, frame: Frame) -> frozenset[str]:
        values: Values = self.receivers.values(call.function, frame)
        if not values or not all(isinstance(value, Symbol) for value in values):
            return frozenset()
        return frozenset(value.path for value in values if isinstance(value, Symbol))

    def _is_certain(self, at: int, branch: Branch, frame: Frame) -> bool:
        """Tell whether a statement runs for every callback: no condition may keep it from that, no return before."""
        if not self._holds(branch, frame):
            return False
        leaving = (b for s, b in frame.scope.statements if s.at < at and _leaves(s))
        return all(request_tests.never(self.receivers, way_out, frame) for way_out in leaving)

    def _holds(self, branch: Branch, frame: Frame) -> bool:
        return all(request_tests.certain(self.receivers, arm, frame) for arm in branch)

    def _is_limited(self, frame: Frame) -> bool:
        """Tell whether a body gives up waiting after a time."""
        for statement, _ in frame.scope.statements:
            for item in statement.items if isinstance(statement, facts.With) else ():
                if isinstance(item.value, facts.Call) and self._names(item.value, frame) & _LIMITS:
                    return True
        return False


def _is_needed(parameter: facts.Parameter) -> bool:
    return parameter.default is None and not parameter.kind.startswith("*")


def _leaves(statement: facts.Statement) -> bool:
    return isinstance(statement, facts.Return) or (isinstance(statement, facts.Evaluate) and statement.kind == "raise")


def _parts(choice: facts.Choice) -> Iterator[facts.Expression]:
    for option in choice.options if choice.kind == "if" else choice.options[1:]:
        yield from walk_expression(option, into_comprehensions=True)
