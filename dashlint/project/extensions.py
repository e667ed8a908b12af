"""Extensions: where the project gives a server to other people's code, and which of their names its apps use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.catalogue import Extension, Outcome
from dashlint.catalogue.values import Backend
from dashlint.facts import Place
from dashlint.project import dash_names, gates
from dashlint.project.apps import App, is_app
from dashlint.project.callgraph import CallGraph
from dashlint.project.contexts import EntryPoint, Runs
from dashlint.project.entries import EntryPoints
from dashlint.project.objects import mro
from dashlint.project.receivers import Receivers
from dashlint.project.scanning import Scan
from dashlint.project.scopes import own_expressions, walk_expression
from dashlint.project.servers import MOUNTS
from dashlint.project.values import Frame, Instance, ProjectClass, Site, Symbol, Value

#: What a request of `quart_flask_patch` lends to extensions on Quart is not told apart by extension.
PATCH = "quart_flask_patch"


@dataclass(frozen=True, slots=True)
class ExtensionUse:
    """An extension that is given an app's server, or a name of it that code of the app uses.

    `name` is the dotted name, `place` that of the call, the name or the decorator; `app` runs on `backend`, where the
    extension has this `outcome` and `replacement`.
    """

    place: Place
    name: str
    extension: Extension
    app: App
    backend: str
    outcome: Outcome
    replacement: str


class ExtensionUses:
    """The uses of extensions in a project."""

    def __init__(self, receivers: Receivers, entries: EntryPoints, graph: CallGraph, scan: Scan) -> None:
        self._receivers = receivers
        self._entries = entries
        self._graph = graph
        self._scan = scan

    def all(self) -> tuple[ExtensionUse, ...]:
        """Return every use, once for each backend that it meets, by place."""
        found = {(use.place, use.backend, use.name): use for use in (*self._bindings(), *self._uses())}
        return tuple(found[key] for key in sorted(found))

    # bindings

    def _bindings(self) -> Iterator[ExtensionUse]:
        for spot, call in self._scan.calls():
            for value in self._receivers.values(call.function, spot.frame):
                for name in self._bound_names(value, call, spot.frame):
                    for app in self._given(value, call, spot.frame):
                        for backend in app.backends_among(spot.backends):
                            if not self._is_patched(backend, spot.path):
                                yield self._use(name, spot.place(call.at), app, backend)

    def _bound_names(self, value: Value, call: facts.Call, frame: Frame) -> Iterator[str]:
        """Yield the names of what a call binds to the server it is given: itself, or a blueprint that is registered."""
        values: list[Value] = [value]
        if isinstance(value, Symbol) and value.path.rpartition(".")[2] in MOUNTS:
            values = [part for argument in call.arguments for part in self._receivers.values(argument.value, frame)]
        for part in values:
            for name in _names_of(self._receivers, part):
                extension = self._receivers.catalogue.extension(name)
                if extension is not None and _is_among(name, extension.binds):
                    yield name

    def _given(self, value: Value, call: facts.Call, frame: Frame) -> Iterator[App]:
        """Yield the apps that a call is given, or whose server it is given."""
        made = Instance(value.path, Site(call, frame)) if isinstance(value, Symbol) else None
        if made is not None and is_app(self._receivers, made):
            if not self._has_secret_key(made):
                yield from self._entries.servers.apps_of(made)
            return
        if isinstance(value, Symbol) and value.receiver is not None and value.path.rpartition(".")[2] in MOUNTS:
            yield from self._entries.servers.apps_of(value.receiver)
        for argument in call.arguments:
            for given in self._receivers.values(argument.value, frame):
                if dash_names.is_server(given) or is_app(self._receivers, given):
                    yield from self._entries.servers.apps_of(given)

    def _has_secret_key(self, app: Instance) -> bool:
        """Tell whether `server.secret_key = ...` is set anywhere for an app."""
        apps = set(self._entries.servers.apps_of(app))
        for spot, target in self._scan.assigned_attributes("secret_key"):
            for server in self._receivers.values(target.value, spot.frame):
                if apps & set(self._entries.servers.apps_of(server)):
                    return True
        return False

    def _is_patched(self, backend: str, path: str) -> bool:
        return backend == "quart" and PATCH.encode() in self._receivers.modules.texts.get(path, b"")

    # uses

    def _uses(self) -> Iterator[ExtensionUse]:
        seen: set[tuple[Frame, App, str]] = set()
        for entry in self._entries.all:
            if entry.app is not None and entry.backend in dash_names.ASGI and entry.runs is not Runs.WORKER:
                yield from self._used_by_decorators(entry, entry.app)
                yield from self._used_below(entry, entry.app, seen)

    def _used_by_decorators(self, entry: EntryPoint, app: App) -> Iterator[ExtensionUse]:
        for decorator in entry.function.node.decorators:
            for value in self._receivers.values(decorator.value, entry.function.frame):
                for name in _names_of(self._receivers, value):
                    yield from self._use_if_needed(name, Place(entry.path, decorator.at), app, entry.backend)

    def _used_below(self, entry: EntryPoint, app: App, seen: set[tuple[Frame, App, str]]) -> Iterator[ExtensionUse]:
        waiting = [entry.activation.frame]
        while waiting:
            frame = waiting.pop()
            if (frame, app, entry.backend) in seen:
                continue
            seen.add((frame, app, entry.backend))
            names: set[str] = set()
            for use in self._used_in(frame, app, entry.backend):
                if use.name not in names:  # one finding a function is enough
                    names.add(use.name)
                    yield use
            steps = self._graph.steps(frame)
            waiting += [step.activation.frame for step in steps if step.activation and entry.backend in step.backends]

    def _used_in(self, frame: Frame, app: App, backend: str) -> Iterator[ExtensionUse]:
        for statement, branch in frame.scope.statements:
            if backend in gates.possible(self._receivers, branch, frame):
                for expression in own_expressions(statement):
                    for part in walk_expression(expression, into_comprehensions=True):
                        if isinstance(part, (facts.Name, facts.Attribute)):
                            for value in self._receivers.values(part, frame):
                                for name in _names_of(self._receivers, value):
                                    yield from self._use_if_needed(name, Place(frame.path, part.at), app, backend)

    def _use_if_needed(self, name: str, place: Place, app: App, backend: str) -> Iterator[ExtensionUse]:
        extension = self._receivers.catalogue.extension(name)
        if extension is not None and _is_use(name, extension.uses) and not self._is_patched(backend, app.path):
            yield self._use(name, place, app, backend)

    def _use(self, name: str, place: Place, app: App, backend: str) -> ExtensionUse:
        extension = self._receivers.catalogue.extension(name)
        assert extension is not None
        on = _BACKENDS[backend]
        return ExtensionUse(
            place, name, extension, app, backend, extension.outcome(on), extension.replacements.get(on, "")
        )


_BACKENDS: dict[str, Backend] = {"flask": "flask", "fastapi": "fastapi", "quart": "quart"}


def _is_among(name: str, names: tuple[str, ...]) -> bool:
    """Tell whether a name is one of these, or the `init_app` of one."""
    owner, _, member = name.rpartition(".")
    return name in names or (owner in names and member in ("init_app", "instrument_app", "init"))


def _is_use(name: str, names: tuple[str, ...]) -> bool:
    """Tell whether a name is one of these, or what guards a callback with one."""
    owner, _, member = name.rpartition(".")
    return name in names or (owner in names and member == "login_required")


def _names_of(receivers: Receivers, value: Value) -> tuple[str, ...]:
    """Return the dotted names under which the catalogue may know a value; a project's class has its bases'."""
    if isinstance(value, Symbol):
        return (value.path,)
    if isinstance(value, Instance) and isinstance(value.kind, str):
        return (value.kind,)
    if isinstance(value, ProjectClass):
        return tuple(part.path for part in mro(receivers, value) if isinstance(part, Symbol))
    return ()
