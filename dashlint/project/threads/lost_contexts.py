"""Lost contexts: functions that callbacks hand to a thread where the callback's context is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.chains import Link, name_of
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.files.stretches import without_context
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.context_uses import ContextUse, ContextUses
from dashlint.project.threads.handovers import Handover, Handovers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Symbol
from dashlint.project.values.value import Value

#: Entry points for which Dash sets the context.
_ROLES = frozenset({"callback", "API endpoint", "`on_error` handler", "page layout"})
_MENTIONING = (b"run_in_executor", b"submit", b"Thread", b"Timer", b".map")
_LONGEST_CHAIN = 15


@dataclass(frozen=True, slots=True)
class LostContext:
    """A hand-over whose function needs the context of its callback.

    `function` is the function's name for people, `links` the calls from there to the use; `in_async` tells that the
    code that hands over is `async def`.
    """

    entry: EntryPoint
    handover: Handover
    function: str
    use: ContextUse
    links: tuple[Link, ...]
    in_async: bool


@dataclass(frozen=True, slots=True)
class LostContexts:
    """The lost contexts of a project's callbacks."""

    receivers: Receivers
    graph: CallGraph

    def of(self, entries: tuple[EntryPoint, ...]) -> Iterator[LostContext]:
        """Yield the lost contexts in what these entry points reach, one for each hand-over."""
        if not any(word in text for text in self.receivers.modules.texts.values() for word in _MENTIONING):
            return
        seen: set[tuple[Frame, str]] = set()
        told: set[Place] = set()
        for entry in entries:
            for handover in self._handovers(entry, seen):
                lost = self._lost(entry, handover) if handover.place not in told else None
                if lost is not None:
                    told.add(handover.place)
                    yield lost

    def _handovers(self, entry: EntryPoint, seen: set[tuple[Frame, str]]) -> Iterator[Handover]:
        """Yield the hand-overs that lose the context, in all that runs with it."""
        waiting = [decoration.activation.frame for decoration in entry.decorations]
        waiting += [entry.activation.frame] if entry.calls_function else []
        finder = Handovers(self.receivers)
        while waiting and entry.role in _ROLES:
            frame = waiting.pop()
            if (frame, entry.backend) in seen:
                continue
            seen.add((frame, entry.backend))
            waiting += [run.frame for _, run in self._steps(frame, entry.backend)]
            for handover in finder.of(frame, entry.backend):
                if handover.loses_context:
                    yield handover
                elif not handover.runner.loses_context:
                    waiting += [run.frame for one in handover.functions for run in finder.runs(handover, one)]

    def _steps(self, frame: Frame, backend: str) -> Iterator[tuple[int, Activation]]:
        for step in self.graph.steps(frame):
            if step.activation is not None and backend in step.backends:
                yield step.at, step.activation

    def _certain_steps(self, frame: Frame, backend: str) -> Iterator[tuple[int, Activation]]:
        """Yield the steps that are taken without a context, by code that is not ready for there being none."""
        uses = ContextUses(self.receivers)
        ready, elsewhere = without_context(frame.scope), uses.in_context(frame)
        for at, called in self._steps(frame, backend):
            is_ready = at in ready or at in elsewhere
            if not is_ready and not uses.is_asked_for(frame.scope.branch_at(at), frame):
                yield at, called

    def _lost(self, entry: EntryPoint, handover: Handover) -> LostContext | None:
        in_async = bool(getattr(handover.frame.scope.node, "is_async", False))
        for function in handover.functions:
            use = self._handed(function, handover)
            if use is not None:
                return LostContext(entry, handover, "", use, (), in_async)
            for run in Handovers(self.receivers).runs(handover, function):
                found = self._search(run, entry.backend)
                if found is not None:
                    return LostContext(entry, handover, name_of(run), *found, in_async)
        return None

    def _handed(self, function: Value, handover: Handover) -> ContextUse | None:
        """Return the use that a function of Dash itself is when it is handed over."""
        name = ContextUses(self.receivers).function((function,)) if isinstance(function, Symbol) else ""
        return ContextUse(handover.place, name) if name else None

    def _search(self, start: Activation, backend: str) -> tuple[ContextUse, tuple[Link, ...]] | None:
        """Return the use nearest to a function that runs in a thread, and the way there."""
        uses = ContextUses(self.receivers)
        level: list[tuple[Activation, tuple[Link, ...]]] = [(start, ())]
        seen = {start.frame}
        for _ in range(_LONGEST_CHAIN):
            following: list[tuple[Activation, tuple[Link, ...]]] = []
            for run, links in level:
                if uses.brings_its_own(run.frame, backend) or uses.falls_back(run.frame):
                    continue
                use = uses.first(run.frame, backend)
                if use is not None:
                    return use, links
                for at, called in self._certain_steps(run.frame, backend):
                    if called.frame not in seen:
                        seen.add(called.frame)
                        following.append((called, (*links, Link(Place(run.frame.path, at), name_of(called)))))
            level = following
        return None
