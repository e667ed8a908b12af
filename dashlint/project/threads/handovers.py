"""Hand-overs: the calls by which a body gives functions to something that runs them in another thread or process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.catalogue import Runner
from dashlint.facts import Place
from dashlint.project.apps.scanning import calls_of
from dashlint.project.meaning import calling, gates
from dashlint.project.meaning.arguments import NOTHING, Given, given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, Symbol
from dashlint.project.values.value import Literal, Sequence, Value, Values

_EXECUTOR = "concurrent.futures.ThreadPoolExecutor"
_POOLS = frozenset({_EXECUTOR, "multiprocessing.pool.ThreadPool"})
_IN_EXECUTOR = "asyncio.AbstractEventLoop.run_in_executor"
_POSITION_OF_ARGS = {"threading.Thread": 3, "threading.Timer": 2}


@dataclass(frozen=True, slots=True)
class Handover:
    """A call that hands functions over, with what it hands over and the arguments that they get.

    `loses_context` tells that they certainly run in a thread without the context variables of the caller.
    `is_dropped` tells that nobody looks at what the call gives.
    """

    frame: Frame
    call: facts.Call
    runner: Runner
    functions: Values
    arguments: Given
    loses_context: bool
    is_dropped: bool

    @property
    def place(self) -> Place:
        """The place of the call."""
        return Place(self.frame.path, self.call.at)


@dataclass(frozen=True, slots=True)
class Handovers:
    """Finds the hand-overs of a body."""

    receivers: Receivers

    def of(self, frame: Frame, backend: str) -> Iterator[Handover]:
        """Yield the hand-overs that a body makes on a backend, in order."""
        for statement, branch in frame.scope.statements:
            if backend in gates.possible(self.receivers, branch, frame) and self.receivers.is_taken(branch, frame):
                for call in calls_of(statement):
                    is_dropped = isinstance(statement, facts.Evaluate) and call in statement.values
                    yield from self.made_by(call, frame, is_dropped)

    def runs(self, handover: Handover, function: Value) -> tuple[Activation, ...]:
        """Return the functions of the project whose bodies run when one that is handed over is called."""
        found = calling.activations(self.receivers, function, handover.arguments)
        return tuple(run for run in found if not (run.function.node.is_async or run.function.node.is_generator))

    def made_by(self, call: facts.Call, frame: Frame, is_dropped: bool = False) -> Iterator[Handover]:
        """Yield the hand-overs that a call is, one for each function that it can be a call of."""
        for value in self.receivers.values(call.function, frame):
            runner = self.receivers.runner(value.path) if isinstance(value, Symbol) else None
            if runner is not None and runner.when == "elsewhere":
                every = given(self.receivers, Site(call, frame))
                functions = tuple(found for name, found in _named(every) if name in runner.arguments)
                handed = tuple(value for found in functions for value in found)
                passed = self._passed(runner, every)
                loses = runner.loses_context and self._is_certain(value, runner, every)
                yield Handover(frame, call, runner, handed, passed, loses, is_dropped)

    def _passed(self, runner: Runner, every: Given) -> Given:
        """Return the arguments with which the functions are called."""
        if runner.name in _POSITION_OF_ARGS:
            values = every.find("args", _POSITION_OF_ARGS[runner.name]) or ()
            sequences = [value for value in values if isinstance(value, Sequence)]
            return Given(sequences[0].items if len(sequences) == 1 else ())
        if runner.name.startswith("multiprocessing."):
            return NOTHING
        first = next((place for place in runner.arguments if isinstance(place, int)), 0)
        rest = every.positional[first + 1 :]
        if runner.name.endswith(".map"):
            return Given(tuple(self.receivers.elements(values) for values in rest))
        return Given(rest, tuple(pair for pair in every.keywords if pair[0] not in runner.arguments))

    def _is_certain(self, called: Value, runner: Runner, every: Given) -> bool:
        """Tell whether it is a thread of the standard library's, which nobody gives a context."""
        if runner.name == _IN_EXECUTOR:
            executors = every.find("executor", 0) or ()
            return bool(executors) and all(_is_none(value) or self._is_plain_pool(value) for value in executors)
        if runner.name in _POSITION_OF_ARGS:
            return every.find("context", None) is None
        return isinstance(called, Symbol) and called.receiver is not None and self._is_plain_pool(called.receiver)

    def _is_plain_pool(self, value: Value) -> bool:
        if not isinstance(value, Instance) or value.kind not in _POOLS:
            return False
        position = 2 if value.kind == _EXECUTOR else 1
        return value.site is None or given(self.receivers, value.site).find("initializer", position) is None


def _named(every: Given) -> Iterator[tuple[int | str, Values]]:
    yield from enumerate(every.positional)
    yield from every.keywords


def _is_none(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is None
