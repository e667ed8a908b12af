"""Loop code: the bodies that entry points run on an event loop, each once for every backend."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dashlint import facts
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.files.flow import Branch
from dashlint.project.meaning import gates
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame


@dataclass(frozen=True, slots=True)
class LoopBody:
    """The body that runs in a frame for an entry point."""

    frame: Frame
    entry: EntryPoint

    def statements(self, receivers: Receivers) -> Iterator[tuple[facts.Statement, Branch]]:
        """Yield the statements that can run on the entry point's backend, with their branches."""
        frame = self.frame
        for statement, branch in frame.scope.statements:
            if receivers.is_taken(branch, frame) and self.entry.backend in gates.possible(receivers, branch, frame):
                yield statement, branch


@dataclass(slots=True)
class LoopCode:
    """What entry points run on a loop: their own bodies, and what these reach by calls."""

    graph: CallGraph
    _seen: set[tuple[Frame, str]] = field(default_factory=set, init=False)

    def of(self, entries: Iterable[EntryPoint]) -> Iterator[LoopBody]:
        """Yield the bodies that these entry points run, the nearest first."""
        for entry in entries:
            if entry.runs <= Runs.OWN_LOOP:
                own = [entry.activation.frame] if entry.calls_function else []
                yield from self._below(entry, [*own, *(part.activation.frame for part in entry.decorations)])

    def _below(self, entry: EntryPoint, starts: list[Frame]) -> Iterator[LoopBody]:
        waiting = deque(starts)
        while waiting:
            frame = waiting.popleft()
            if (frame, entry.backend) not in self._seen and self.graph.leads(frame):
                self._seen.add((frame, entry.backend))
                yield LoopBody(frame, entry)
                waiting += (
                    step.activation.frame
                    for step in self.graph.steps(frame)
                    if step.activation is not None and entry.backend in step.backends
                )
