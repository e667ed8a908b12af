"""Offloading: how a call that blocks the loop can be awaited instead, where that is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashlint import facts
from dashlint.catalogue import Blocking
from dashlint.diagnostic import Severity
from dashlint.facts import Place
from dashlint.project.blocking.blocked_calls import BlockedCall
from dashlint.project.blocking.keeping import changes, is_cached, stores
from dashlint.project.blocking.turns import Turns
from dashlint.project.calls.call_spots import CallSpot, call_spot
from dashlint.project.calls.chains import Link
from dashlint.project.coroutines.async_making import AsyncMaking
from dashlint.project.entries.contexts import Runs
from dashlint.project.files.parts import path_of
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.bound import ThreadBound
from dashlint.project.threads.effects import ends_iteration
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Instance, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Value

Way: TypeAlias = Literal["sleep", "thread", "coroutine"]

#: What runs a coroutine that it is given, and nothing else.
_RUNNING = frozenset({"asyncio.run", "asyncio.AbstractEventLoop.run_until_complete"})
_AWAITABLE = (facts.Call, facts.Name, facts.Attribute, facts.Subscript)
#: What is called in order to do something with the loop or on the way out of a `with`.
_OF_THE_LOOP = ("asyncio.", "contextlib.", "anyio.", "trio.")


@dataclass(frozen=True, slots=True)
class Offload:
    """A way to await a call: as `asyncio.sleep`, in a thread, or by awaiting its argument, the coroutine at `argument`.

    `name` is what is called. `is_held_tightly` tells that what is awaited needs parentheses; `made_async` is the place
    of the function that has to become `async def` for it, `function` its name. `is_shared` tells that the body around
    it changes what outlives it, so that others may see it half done.
    """

    place: Place
    way: Way
    name: str
    argument: Place | None
    is_held_tightly: bool
    made_async: Place | None
    function: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Offloading:
    """Finds the ways to await blocked calls."""

    receivers: Receivers
    bound: ThreadBound
    making: AsyncMaking
    turns: Turns

    def of(self, call: BlockedCall) -> Offload | None:
        """Return how a blocked call can be awaited; None where that is not surely right."""
        entry = call.entry
        if not entry.is_async and not self.making.may_become_async(entry):
            return None
        frame, links = _in_async(entry.activation.frame, call.chain.links)
        spot = call_spot(self.receivers, frame, (links[0].place if links else call.chain.place).at)
        found = self._way(spot, links, call.chain.cause) if spot is not None and self._may_wait(spot) else None
        if spot is None or found is None:
            return None
        way, argument = found
        if way != "coroutine" and entry.runs is Runs.OWN_LOOP and self.turns.gains_nothing(entry, spot):
            return None
        name = path_of(spot.call.function) or call.chain.cause.shown
        made = None if entry.is_async else entry.place
        is_shared = changes(frame.scope)
        return Offload(spot.place, way, name, argument, spot.is_held_tightly, made, entry.function.node.name, is_shared)

    def _may_wait(self, spot: CallSpot) -> bool:
        """Tell whether other tasks may run while the call does."""
        is_free = spot.takes_await and not spot.is_entered and not _adds_to_shared(spot)
        return is_free and not self.bound.holds(spot.withs, spot.frame)

    def _way(self, spot: CallSpot, links: tuple[Link, ...], cause: Blocking) -> tuple[Way, Place | None] | None:
        if cause.kind == "loop":
            argument = None if links else self._coroutine(spot, cause)
            return ("coroutine", argument) if argument is not None else None
        if cause.kind == "wait" or cause.advice or _is_not_worth_it(cause):
            return None
        if not links and cause.name == "time.sleep":
            return ("sleep", None) if self._is_plain_sleep(spot) else None
        return ("thread", None) if self._runs_in_thread(spot, links, cause) else None

    def _coroutine(self, spot: CallSpot, cause: Blocking) -> Place | None:
        """Return the place of the coroutine that a call runs in a loop, if it does that and nothing else."""
        arguments = spot.call.arguments
        if cause.name not in _RUNNING or len(arguments) != 1 or arguments[0].star:
            return None
        if not isinstance(arguments[0].value, _AWAITABLE) or not self._is_of_no_other_use(spot.call.function, cause):
            return None
        return Place(spot.frame.path, arguments[0].value.at)

    def _is_of_no_other_use(self, function: facts.Expression, cause: Blocking) -> bool:
        """Tell whether nothing is left of a loop once the call is gone: it is looked up right there."""
        if cause.name == "asyncio.run":
            return True
        return isinstance(function, facts.Attribute) and isinstance(function.value, facts.Call)

    def _is_plain_sleep(self, spot: CallSpot) -> bool:
        """Tell whether it is written down that a call sleeps, and not left to whoever passes a function."""
        values = self.receivers.values(spot.call.function, spot.frame)
        root = (path_of(spot.call.function) or "").partition(".")[0]
        bindings = spot.frame.scope.bindings.get(root, ())
        is_given = any(isinstance(binding.source, (facts.Parameter, facts.Assign)) for binding in bindings)
        is_one = len(values) == 1 and isinstance(values[0], Symbol) and len(spot.call.arguments) == 1
        return bool(root) and is_one and not is_given

    def _runs_in_thread(self, spot: CallSpot, links: tuple[Link, ...], cause: Blocking) -> bool:
        values = self.receivers.values(spot.call.function, spot.frame)
        if not values or not all(self._is_plain(value) for value in values) or self.bound.passes(spot.call, spot.frame):
            return False
        if self._is_lazy(spot) or ends_iteration(self.receivers, spot.call, spot.frame):
            return False
        if not links:
            return cause.fallback == "to_thread" and cause.shape != "iterated" and not self._may_hide_connection(spot)
        run = links[0].run
        return run is not None and not self._is_made_once(spot, run) and not self.bound.runs_with(run)

    def _is_made_once(self, spot: CallSpot, run: Activation) -> bool:
        """Tell whether a call gives an object that is there once for all: two threads might make two of them."""
        node = run.function.node
        takes = [parameter for parameter in node.parameters if parameter.name not in ("self", "cls")]
        gives = any(isinstance(value, Instance) for value in self.receivers.values(spot.call, spot.frame))
        return gives and not takes and (is_cached(self.receivers, run.function) or stores(run.frame.scope))

    def _may_hide_connection(self, spot: CallSpot) -> bool:
        """Tell whether a reader of a database is given something that is not known, and may be a connection."""
        paths = self.receivers.paths(spot.call.function, spot.frame)
        if not any(path.rpartition(".")[2].startswith(("read_sql", "to_sql", "read_database")) for path in paths):
            return False
        given = (argument.value for argument in spot.call.arguments if not isinstance(argument.value, facts.Constant))
        return any(not self.receivers.values(value, spot.frame) for value in given)

    def _is_plain(self, value: Value) -> bool:
        """Tell whether calling something does all there is to do, and gives no coroutine or generator."""
        if isinstance(value, Symbol):
            runner = self.receivers.runner(value.path)
            return not value.path.startswith(_OF_THE_LOOP) and (runner is None or runner.when == "now")
        function = getattr(value, "function", value)
        if isinstance(function, Activation):
            return False
        if isinstance(function, ProjectFunction):
            return not (function.node.is_async or function.node.is_generator)
        return True

    def _is_lazy(self, spot: CallSpot) -> bool:
        """Tell whether a call only begins what then happens on iteration, or on use, or unpacks such a thing itself."""
        starred = (argument.value for argument in spot.call.arguments if argument.star)
        for value in (value for one in (spot.call, *starred) for value in self.receivers.values(one, spot.frame)):
            if isinstance(value, Activation) or (isinstance(value, Instance) and self._blocks_later(value)):
                return True
        return False

    def _blocks_later(self, value: Instance) -> bool:
        if isinstance(value.kind, ProjectClass):
            return any(self.receivers.attribute(value, name) for name in ("__next__", "__iter__", "__enter__"))
        return self.receivers.blocking(f"{value.kind}.__next__") is not None


def _is_not_worth_it(cause: Blocking) -> bool:
    """Tell whether a thread costs more than it gains: the metadata of a file, or what holds up all threads."""
    if cause.kind == "compute":
        return cause.fallback != "to_thread"
    return cause.kind == "file" and cause.severity is Severity.INFO


def _adds_to_shared(spot: CallSpot) -> bool:
    """Tell whether a call stands in `total += ...` of what others see, whose change in the meantime would be lost."""
    if not isinstance(spot.statement, facts.Augment):
        return False
    target, scope = spot.statement.target, spot.frame.scope
    return not isinstance(target, facts.Name) or target.id in scope.globals or target.id in scope.nonlocals


def _in_async(frame: Frame, links: tuple[Link, ...]) -> tuple[Frame, tuple[Link, ...]]:
    """Return the innermost async body on the way, and what is left of the way from there."""
    while links and links[0].run is not None and links[0].run.function.node.is_async:
        frame, links = links[0].run.frame, links[1:]
    return frame, links
