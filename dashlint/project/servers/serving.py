"""Serving: which Dash app each server is told to serve, by a command of a deployment file or by a call in the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dashlint.deployment import Environment, ServeCommand, Target
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.apps.scanning import Scan
from dashlint.project.meaning.app_objects import app_argument, is_app
from dashlint.project.meaning.calling import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.servers.calls import ServerCall, server_calls
from dashlint.project.servers.targets import Targets
from dashlint.project.servers.worker_patience import Patience, WorkerPatience
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Literal, Value, Values, united

#: The backends whose `app.server` each interface can serve, and those whose Dash object itself; None if not known.
_SERVES: dict[str, tuple[frozenset[str], frozenset[str] | None]] = {
    "wsgi": (frozenset({"flask"}), frozenset({"flask"})),
    "asgi": (dash_names.ASGI, frozenset()),
    "asgi3": (dash_names.ASGI, None),
    "either": (dash_names.BACKENDS, frozenset({"flask"})),
    "rsgi": (frozenset(), None),
    "flask": (frozenset({"flask"}), None),
    "quart": (frozenset({"quart"}), None),
}


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that is told to serve a Dash app.

    `manager` is the program or the function, `interface` what it speaks; `is_dash` tells that it is given the Dash
    object itself and not its server. `backends` are those that the app can have, `target` is what the server is told
    by name, `worker` the class of gunicorn's workers, `patience` how gunicorn treats one that gives no sign of life. A
    call in the code is no command.
    """

    place: Place
    manager: str
    interface: str
    app: App
    backends: tuple[str, ...]
    is_dash: bool
    is_command: bool
    target: Target | None = None
    worker: str | None = None
    patience: Patience | None = None

    @property
    def backend(self) -> str:
        """The backend that the server meets."""
        return self.backends[0]

    @property
    def fails(self) -> bool:
        """Tell whether every request is sure to fail, on whichever backend the app runs."""
        serves = None if self.is_dash and self.app.is_flash else _SERVES[self.interface][self.is_dash]
        return serves is not None and bool(self.backends) and not serves & set(self.backends)


class Servings:
    """The servers that a project starts."""

    def __init__(self, receivers: Receivers, apps: Apps, scan: Scan, commands: Iterable[ServeCommand]) -> None:
        self._receivers = receivers
        self._apps = apps
        self._scan = scan
        self._commands = commands
        self._targets = Targets(receivers)
        self._patience = WorkerPatience(receivers, self._targets)

    def all(self) -> tuple[Serving, ...]:
        """Return every server that is sure to serve a Dash app, by place."""
        found = dict.fromkeys((*self._by_command(), *self._by_call()))
        return tuple(sorted(found, key=lambda one: (one.place, one.backends)))

    def _by_command(self) -> Iterator[Serving]:
        for command in self._commands if self._apps.all else ():
            told = self._targets.told(command)
            if told is None:
                continue
            values = self._served(told.path, told.target)
            for app, is_dash in self._apps_in(values):
                backends = self._backends(app, told.environment)
                place = command.command.place
                served = Serving(place, command.manager, told.interface, app, backends, is_dash, True, told.target)
                yield replace(served, worker=command.worker, patience=self._patience.of(command))

    def _by_call(self) -> Iterator[Serving]:
        for call in server_calls(self._receivers, self._scan):
            values, target = self._given(call)
            for app, is_dash in self._apps_in(values):
                backends = app.backends_among(call.backends)
                yield Serving(call.place, call.function, call.interface, app, backends, is_dash, False, target)

    def _given(self, call: ServerCall) -> tuple[Values, Target | None]:
        if call.target is None:
            return call.values, None
        path = self._receivers.modules.resolve(call.place.path, call.target.module, 0)
        return (self._served(path, call.target) if path in self._receivers.modules.texts else ()), call.target

    def _served(self, path: str | None, target: Target) -> Values:
        """Return what `module:attribute` is."""
        first, *rest = target.attribute.split(".")
        values = self._receivers.global_name(first, path) if path is not None else ()
        for name in rest:
            values = self._receivers.attributes(values, name)
        return united(*(self._receivers.call(value, NOTHING) for value in values)) if target.is_factory else values

    def _apps_in(self, values: Values) -> list[tuple[App, bool]]:
        """Return the apps that these values are, or the servers of; none unless every value is certain."""
        found: list[tuple[App, bool]] = []
        for value in values:
            apps = self._apps_of(value)
            if not apps:
                return []
            found += [(app, is_app(self._receivers, value)) for app in apps]
        return found

    def _apps_of(self, value: Value) -> tuple[App, ...]:
        if not isinstance(value, Instance):
            return ()
        if is_app(self._receivers, value):
            calls_itself = any(not isinstance(own, Symbol) for own in self._receivers.attribute(value, "__call__"))
            return () if calls_itself else self._apps.of_instance(value)
        return self._apps.of_server(value) if dash_names.is_server(value) else ()

    # the backend beside a command

    def _backends(self, app: App, environment: Environment) -> tuple[str, ...]:
        """Return the backends that an app can have where these variables are set; none if that is not known."""
        if self._apps.backend_for(app.path) is not None:
            return app.backends
        names = self._variables[app]
        if any(name in environment for name in names):
            values = {environment.value(name) for name in names if name in environment}
            return tuple(
                value.lower() for value in values if value is not None and value.lower() in dash_names.BACKENDS
            )
        pinned = self._pinned(app, environment)
        is_open = app.is_default or not app.is_decided
        if pinned and pinned != {app.backend}:
            return tuple(pinned) if is_open and len(pinned) == 1 else ()
        if not app.is_decided and not pinned:
            return ()
        return () if app.is_default and environment.hides_more else app.backends

    @cached_property
    def _variables(self) -> dict[App, tuple[str, ...]]:
        """The variables that choose the backend of each app, as far as they are read by their names."""
        found: dict[App, tuple[str, ...]] = {}
        for app in self._apps.all:
            chosen = app_argument(self._receivers, app.instance, "backend", 2)
            names = [value.variable for value in chosen if isinstance(value, Literal) and value.variable]
            found[app] = tuple(dict.fromkeys(names))
        return found

    def _pinned(self, app: App, environment: Environment) -> set[str]:
        """Return the backends that are the values of variables which the app's modules mention."""
        modules = self._receivers.modules
        near = modules.closure([app.path])
        return {
            value.lower()
            for name, value in environment.variables
            if value is not None and value.lower() in dash_names.BACKENDS and near & set(modules.mentioning(name))
        }
