"""Ways: how the functions of a project come to run, be it by calls or by hand-overs to threads and processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.chains import name_of
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.handovers import Handovers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, ProjectFunction

#: Functions looked at from one entry point.
MOST_FUNCTIONS = 3_000


@dataclass(frozen=True, slots=True)
class Hop:
    """One call on a way: where it is made, and the name of the function that it runs.

    `by` names what takes the function to another thread or process; it is empty for a plain call.
    """

    place: Place
    function: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a function comes to run: from an entry point, or from the module at `path` when that is imported.

    Without hops it is the entry point itself. `run` is the function as it is run, with what it is given.
    """

    entry: EntryPoint | None
    path: str
    hops: tuple[Hop, ...]
    run: Activation = field(repr=False, compare=False)

    @property
    def by(self) -> str:
        """What takes the function to another thread or process on the way; empty where nothing does."""
        return next((hop.by for hop in reversed(self.hops) if hop.by), "")


_Step = tuple[Frame, bool, tuple[Hop, ...]]


class Ways:
    """The ways to functions."""

    def __init__(self, receivers: Receivers, graph: CallGraph) -> None:
        self._receivers = receivers
        self._graph = graph
        self._handovers = Handovers(receivers)
        self._known: dict[tuple[Frame, str], tuple[tuple[Hop, Activation], ...]] = {}

    def of(self, function: ProjectFunction, entries: Iterable[EntryPoint]) -> Iterator[Way]:
        """Yield the shortest way from each entry point to a function, and the shortest that hands it over."""
        for entry in entries:
            if entry.place == function.place:
                yield Way(entry, entry.path, (), entry.activation)
                continue
            start: list[_Step] = [(entry.activation.frame, False, ())] if entry.calls_function else []
            for decoration in entry.decorations:
                hop = Hop(Place(entry.path, decoration.at), name_of(decoration.activation))
                if decoration.activation.function.place == function.place:
                    yield Way(entry, entry.path, (hop,), decoration.activation)
                start.append((decoration.activation.frame, False, (hop,)))
            for hops, run in self._search(start, entry.backend, function.place):
                yield Way(entry, entry.path, hops, run)

    def at_import(self, function: ProjectFunction) -> Iterator[Way]:
        """Yield the shortest way from each module to a function that it runs when it is imported, one for a module."""
        modules = self._receivers.modules
        looked_at = {function.place.path, *modules.roots, *modules.mentioning(function.node.name)}
        for path in sorted(looked_at):
            frame = self._receivers.module_frame(path)
            found = next(iter(self._search([(frame, False, ())], "flask", function.place)), None)
            if found is not None:
                yield Way(None, path, *found)

    def _search(self, start: list[_Step], backend: str, target: Place) -> Iterator[tuple[tuple[Hop, ...], Activation]]:
        """Yield the shortest way to a function without a hand-over and the shortest with one, if there are any."""
        level, found = start, set[bool]()
        seen = {(frame, is_handed) for frame, is_handed, _ in start}
        while level and len(seen) < MOST_FUNCTIONS:
            following: list[_Step] = []
            for frame, is_handed, hops in level:
                for hop, run in self._hops(frame, backend):
                    handed = is_handed or bool(hop.by)
                    if run.function.place == target and handed not in found:
                        found.add(handed)
                        yield (*hops, hop), run
                    if (run.frame, handed) not in seen:
                        seen.add((run.frame, handed))
                        following.append((run.frame, handed, (*hops, hop)))
            level = following

    def _hops(self, frame: Frame, backend: str) -> tuple[tuple[Hop, Activation], ...]:
        key = (frame, backend)
        if key not in self._known:
            self._known[key] = tuple(self._from(frame, backend))
        return self._known[key]

    def _from(self, frame: Frame, backend: str) -> Iterator[tuple[Hop, Activation]]:
        for step in self._graph.steps(frame):
            if step.activation is not None and backend in step.backends:
                yield Hop(Place(frame.path, step.at), name_of(step.activation)), step.activation
        for handover in self._handovers.of(frame, backend):
            for value in handover.functions:
                for run in self._handovers.runs(handover, value):
                    yield Hop(handover.place, name_of(run), handover.runner.name), run
