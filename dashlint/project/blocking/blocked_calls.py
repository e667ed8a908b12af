"""Blocked calls: the calls in entry points that hold up the loop they run on, and the way to the cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph, Step
from dashlint.project.calls.chains import Chain, Link, name_of
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation

#: The longest way that is followed; the longest seen in real projects has seven calls.
LONGEST_CHAIN = 15
#: Functions looked at for one call.
MOST_FUNCTIONS = 1_500


@dataclass(frozen=True, slots=True)
class BlockedCall:
    """A call in the body of an entry point that blocks or leads to what blocks."""

    entry: EntryPoint
    place: Place
    chain: Chain


class BlockedCalls:
    """The blocked calls of all entry points."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._below: dict[tuple[Frame, str], tuple[Chain, ...]] = {}

    def of(self, entries: tuple[EntryPoint, ...]) -> Iterator[BlockedCall]:
        """Yield the blocked calls of these entry points, for each kind and severity of cause the shortest chain.

        Of a function that is an entry point more than once, a call counts once: where it does most harm.
        """
        seen: set[tuple[Place, str]] = set()
        for entry in entries:
            if entry.runs <= Runs.OWN_LOOP or entry.backend == "flask":
                for step in self._own_steps(entry):
                    yield from self._blocked(entry, step, seen)

    def are_below(self, run: Activation, backend: str) -> bool:
        """Tell whether a function blocks, or leads to what does, wherever it runs."""
        return bool(self._reachable(run, backend))

    def below(self, run: Activation, backend: str) -> tuple[Chain, ...]:
        """Return the shortest ways from a function's body to what blocks, one for each kind and severity of cause."""
        return self._reachable(run, backend)

    def _blocked(self, entry: EntryPoint, step: Step, seen: set[tuple[Place, str]]) -> Iterator[BlockedCall]:
        place = Place(entry.path, step.at)
        for chain in self._chains(step, entry):
            key = (place, f"{chain.cause.kind} {chain.cause.severity}")
            if key not in seen:
                seen.add(key)
                yield BlockedCall(entry, place, chain)

    def _own_steps(self, entry: EntryPoint) -> Iterator[Step]:
        for decoration in entry.decorations:
            yield Step(decoration.at, frozenset({entry.backend}), None, decoration.activation)
        if entry.calls_function:
            yield from self._graph.steps(entry.activation.frame)

    def _chains(self, step: Step, entry: EntryPoint) -> tuple[Chain, ...]:
        if entry.backend not in step.backends:
            return ()
        place = Place(entry.path, step.at)
        if step.blocking is not None:
            return (Chain(step.blocking, place),)
        assert step.activation is not None
        if any(step.activation is decoration.activation for decoration in entry.decorations):
            below = tuple(self._search(step.activation, entry.backend, entry.place))
        else:
            below = self._reachable(step.activation, entry.backend)
        link = Link(place, name_of(step.activation), step.activation)
        return tuple(Chain(chain.cause, chain.place, (link, *chain.links)) for chain in below)

    def _reachable(self, start: Activation, backend: str) -> tuple[Chain, ...]:
        """Return the shortest chain from a function's body to each kind and severity of cause."""
        key = (start.frame, backend)
        if key not in self._below:
            self._below[key] = tuple(self._search(start, backend, None))
        return self._below[key]

    def _search(self, start: Activation, backend: str, without: Place | None) -> Iterator[Chain]:
        found: set[tuple[str, int]] = set()
        seen = {start.frame}
        level: list[tuple[Activation, tuple[Link, ...]]] = [(start, ())]
        for _ in range(LONGEST_CHAIN):
            following: list[tuple[Activation, tuple[Link, ...]]] = []
            for activation, links in level:
                for step in self._graph.steps(activation.frame):
                    if backend not in step.backends:
                        continue
                    place = Place(activation.frame.path, step.at)
                    if step.blocking is not None:
                        cause = (step.blocking.kind, int(step.blocking.severity))
                        if cause not in found:
                            found.add(cause)
                            yield Chain(step.blocking, place, links)
                    elif step.activation and step.activation.frame not in seen and len(seen) < MOST_FUNCTIONS:
                        if step.activation.function.place == without:
                            continue
                        seen.add(step.activation.frame)
                        link = Link(place, name_of(step.activation), step.activation)
                        following.append((step.activation, (*links, link)))
            level = following
