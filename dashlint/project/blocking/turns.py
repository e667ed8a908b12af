"""Turns: the async callbacks on Flask that await one thing after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from dashlint import facts
from dashlint.project.calls.call_spots import CallSpot
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.files.flow import Branch
from dashlint.project.files.parts import path_of, walk_expression
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame

#: What lets several things go on at once, or ends one in time, by the last part of its name in whatever library.
_TOGETHER = frozenset(
    "gather wait as_completed TaskGroup create_task_group start_soon create_task ensure_future open_nursery spawn "
    "run_coroutine_threadsafe timeout timeout_at wait_for move_on_after fail_after".split()
)


@dataclass(frozen=True, slots=True)
class Turns:
    """Finds callbacks that `async` gains nothing."""

    receivers: Receivers
    graph: CallGraph

    def of(self, entries: tuple[EntryPoint, ...]) -> Iterator[EntryPoint]:
        """Yield the async callbacks that run on Flask alone and only ever await one thing after the other."""
        elsewhere = {entry.place for entry in entries if not _is_on_flask(entry)}
        told = set()
        for entry in entries:
            is_asked = entry.role == "callback" and entry.is_async and entry.calls_function and not entry.decorations
            if is_asked and entry.place not in told and entry.place not in elsewhere:
                told.add(entry.place)
                if self._awaits_in_turn(entry.activation.frame) and not self._may_do_more_at_once(
                    entry.activation.frame
                ):
                    yield entry

    def gains_nothing(self, entry: EntryPoint, spot: CallSpot) -> bool:
        """Tell whether an entry point on Flask alone would await a call after others, with nothing else to do."""
        if not _is_on_flask(entry) or self._may_do_more_at_once(entry.activation.frame):
            return False
        is_repeated = any(arm.loops for arm in spot.frame.scope.branch_at(spot.call.at)) or spot.is_repeated
        return is_repeated or entry.activation.frame.scope.awaits

    def _awaits_in_turn(self, frame: Frame) -> bool:
        """Tell whether a body waits more than once in one run, each time for a call that is understood."""
        scope = frame.scope
        waits = [(wait, scope.branch_at(wait.at)) for wait in scope.awaitings]
        repeated = [wait for comprehension in scope.comprehensions for wait in _waits_in(comprehension)]
        if not all(self._is_understood(wait.value, frame) for wait in (*(wait for wait, _ in waits), *repeated)):
            return False
        if any(isinstance(statement, facts.For) and statement.is_async for statement, _ in scope.statements):
            return False
        is_repeated = bool(repeated) or any(arm.loops for _, branch in waits for arm in branch)
        return is_repeated or any(_are_in_one_run(a, b) for (_, a), (_, b) in combinations(waits, 2))

    def _is_understood(self, awaited: facts.Expression, frame: Frame) -> bool:
        return isinstance(awaited, facts.Call) and bool(self.receivers.values(awaited.function, frame))

    def _may_do_more_at_once(self, start: Frame) -> bool:
        waiting = [start]
        seen = set(waiting)
        while waiting:
            frame = waiting.pop()
            if any((path_of(call.function) or "").rpartition(".")[2] in _TOGETHER for call in frame.scope.calls):
                return True
            for step in self.graph.steps(frame):
                if step.activation is not None and step.activation.frame not in seen:
                    seen.add(step.activation.frame)
                    waiting.append(step.activation.frame)
        return False


def _is_on_flask(entry: EntryPoint) -> bool:
    """Tell whether an entry point runs on Flask whatever is chosen when the app starts."""
    app = entry.app
    is_sure = app is not None and app.is_decided and not app.is_default and set(app.backends) == {"flask"}
    return is_sure and entry.runs is Runs.OWN_LOOP


def _are_in_one_run(one: Branch, other: Branch) -> bool:
    numbers = {arm.at: arm.number for arm in one if arm.exclusive}
    return all(numbers.get(arm.at, arm.number) == arm.number for arm in other if arm.exclusive)


def _waits_in(comprehension: facts.Comprehension) -> Iterator[facts.Await]:
    for element in comprehension.elements:
        for part in walk_expression(element, into_comprehensions=True):
            if isinstance(part, facts.Await):
                yield part
