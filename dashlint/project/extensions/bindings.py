"""Extension bindings: where the project gives an app, or its server, to an extension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import Scan, Spot
from dashlint.project.entries.server_uses import MOUNTS, Servers
from dashlint.project.extensions.names import binds, names_of
from dashlint.project.meaning import calling
from dashlint.project.meaning.app_objects import app_argument, is_app
from dashlint.project.meaning.classes import mro
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.servers.app_servers import AppServers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Instance, ProjectClass, Symbol
from dashlint.project.values.value import Value, Values, united


@dataclass(frozen=True, slots=True)
class Binding:
    """An app, or its server, in the hands of the extension `name`; `is_tried` where an `AttributeError` is caught."""

    name: str
    place: Place
    app: App
    backend: str
    is_tried: bool = False


class Bindings:
    """The bindings of a project."""

    def __init__(self, receivers: Receivers, servers: Servers, scan: Scan) -> None:
        self._receivers = receivers
        self._servers = servers
        self._scan = scan
        self._app_servers = AppServers(receivers, servers)

    def all(self, apps: tuple[App, ...]) -> Iterator[Binding]:
        """Yield every binding, and those of servers that an extension brings for one of the apps."""
        for spot, call in self._scan.calls():
            for value in self._receivers.values(call.function, spot.frame):
                names = self._names(value, call, spot.frame)
                for app, backend in self._given(value, call, spot) if names else ():
                    for name, place in names.items():
                        yield Binding(name, place or spot.place(call.at), app, backend, spot.is_tried)
        for app in apps:
            yield from self._brought(app)

    def _names(self, value: Value, call: facts.Call, frame: Frame) -> dict[str, Place | None]:
        """Return the names of what a call binds to what it is given: itself, or a blueprint that is registered.

        With each comes the place where the blueprint is made, if that is known.
        """
        values: Values = (value,)
        if _mounts(value):
            values = united(*(self._receivers.values(argument.value, frame) for argument in call.arguments))
        made = {name: _place_of(part) for part in values for name in names_of(self._receivers, part)}
        return {name: place for name, place in made.items() if self._is_binding(name)}

    def _is_binding(self, name: str) -> bool:
        extension = self._receivers.catalogue.extension(name)
        return extension is not None and binds(extension, name)

    def _given(self, value: Value, call: facts.Call, spot: Spot) -> Iterator[tuple[App, str]]:
        """Yield the apps that a call makes or is given, or whose server it is given."""
        site = Site(call, spot.frame)
        made = Instance(value.path, site) if isinstance(value, Symbol) else None
        if made is not None and is_app(self._receivers, made):
            if not self._has_secret_key(made):
                yield from self._served(made, spot)
            return
        if isinstance(value, Symbol) and value.receiver is not None and _mounts(value):
            yield from self._served(value.receiver, spot)
        _, given = calling.unwrapped(self._receivers, value, calling.given(self._receivers, site))
        for part in united(*given.positional, *(found for _, found in given.keywords)):
            yield from self._served(part, spot)

    def _served(self, value: Value, spot: Spot) -> Iterator[tuple[App, str]]:
        """Yield the apps that a value is, or whose server it is, `self` in a class derived from `Dash` included."""
        yield from self._app_servers.of_value(value, spot, or_app=True)
        if isinstance(value, Instance) and value.site is None and spot.frame.owner is not None:
            for app in self._servers.make.apps.all:
                kind = app.instance.kind
                if isinstance(kind, ProjectClass) and spot.frame.owner in mro(self._receivers, kind):
                    yield from ((app, backend) for backend in app.backends_among(spot.backends))

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
                for backend in app.backends:
                    yield Binding(owner.kind, _place_of(owner) or app.place, app, backend)


def _mounts(value: Value) -> bool:
    return isinstance(value, Symbol) and value.path.rpartition(".")[2] in MOUNTS


def _place_of(value: Value) -> Place | None:
    return value.site.place if isinstance(value, Instance) and value.site is not None else None
