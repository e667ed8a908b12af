"""Backend conflicts: apps that are given a backend and a server which do not belong together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps, backend_name
from dashlint.project.meaning.app_objects import app_calls
from dashlint.project.meaning.arguments import Given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Bound, Instance, ProjectClass, Symbol
from dashlint.project.values.value import Literal, Value


@dataclass(frozen=True, slots=True)
class BackendConflict:
    """A `Dash(...)` call that raises: `backends` and `servers` are those that it can be given.

    `made` are the places where the servers are made. With `by_class` the backend is given as a class.
    """

    place: Place
    backends: tuple[str, ...]
    servers: tuple[str, ...]
    made: tuple[Place, ...]
    by_class: bool


@dataclass(frozen=True, slots=True)
class BackendConflicts:
    """The conflicts of a project's apps."""

    receivers: Receivers
    apps: Apps

    def all(self) -> Iterator[BackendConflict]:
        """Yield the calls that raise whichever of the known backends and servers they are given."""
        found: dict[Place, list[BackendConflict | None]] = {}
        for app in (app for app in self.apps.all if self.apps.backend_for(app.path) is None):
            for call in self._own_calls(app):
                if call.site is not None and self._happens(call):
                    found.setdefault(call.site.place, []).append(self._conflict(call, call.site.place))
        for conflicts in found.values():
            certain = [conflict for conflict in conflicts if conflict is not None]
            if len(certain) == len(conflicts):
                yield certain[0]

    def _own_calls(self, app: App) -> list[Given]:
        """Return the calls that reach `Dash.__init__` itself, past the `__init__` of a class of the project."""
        calls = app_calls(self.receivers, app.instance)
        if isinstance(app.instance.kind, ProjectClass):
            own = self.receivers.attribute(app.instance, "__init__")
            if any(isinstance(method, Bound) for method in own):
                return calls[1:]
        return calls[:1]

    def _happens(self, call: Given) -> bool:
        assert call.site is not None
        branch = call.site.frame.scope.branch_at(call.site.call.at)
        return self.receivers.is_taken(branch, call.site.frame)

    def _conflict(self, call: Given, place: Place) -> BackendConflict | None:
        backends, servers = call.find("backend", 2) or (), call.find("server", 1) or ()
        names = [_certain_name(value) for value in backends]
        types = [backend for server in servers for backend in self._types(server)]
        if not backends or not servers or None in names or not types or None in types:
            return None
        by_class = all(not isinstance(value, Literal) for value in backends)
        if set(names) & set(types) and not by_class:
            return None
        made = {server.site.place for server in servers if isinstance(server, Instance) and server.site is not None}
        return BackendConflict(place, _known(names), _known(types), tuple(sorted(made)), by_class)

    def _types(self, server: Value) -> Iterator[str | None]:
        """Yield the backends that a server is of; None if it is no server, or if that is not known."""
        if not isinstance(server, Instance):
            yield None
        elif isinstance(server.kind, str) and server.kind in dash_names.SERVERS:
            yield dash_names.SERVERS[server.kind]
        else:
            apps = self.apps.of_server(server) if server.kind == dash_names.SERVER else ()
            are_certain = bool(apps) and all(app.is_decided and not app.is_default for app in apps)
            yield from {backend for app in apps for backend in app.backends} if are_certain else (None,)


def _certain_name(value: Value) -> str | None:
    if isinstance(value, Literal) and value.is_default:
        return None
    if isinstance(value, Symbol) and not value.path.endswith("DashServer"):
        return None
    return backend_name(value)


def _known(names: list[str | None]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name is not None}))
