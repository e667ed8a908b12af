"""Coroutines: the calls that make one which nothing awaits, in what the apps run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.fates import FAILING, Fate, Fates, Part
from dashlint.project.calls.passing import Passing, names_below
from dashlint.project.coroutines.making import CoroutineMaking
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.files.flow import Branch
from dashlint.project.meaning import gates
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame

#: Those whose result is the answer to a request.
_ANSWERING = frozenset({"callback", "API endpoint", "page layout", "layout", "route", "`on_error` handler"})
#: What looks at names in a body, so that a coroutine may be awaited by them.
_SEEING = frozenset({"locals", "vars", "eval", "exec"})


@dataclass(frozen=True, slots=True)
class ForgottenAwait:
    """A call that makes a coroutine, what is done with that instead of awaiting it, and an entry point that does it.

    `name` is what is called; `function` is the function that holds the call, None for the body of a module. `is_free`
    tells that `await` can stand before the call where the function is async: nothing awaits the coroutine later on.
    """

    place: Place
    name: str
    fate: Fate
    function: facts.Function | None
    entry: EntryPoint | None
    is_free: bool = False

    @property
    def about(self) -> Place | None:
        """The place of the function that holds the call."""
        return Place(self.place.path, self.function.at) if self.function is not None else None


@dataclass(slots=True)
class Coroutines:
    """Finds the coroutines that the apps' code makes and does not await."""

    receivers: Receivers
    graph: CallGraph
    _fates: Fates = field(init=False)
    _making: CoroutineMaking = field(init=False)
    _passing: Passing = field(init=False)

    def __post_init__(self) -> None:
        self._fates = Fates(self.receivers)
        self._making = CoroutineMaking(self.receivers)
        self._passing = Passing(self.receivers, self._fates)

    def forgotten(self, entries: tuple[EntryPoint, ...], apps: tuple[App, ...]) -> Iterator[ForgottenAwait]:
        """Yield the forgotten awaits of the entry points, of what they reach, and of the modules that make them."""
        seen: set[tuple[Frame, str]] = set()
        for entry in entries:
            if entry.calls_function:
                yield from self._in_frame(entry.activation.frame, entry)
            for frame in self._below(entry, seen):
                yield from self._in_frame(frame, entry)
        for frame in self._makers(entries, apps):
            yield from self._in_frame(frame, None)

    def _below(self, entry: EntryPoint, seen: set[tuple[Frame, str]]) -> Iterator[Frame]:
        """Yield the frames that an entry point reaches, and its decorations', which were not seen on its backend."""
        own = entry.activation.frame
        waiting = [decoration.activation.frame for decoration in entry.decorations]
        waiting += [own] if entry.calls_function else []
        while waiting:
            frame = waiting.pop()
            if (frame, entry.backend) not in seen:
                seen.add((frame, entry.backend))
                if frame is not own:
                    yield frame
                steps = (step for step in self.graph.steps(frame) if entry.backend in step.backends)
                waiting += [step.activation.frame for step in steps if step.activation is not None]

    def _makers(self, entries: tuple[EntryPoint, ...], apps: tuple[App, ...]) -> Iterator[Frame]:
        """Yield the frames of the modules and functions that make the apps and their entry points, each once."""
        paths = sorted({entry.path for entry in entries} | {app.path for app in apps if app.path})
        frames = [self.receivers.module_frame(path) for path in paths]
        frames += [app.instance.site.frame for app in apps if app.instance.site is not None]
        yield from dict.fromkeys([*frames, *(entry.function.frame for entry in entries)])

    # what a body does with the coroutines that it makes

    def _in_frame(self, frame: Frame, entry: EntryPoint | None) -> Iterator[ForgottenAwait]:
        if not self.graph.leads(frame):
            return
        parts = list(self._fates.of(frame, self._taken(frame, entry.backend if entry else None)))
        for part in parts:
            expression, fate = part.expression, part.fate
            if isinstance(expression, facts.Name) or (fate is Fate.PASSED and part.call is None):
                continue
            if not self._making.gives_coroutine(expression, part.frame):
                continue
            is_free = _is_run_with(part.frame, frame)
            if fate is Fate.BOUND:
                fate, is_kept = self._fate_of_name(part, parts)
                is_free = is_free and not is_kept
            elif fate is Fate.PASSED and part.call is not None:
                fate = self._passing.fate(part)
            if self._is_forgotten(fate, frame, entry):
                place = Place(frame.path, expression.at)
                node = frame.scope.node if isinstance(frame.scope.node, facts.Function) else None
                yield ForgottenAwait(place, self._making.name(expression, part.frame), fate, node, entry, is_free)

    def _taken(self, frame: Frame, backend: str | None) -> Iterator[tuple[facts.Statement, Branch]]:
        for statement, branch in frame.scope.statements:
            if self.receivers.is_taken(branch, frame):
                if backend is None or backend in gates.possible(self.receivers, branch, frame):
                    yield statement, branch

    def _is_forgotten(self, fate: Fate, frame: Frame, entry: EntryPoint | None) -> bool:
        if fate is not Fate.RETURNED:
            return fate not in (Fate.PASSED, Fate.BOUND)
        return entry is not None and frame is entry.activation.frame and _answers(entry)

    def _fate_of_name(self, made: Part, parts: list[Part]) -> tuple[Fate, bool]:
        """Return what becomes of a coroutine that is given a name, and whether something may await it later on.

        That is where it fails for certain, else all that is done.
        """
        scope, at = made.frame.scope, made.expression.at
        bound = [name for name, bindings in scope.bindings.items() if any(_binds(b.source, at) for b in bindings)]
        if len(bound) != 1 or scope.kind != "function" or bound[0] in scope.globals | scope.nonlocals:
            return Fate.PASSED, True
        reads = [part for part in parts if isinstance(part.expression, facts.Name) and part.expression.id == bound[0]]
        fates = list(self._fates_of_reads(reads, made))
        is_seen = bound[0] in names_below(scope.block) or any(_sees_names(part.expression) for part in parts)
        is_kept = is_seen or bool({Fate.PASSED, Fate.BOUND} & {*fates})
        certain = [fate for fate in fates if fate in FAILING] or [fate for fate in fates if fate is Fate.RETURNED]
        if certain:
            return certain[0], is_kept
        if is_kept or (reads and not fates):
            return Fate.PASSED, True
        return (fates[0] if fates else Fate.DROPPED), False

    def _fates_of_reads(self, reads: list[Part], made: Part) -> Iterator[Fate]:
        """Yield what is done where a name is read that the coroutine was given, if it can stand for nothing else."""
        for read in reads:
            assert isinstance(read.expression, facts.Name)
            bindings, _ = made.frame.scope.reaching(read.expression.id, read.expression.at)
            if any(_binds(binding.source, made.expression.at) for binding in bindings):
                is_certain = len(bindings) == 1 and read.frame is made.frame
                yield self._passing.fate(read) if is_certain else Fate.PASSED


def _answers(entry: EntryPoint) -> bool:
    """Tell whether what an entry point returns is an answer as it is; workers await what they get once more."""
    return entry.role in _ANSWERING and not entry.decorations and entry.runs is not Runs.WORKER


def _is_run_with(inner: Frame, frame: Frame) -> bool:
    """Tell whether the code of a frame is the function's own, or that of a comprehension that is run at once."""
    node = inner.scope.node
    if inner is frame:
        return True
    return inner.outer is frame and isinstance(node, facts.Comprehension) and node.kind != "generator"


def _binds(source: object, at: int) -> bool:
    """Tell whether a statement gives the value of this turn a name."""
    return isinstance(source, facts.Assign) and source.value is not None and source.value.at == at


def _sees_names(expression: facts.Expression) -> bool:
    return isinstance(expression, facts.Name) and expression.id in _SEEING
