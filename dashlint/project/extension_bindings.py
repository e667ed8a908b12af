"""Extension bindings: where the project gives an app, or its server, to an extension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project import calling, dash_names
from dashlint.project.apps import App, app_argument, is_app
from dashlint.project.extension_names import binds, names_of
from dashlint.project.receivers import Receivers
from dashlint.project.scanning import Scan, Spot
from dashlint.project.servers import MOUNTS, Servers
from dashlint.project.values import Frame, Instance, Site, Symbol, Value, Values, united


@dataclass(frozen=True, slots=True)
class Binding:
    """An app, or its server, in the hands of the extension `name`, on the backends by the gates around it."""

    name: str
    place: Place
    app: App
    backends: frozenset[str] = dash_names.BACKENDS
    is_tried: bool = False


class Bindings:
    """The bindings of a project."""

    def __init__(self, receivers: Receivers, servers: Servers, scan: Scan) -> None:
        self._receivers = receivers
        self._servers = servers
        self._scan = scan

    def all(self, apps: tuple[App, ...]) -> Iterator[Binding]:
        """Yield every binding, and those of servers that an extension brings for one of the apps."""
        for spot, call in self._scan.calls():
            for value in self._receivers.values(call.function, spot.frame):
                names = self._names(value, call, spot.frame)
                for app in self._apps(value, call, spot) if names else ():
                    for name in names:
                        yield Binding(name, spot.place(call.at), app, spot.backends, spot.is_tried)
        for app in apps:
            yield from self._brought(app)

    def _names(self, value: Value, call: facts.Call, frame: Frame) -> list[str]:
        """Return the names of what a call binds to what it is given: itself, or a blueprint that is registered."""
        values: Values = (value,)
        if _mounts(value):
            values = united(*(self._receivers.values(argument.value, frame) for argument in call.arguments))
        names = dict.fromkeys(name for part in values for name in names_of(self._receivers, part))
        return [name for name in names if self._is_binding(name)]

    def _is_binding(self, name: str) -> bool:
        extension = self._receivers.catalogue.extension(name)
        return extension is not None and binds(extension, name)

    def _apps(self, value: Value, call: facts.Call, spot: Spot) -> Iterator[App]:
        """Yield the apps that a call is given, or whose server it is given."""
        site = Site(call, spot.frame)
        made = Instance(value.path, site) if isinstance(value, Symbol) else None
        if made is not None and is_app(self._receivers, made):
            if not self._has_secret_key(made):
                yield from self._servers.apps_of(made)
            return
        if isinstance(value, Symbol) and value.receiver is not None and _mounts(value):
            yield from self._apps_served(value.receiver)
        _, given = calling.unwrapped(self._receivers, value, calling.given(self._receivers, site))
        for part in united(*given.positional, *(found for _, found in given.keywords)):
            if dash_names.is_server(part) or is_app(self._receivers, part):
                yield from self._apps_served(part)

    def _apps_served(self, server: Value) -> Iterator[App]:
        """Yield the apps that a server runs; a Flask server is an ASGI app's only where the backend is assumed."""
        for app in self._servers.apps_of(server):
            is_flask = isinstance(server, Instance) and server.kind == "flask.Flask"
            if not is_flask or self._servers.make.apps.assumed is not None or app.backend == "flask":
                yield app

    def _has_secret_key(self, app: Instance) -> bool:
        """Tell whether `server.secret_key = ...` is set anywhere for an app."""
        apps = set(self._servers.apps_of(app))
        for spot, target in self._scan.assigned_attributes("secret_key"):
            for server in self._receivers.values(target.value, spot.frame):
                if apps & set(self._servers.apps_of(server)):
                    return True
        return False

    def _brought(self, app: App) -> Iterator[Binding]:
        """Yield the extension whose own server an app is given: `Dash(server=auth.server)`."""
        for value in app_argument(self._receivers, app.instance, "server", 1):
            owner = value.receiver if isinstance(value, Symbol) and value.path.endswith(".server") else None
            if isinstance(owner, Instance) and isinstance(owner.kind, str) and self._is_binding(owner.kind):
                yield Binding(owner.kind, owner.site.place if owner.site is not None else app.place, app)


def _mounts(value: Value) -> bool:
    return isinstance(value, Symbol) and value.path.rpartition(".")[2] in MOUNTS
