"""Shared props: the properties that all runs of a `MATCH` callback write with `set_props`, whichever ends last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.chains import Link, name_of
from dashlint.project.calls.framed_calls import framed_calls
from dashlint.project.entries.callbacks import CallbackUse
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.meaning import gates
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values

_INPUTS = frozenset({"dash.Input", "flash.Input", "dash_extensions.enrich.Trigger"})
#: Wildcards that make a callback run once for every component that matches; with `ALL` it runs once for all.
_RUNNING_EACH = frozenset({"MATCH", "ALLSMALLER"})
_SET_PROPS = frozenset({"dash.set_props", "dash.ctx.set_props", "dash.callback_context.set_props"})
_MENTION = b"set_props"


@dataclass(frozen=True, slots=True)
class SharedProps:
    """A call of `set_props` on the component `target`, which every run of an entry point writes to.

    `wildcard` is that of the callback's input; `links` is the way to the call.
    """

    entry: EntryPoint
    place: Place
    target: str
    wildcard: str
    links: tuple[Link, ...] = ()

    @property
    def start(self) -> Place:
        """The place of the call in the entry point's own body."""
        return self.links[0].place if self.links else self.place


@dataclass(frozen=True, slots=True)
class SharedPropsCalls:
    """Finds the `set_props` of callbacks whose runs overlap on a loop, or in the threads of a websocket."""

    receivers: Receivers
    graph: CallGraph

    def of(self, uses: Iterable[CallbackUse]) -> Iterator[SharedProps]:
        """Yield the calls that these callbacks come to, the nearest first."""
        if not any(_MENTION in text for text in self.receivers.modules.texts.values()):
            return
        for use in uses:
            wildcard = self._wildcard(use)
            for entry in use.entries if wildcard else ():
                if _overlaps(entry):
                    yield from self._calls(entry, wildcard)

    def _wildcard(self, use: CallbackUse) -> str:
        """Return the wildcard among the inputs that makes the callback run for each component."""
        arguments = (*use.given.positional, *(values for _, values in use.given.keywords))
        for dependency in _flat(value for values in arguments for value in values):
            if isinstance(dependency, Instance) and dependency.kind in _INPUTS and dependency.site is not None:
                of_input = given(self.receivers, dependency.site)
                for part in _flat(of_input.find("component_id", 0) or ()):
                    name = part.path.rpartition(".")[2] if isinstance(part, Symbol) else ""
                    if name in _RUNNING_EACH and isinstance(part, Symbol) and part.path.startswith("dash"):
                        return name
        return ""

    def _calls(self, entry: EntryPoint, wildcard: str) -> Iterator[SharedProps]:
        waiting: list[tuple[Frame, tuple[Link, ...]]] = [(entry.activation.frame, ())]
        seen = {entry.activation.frame}
        for frame, links in waiting:  # grows meanwhile
            for place, target in self._in(frame, entry.backend):
                yield SharedProps(entry, place, target, wildcard, links)
            for step in self.graph.steps(frame):
                run = step.activation
                if run is not None and entry.backend in step.backends and run.frame not in seen:
                    seen.add(run.frame)
                    waiting.append((run.frame, (*links, Link(Place(frame.path, step.at), name_of(run)))))

    def _in(self, frame: Frame, backend: str) -> Iterator[tuple[Place, str]]:
        if _MENTION not in self.receivers.modules.texts.get(frame.path, b""):
            return
        for statement, branch in frame.scope.statements:
            if self.receivers.is_taken(branch, frame) and backend in gates.possible(self.receivers, branch, frame):
                for call, inner in framed_calls(self.receivers, statement, frame):
                    target = self._target(call, inner)
                    if target:
                        yield Place(frame.path, call.at), target

    def _target(self, call: facts.Call, frame: Frame) -> str:
        """Return the id that a call of `set_props` writes to, if it is one and the same in every run."""
        if not _SET_PROPS & set(self.receivers.paths(call.function, frame)):
            return ""
        ids = given(self.receivers, Site(call, frame)).find("component_id", 0) or ()
        texts = {value.value for value in ids if isinstance(value, Literal) and isinstance(value.value, str)}
        return texts.pop() if len(texts) == len(ids) == 1 else ""


def _overlaps(entry: EntryPoint) -> bool:
    """Tell whether one run can begin before another one ends, in one and the same worker of an ASGI server."""
    if entry.backend not in dash_names.ASGI or entry.role != "callback":
        return False
    return entry.runs is Runs.THREAD or (entry.runs is Runs.LOOP and entry.activation.frame.scope.awaits)


def _flat(values: Iterable[Value]) -> Iterator[Value]:
    """Yield values and what they hold."""
    for value in values:
        yield value
        held: tuple[Values, ...] = ()
        if isinstance(value, Sequence):
            held = (*value.items, value.rest)
        elif isinstance(value, Table):
            held = (*(found for _, found in value.items), value.rest)
        for inner in held:
            yield from _flat(inner)
