"""Explaining: all that is known of one function, for whoever asks why something is reported in it, or is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dashlint import facts
from dashlint.project.answers.doings import Doing, Doings
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.entry_points import EntryPoints
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.ways import Way, Ways
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import ProjectFunction


@dataclass(frozen=True, slots=True)
class Explained:
    """What is known of a function, or of the code at the top of a module, whose `function` is None.

    `ways` are those on which a request or the server comes to it, `imports` those on which an import does. `apps` are
    the apps that it belongs to: those of the ways, or, where `is_by_module`, those whose code its module is part of.
    """

    path: str
    function: ProjectFunction | None
    ways: tuple[Way, ...]
    imports: tuple[Way, ...]
    doings: tuple[Doing, ...]
    apps: tuple[App, ...]
    is_by_module: bool


@dataclass(frozen=True, slots=True)
class Explaining:
    """Tells what is known of functions."""

    receivers: Receivers
    graph: CallGraph
    apps: Apps
    entries: EntryPoints

    def functions(self, path: str) -> tuple[ProjectFunction, ...]:
        """Return the functions of a file, by their turns; of the lambdas those that Dash or a server calls."""
        scope = self.receivers.namespaces.module(path)
        found = {function.place: function for function in self._defined(path)}
        for entry in self.entries.all:
            if entry.path == scope.path:
                found.setdefault(entry.place, entry.function)
        return tuple(found[place] for place in sorted(found))

    def of(self, path: str, function: ProjectFunction | None) -> Explained:
        """Return what is known of a function of the file at `path`, or of the code at the top of the file."""
        doings = Doings(self.receivers, self.graph)
        if function is None:
            frame = self.receivers.module_frame(path)
            return Explained(path, None, (), (), tuple(doings.of(frame)), self.apps.of_module(path), True)
        finder = Ways(self.receivers, self.graph)
        ways, imports = tuple(finder.of(function, self.entries.all)), tuple(finder.at_import(function))
        known = [way.entry.app for way in ways if way.entry is not None and way.entry.app is not None]
        apps = tuple(dict.fromkeys(known))
        frames = self._frames(function, (*ways, *imports))
        done = tuple(_united(doing for frame in frames for doing in doings.of(frame)))
        return Explained(path, function, ways, imports, done, apps or self.apps.of_module(path), not apps)

    def _defined(self, path: str) -> Iterator[ProjectFunction]:
        namespaces = self.receivers.namespaces
        for scope in namespaces.function_scopes(namespaces.module(path)):
            if isinstance(scope.node, facts.Function):
                frame = self.receivers.open_frame(scope)
                yield ProjectFunction(scope.node, frame.outer or frame, frame.owner)

    def _frames(self, function: ProjectFunction, ways: tuple[Way, ...]) -> tuple[Frame, ...]:
        """Return what is to be looked at for a function: each way it runs, or its code alone where none is known."""
        run = tuple(dict.fromkeys(way.run.frame for way in ways))
        return run or (self.receivers.body_frame(function),)


def _united(doings: Iterable[Doing]) -> Iterator[Doing]:
    """Yield what the same function does in all its runs; what is known in one of them is known."""
    found: dict[tuple[object, ...], Doing] = {}
    for doing in doings:
        key = (doing.place, doing.what, doing.name, doing.target, doing.by)
        other = found.get(key, doing)
        chains = tuple(dict.fromkeys((*other.chains, *doing.chains)))
        found[key] = replace(other, backends=other.backends | doing.backends, chains=chains)
    known = {doing.place for doing in found.values() if doing.what != "unknown"}
    yield from sorted(
        (doing for doing in found.values() if doing.what != "unknown" or doing.place not in known),
        key=lambda doing: doing.place,
    )
