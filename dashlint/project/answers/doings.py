"""Doings: each call of a body, and whatever else it runs, with what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashlint import facts
from dashlint.catalogue import Blocking
from dashlint.facts import Place
from dashlint.project.blocking.blocked_calls import BlockedCalls
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.chains import Chain, name_of
from dashlint.project.calls.steps import Step
from dashlint.project.files.parts import own_expressions, path_of, walk_expression
from dashlint.project.meaning import calling, gates
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.handovers import Handovers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Bound, Instance, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Value

What: TypeAlias = Literal[
    "blocks", "runs", "hands over", "makes a coroutine", "makes a generator", "makes", "harmless", "outside", "unknown"
]
"""What a call does: it blocks by itself, runs a function of the project here or elsewhere, makes a coroutine, a
generator or an object of the project, is known to block only when it is called otherwise, calls something outside the
project of which the catalogue does not say that it blocks, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that a body does at a place, on some backends.

    `written` is what is called, as the code writes it; empty where something runs without a call, as in a `with`.
    `name` is what that is: a dotted name outside the project, or a function or class of the project, which stands at
    `target`. `blocking` is what the catalogue says, `chains` are the ways from a function that runs to what blocks.
    """

    place: Place
    what: What
    backends: frozenset[str]
    written: str = ""
    name: str = ""
    target: Place | None = None
    is_awaited: bool = False
    blocking: Blocking | None = None
    chains: tuple[Chain, ...] = ()
    by: str = ""


class Doings:
    """Finds what bodies do."""

    def __init__(self, receivers: Receivers, graph: CallGraph) -> None:
        self._receivers = receivers
        self._graph = graph
        self._blocked = BlockedCalls(graph)

    def of(self, frame: Frame) -> Iterator[Doing]:
        """Yield what a body does, in the order of its turns; what can never run is left out."""
        steps: dict[int, list[Step]] = {}
        for step in self._graph.steps(frame):
            steps.setdefault(step.at, []).append(step)
        calls = {call.at: (call, inner, backends) for call, inner, backends in self._calls(frame)}
        for at in sorted({*steps, *calls}):
            call, inner, backends = calls.get(at, (None, frame, frozenset[str]()))
            written = path_of(call.function) or "" if call is not None else ""
            for step in steps.get(at, ()):
                yield self._step(step, frame, written)
            if call is not None and at not in steps:
                yield from self._call(call, inner, backends, written)

    def _calls(self, frame: Frame) -> Iterator[tuple[facts.Call, Frame, frozenset[str]]]:
        for statement, branch in frame.scope.statements:
            if self._receivers.is_taken(branch, frame):
                backends = gates.possible(self._receivers, branch, frame)
                for expression in own_expressions(statement):
                    for call, inner in self._inside(expression, frame):
                        yield call, inner, backends

    def _inside(self, expression: facts.Expression, frame: Frame) -> Iterator[tuple[facts.Call, Frame]]:
        for part in walk_expression(expression, into_comprehensions=False):
            if isinstance(part, facts.Call):
                yield part, frame
            elif isinstance(part, facts.Comprehension):
                inner = self._receivers.comprehension_frame(part, frame)
                first, *later = part.loops
                yield from self._inside(first.iterable, frame)
                conditions = (test for loop in part.loops for test in loop.conditions)
                for each in (*(loop.iterable for loop in later), *conditions, *part.elements):
                    yield from self._inside(each, inner)

    def _step(self, step: Step, frame: Frame, written: str) -> Doing:
        place, is_awaited = Place(frame.path, step.at), step.at in frame.scope.awaited
        if step.blocking is not None:
            name = step.blocking.shown
            return Doing(place, "blocks", step.backends, written, name, None, is_awaited, step.blocking)
        assert step.activation is not None
        chains = self._chains(step.activation, step.backends)
        target = step.activation.function.place
        return Doing(place, "runs", step.backends, written, _named(step.activation), target, is_awaited, None, chains)

    def _chains(self, run: Activation, backends: frozenset[str]) -> tuple[Chain, ...]:
        found = (chain for backend in sorted(backends) for chain in self._blocked.below(run, backend))
        return tuple(dict.fromkeys(found))

    def _call(self, call: facts.Call, frame: Frame, backends: frozenset[str], written: str) -> Iterator[Doing]:
        place, is_awaited = Place(frame.path, call.at), call.at in frame.scope.awaited
        values = self._receivers.values(call.function, frame)
        found: dict[Doing, None] = {}
        for value in values:
            value, _ = calling.unwrapped(self._receivers, value, calling.NOTHING)
            what, name, target, blocking = self._known(value)
            if what == "hands over":
                found.update(dict.fromkeys(self._handed(call, frame, backends, written, name)))
            else:
                found[Doing(place, what, backends, written, name, target, is_awaited, blocking)] = None
        yield from found or (Doing(place, "unknown", backends, written, "", None, is_awaited),)

    def _known(self, value: Value) -> tuple[What, str, Place | None, Blocking | None]:
        if isinstance(value, Symbol):
            return self._outside(value.path)
        if isinstance(value, Instance) and isinstance(value.kind, str):
            return "outside", value.kind, None, None
        if isinstance(value, ProjectClass):
            return "makes", value.node.name, Place(value.frame.path, value.node.at), None
        function = value.function if isinstance(value, Bound) else value
        if isinstance(function, ProjectFunction) and function.node.is_generator:
            return "makes a generator", _name(function), function.place, None
        if isinstance(function, ProjectFunction) and function.node.is_async:
            return "makes a coroutine", _name(function), function.place, None
        return "unknown", "", None, None

    def _outside(self, path: str) -> tuple[What, str, Place | None, Blocking | None]:
        path = self._receivers.canonical(path)
        runner = self._receivers.runner(path)
        if runner is not None and runner.when == "elsewhere":
            return "hands over", path, None, None
        if self._receivers.coroutine(path) is not None:
            return "makes a coroutine", path, None, None
        blocking = self._receivers.blocking(path)
        if blocking is not None:
            return "harmless", path, None, blocking
        return "outside", path, None, None

    def _handed(
        self, call: facts.Call, frame: Frame, backends: frozenset[str], written: str, by: str
    ) -> Iterator[Doing]:
        """Yield what a call hands over to another thread or process, one for each function."""
        place, is_awaited = Place(frame.path, call.at), call.at in frame.scope.awaited
        handovers = Handovers(self._receivers)
        is_told = False
        for handover in handovers.made_by(call, frame):
            for value in handover.functions:
                for name, target in self._names(value):
                    is_told = True
                    yield Doing(place, "hands over", backends, written, name, target, is_awaited, by=by)
        if not is_told:
            yield Doing(place, "hands over", backends, written, "", None, is_awaited, by=by)

    def _names(self, value: Value) -> Iterator[tuple[str, Place | None]]:
        value, _ = calling.unwrapped(self._receivers, value, calling.NOTHING)
        function = value.function if isinstance(value, (Bound, Activation)) else value
        if isinstance(function, ProjectFunction):
            yield _name(function), function.place
        elif isinstance(value, Symbol):
            yield self._receivers.canonical(value.path), None
        elif isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
            for method in self._receivers.attribute(value, "__call__"):
                yield from self._names(method)


def _named(run: Activation) -> str:
    return name_of(run).strip("`")


def _name(function: ProjectFunction) -> str:
    if function.node.name == "<lambda>":
        return "a lambda"
    return f"{function.owner.node.name}.{function.node.name}" if function.owner else function.node.name
