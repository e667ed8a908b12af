"""Reached: the functions of the project that a request can run."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.entry_points import EntryPoints
from dashlint.project.values.frame import Frame


@dataclass(slots=True)
class Reached:
    """The entry points, and everything that they reach by calls."""

    entries: EntryPoints
    graph: CallGraph
    _places: frozenset[Place] | None = field(default=None, init=False)

    def runs(self, frame: Frame) -> bool:
        """Tell whether a request can run the function that a frame belongs to."""
        node = frame.scope.node
        return isinstance(node, facts.Function) and Place(frame.path, node.at) in self._all()

    def _all(self) -> frozenset[Place]:
        if self._places is None:
            waiting = [entry.activation for entry in self.entries.all]
            seen = {}
            while waiting:
                run = waiting.pop()
                if run.frame not in seen:
                    seen[run.frame] = run.function.place
                    waiting += [step.activation for step in self.graph.steps(run.frame) if step.activation is not None]
            self._places = frozenset(seen.values())
        return self._places
