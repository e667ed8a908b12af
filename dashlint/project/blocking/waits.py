"""Waits: the calls in callbacks, or reached from them, that wait for as long as the code says."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.chains import Link, name_of
from dashlint.project.calls.framed_calls import framed_calls
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.files.stretches import Spans, span_of
from dashlint.project.meaning import gates
from dashlint.project.meaning.arguments import LARGE, Given, given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.handovers import Handover, Handovers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, Symbol
from dashlint.project.values.value import Literal, Sequence, Value, Values

#: What waits as long as an argument says, with the argument's name and position.
_SLEEPS = {"time.sleep": ("seconds", 0), "gevent.sleep": ("seconds", 0), "eventlet.sleep": ("seconds", 0)}
_AWAITED_SLEEPS = {"asyncio.sleep": ("delay", 0), "anyio.sleep": ("delay", 0)}
#: What waits until an answer is there, and at most as long as an argument says.
_VERBS = "get post put patch delete head options request".split()
_LIMITS: dict[str, tuple[str, int | None]] = {
    **{f"{owner}.{verb}": ("timeout", None) for owner in ("requests", "requests.Session") for verb in _VERBS},
    **{f"{owner}.{verb}": ("timeout", None) for owner in ("httpx", "httpx.Client") for verb in _VERBS},
    **{f"subprocess.{name}": ("timeout", None) for name in ("run", "call", "check_call", "check_output")},
    "urllib.request.urlopen": ("timeout", 2),
}
_AWAITED_LIMITS: dict[str, tuple[str, int | None]] = {
    **{f"httpx.AsyncClient.{verb}": ("timeout", None) for verb in _VERBS},
    "asyncio.wait_for": ("timeout", 1),
}
_AWAITED = _AWAITED_SLEEPS.keys() | _AWAITED_LIMITS.keys()
_ALL: dict[str, tuple[str, int | None]] = {**_SLEEPS, **_AWAITED_SLEEPS, **_LIMITS, **_AWAITED_LIMITS}
_NAMES = frozenset(path.rpartition(".")[2] for path in _ALL)
MOST_FUNCTIONS = 1_500


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that makes an entry point wait, at `place`; the way to it are `links` from the entry point's body.

    It lasts `seconds`, or with `is_limit` at most so long. `holds_thread` tells that the thread, or the event loop,
    that the entry point runs on can do nothing else meanwhile.
    """

    entry: EntryPoint
    place: Place
    name: str
    seconds: float
    is_limit: bool
    holds_thread: bool
    links: tuple[Link, ...]

    @property
    def start(self) -> Place:
        """The place of the call in the entry point's own body."""
        return self.links[0].place if self.links else self.place


@dataclass(frozen=True, slots=True)
class _Body:
    """A function on the way, with the way to it; `is_aside` where it runs in another thread that is awaited."""

    frame: Frame
    links: tuple[Link, ...] = ()
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    at: int
    name: str
    seconds: float
    is_limit: bool
    holds_thread: bool


class Waits:
    """The waits of entry points that Dash does not run in a worker process."""

    def __init__(self, receivers: Receivers, graph: CallGraph) -> None:
        self._receivers = receivers
        self._graph = graph
        self._handovers = Handovers(receivers)
        self._known: dict[tuple[Frame, str], tuple[_Found, ...]] = {}

    def of(self, entries: Iterable[EntryPoint]) -> Iterator[Wait]:
        """Yield every wait that these entry points are sure to come to or may come to, the nearest first."""
        for entry in entries if self._may_wait else ():
            if entry.runs is not Runs.WORKER and entry.calls_function:
                yield from self._of(entry)

    @cached_property
    def _may_wait(self) -> bool:
        return any(b"sleep" in text or b"timeout" in text for text in self._receivers.modules.texts.values())

    def _of(self, entry: EntryPoint) -> Iterator[Wait]:
        waiting = deque([_Body(entry.activation.frame)])
        seen = {entry.activation.frame}
        while waiting and len(seen) < MOST_FUNCTIONS:
            body = waiting.popleft()
            if not self._graph.leads(body.frame):
                continue
            for found in self._in(body.frame, entry.backend):
                holds = found.holds_thread and not body.is_aside
                place = Place(body.frame.path, found.at)
                yield Wait(entry, place, found.name, found.seconds, found.is_limit, holds, body.links)
            for inner in self._below(body, entry.backend):
                if inner.frame not in seen:
                    seen.add(inner.frame)
                    waiting.append(inner)

    def _below(self, body: _Body, backend: str) -> Iterator[_Body]:
        rare = self._in_handlers(body.frame)
        for step in self._graph.steps(body.frame):
            if step.activation is not None and backend in step.backends and step.at not in rare:
                yield self._inner(body, step.at, step.activation, body.is_aside)
        for handover in self._handed_over(body.frame, backend):
            for function in handover.functions:
                for run in self._handovers.runs(handover, function):
                    yield self._inner(body, handover.call.at, run, True)

    def _inner(self, body: _Body, at: int, run: Activation, is_aside: bool) -> _Body:
        return _Body(run.frame, (*body.links, Link(Place(body.frame.path, at), name_of(run))), is_aside)

    def _in(self, frame: Frame, backend: str) -> tuple[_Found, ...]:
        if (frame, backend) not in self._known:
            self._known[frame, backend] = tuple(self._search(frame, backend))
        return self._known[frame, backend]

    def _search(self, frame: Frame, backend: str) -> Iterator[_Found]:
        """Yield the waits in a body itself; those for trying again after a failure are rare and do not count."""
        rare = self._in_handlers(frame)
        for statement, branch in frame.scope.statements:
            calls = [found for found in framed_calls(self._receivers, statement, frame) if _may_wait(found[0])]
            if calls and self._receivers.is_taken(branch, frame):
                if backend in gates.possible(self._receivers, branch, frame):
                    for call, inner in calls:
                        if call.at not in rare:
                            yield from self._made_by(call, inner, call.at in frame.scope.awaited)
        for handover in self._handed_over(frame, backend):
            for function in handover.functions:
                yield from self._judged(function, handover.arguments, handover.call.at, holds_thread=False)

    def _handed_over(self, frame: Frame, backend: str) -> tuple[Handover, ...]:
        """Return the hand-overs of a body that it awaits."""
        if not frame.scope.awaited:
            return ()
        rare = self._in_handlers(frame)
        awaited = (one for one in self._handovers.of(frame, backend) if one.call.at in frame.scope.awaited)
        return tuple(one for one in awaited if one.call.at not in rare)

    def _made_by(self, call: facts.Call, frame: Frame, is_awaited: bool) -> Iterator[_Found]:
        for value in self._receivers.values(call.function, frame):
            if isinstance(value, Symbol):
                needs_await = self._path(value) in _AWAITED
                if is_awaited or not needs_await:
                    arguments = given(self._receivers, Site(call, frame))
                    yield from self._judged(value, arguments, call.at, holds_thread=not needs_await)

    def _judged(self, value: Value, arguments: Given, at: int, *, holds_thread: bool) -> Iterator[_Found]:
        path = self._path(value) if isinstance(value, Symbol) else ""
        if path in _ALL:
            seconds = _seconds(self._argument(value, path, arguments))
            if seconds is not None:
                is_limit = path in _LIMITS or path in _AWAITED_LIMITS
                yield _Found(at, path, seconds, is_limit, holds_thread)

    def _argument(self, called: Value, path: str, arguments: Given) -> Values | None:
        """Return how long a call waits at most; a client of `httpx` says it for the calls that do not."""
        found = arguments.find(*_ALL[path])
        client = called.receiver if isinstance(called, Symbol) else None
        if found is not None or arguments.hides_more or not isinstance(client, Instance) or client.site is None:
            return found
        return given(self._receivers, client.site).find("timeout", None) if path.startswith("httpx.") else None

    def _path(self, symbol: Symbol) -> str:
        return self._receivers.catalogue.canonical(symbol.path)

    def _in_handlers(self, frame: Frame) -> Spans:
        tries = (statement for statement, _ in frame.scope.statements if isinstance(statement, facts.Try))
        bodies = (handler.body for one in tries for handler in one.handlers if handler.body)
        return Spans(tuple(span_of(body) for body in bodies))


def _may_wait(call: facts.Call) -> bool:
    """Tell by its looks whether a call may be one of those that say how long they wait."""
    called = call.function
    return isinstance(called, facts.Name) or (isinstance(called, facts.Attribute) and called.name in _NAMES)


def _seconds(values: Values | None) -> float | None:
    """Return the least number of seconds that an argument can be, None where it is not known."""
    numbers = [_number(value) for value in values or ()]
    known = [number for number in numbers if number is not None]
    return min(known) if known and len(known) == len(numbers) else None


def _number(value: Value) -> float | None:
    if isinstance(value, Sequence) and value.items and not value.rest:
        parts = [_seconds(item) for item in value.items]
        known = [part for part in parts if part is not None]
        return max(known) if len(known) == len(parts) else None
    if not isinstance(value, Literal) or value.is_default or isinstance(value.value, bool):
        return None
    number = value.value
    return float(number) if isinstance(number, (int, float)) and abs(number) < LARGE else None
