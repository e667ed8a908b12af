"""The call graph: what the body of every function runs, step by step, each step at its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dashlint.project.calls.bodies import Body
from dashlint.project.calls.loopless import needs_no_loop
from dashlint.project.calls.steps import Step
from dashlint.project.meaning import gates
from dashlint.project.values.frame import Frame

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

__all__ = ["CallGraph", "Step"]


class CallGraph:
    """The steps of every function, worked out when they are first asked for."""

    def __init__(self, receivers: Receivers, is_whole: bool = False) -> None:
        """Unless it `is_whole`, the graph ends at bodies that can lead to nothing that a rule asks about."""
        self._receivers = receivers
        self._is_whole = is_whole
        self._steps: dict[Frame, tuple[Step, ...]] = {}

    def leads(self, frame: Frame) -> bool:
        """Tell whether the body that runs in a frame can lead to anything that a rule asks about."""
        return self._is_whole or self._receivers.leads(frame)

    def steps(self, frame: Frame) -> tuple[Step, ...]:
        """Return the steps of the body that runs in a frame, in order."""
        if frame not in self._steps:
            self._steps[frame] = tuple(dict.fromkeys(self._body(frame))) if self.leads(frame) else ()
        return self._steps[frame]

    def _body(self, frame: Frame) -> Iterator[Step]:
        for statement, branch in frame.scope.statements:
            if self._receivers.is_taken(branch, frame) and not needs_no_loop(self._receivers, branch, frame):
                backends = gates.possible(self._receivers, branch, frame)
                yield from Body(self._receivers, frame, backends).statement(statement)
