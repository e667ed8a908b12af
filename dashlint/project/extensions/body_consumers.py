"""Body consumers: what stands between Dash and a FastAPI server, and reads a callback's body a second time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.apps.scanning import Scan
from dashlint.project.calls.order import Order
from dashlint.project.entries.server_uses import ServerUse
from dashlint.project.extensions import sentry
from dashlint.project.extensions.body_reads import BodyReads
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning import calling
from dashlint.project.meaning.app_objects import app_argument
from dashlint.project.meaning.calling import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Activation, Instance, ProjectClass, Symbol
from dashlint.project.values.value import Sequence, Value, Values

_MIDDLEWARE = frozenset({"starlette.middleware.Middleware", "fastapi.middleware.Middleware"})
_DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security"})
_FASTAPI = "fastapi.FastAPI"
#: What a module that an app is served from says.
_SERVING = re.compile(rb"\.server\b|\.run\(|\b(?:uvicorn|hypercorn|granian)\b")


@dataclass(frozen=True, slots=True)
class BodyConsumer:
    """Something set up before `app` is made, with the place at which it reads the body (None: in a package).

    `name` is the package's function, or what the middleware is.
    """

    place: Place
    name: str
    app: App
    read: Place | None


@dataclass(frozen=True, slots=True)
class BodyConsumers:
    """The consumers in a project, for apps that run on FastAPI."""

    receivers: Receivers
    apps: Apps
    scan: Scan
    reads: BodyReads
    order: Order

    def all(self, uses: tuple[ServerUse, ...]) -> Iterator[BodyConsumer]:
        """Yield every consumer for the apps that it stands before; `uses` is what is registered on servers."""
        if any("fastapi" in app.backends_among(dash_names.BACKENDS) for app in self.apps.all):
            yield from self._packages()
            yield from self._registered(uses)
            yield from self._given()

    def _packages(self) -> Iterator[BodyConsumer]:
        for spot, call in self.scan.calls(self.receivers.modules.mentioning(sentry.PACKAGE)):
            for value in self.receivers.values(call.function, spot.frame):
                if isinstance(value, Symbol) and value.path == sentry.INIT:
                    site = Site(call, spot.frame)
                    for app in (
                        self._later_apps(site, spot.backends) if sentry.reads_bodies(self.receivers, site) else ()
                    ):
                        yield BodyConsumer(spot.place(call.at), value.path, app, None)

    def _later_apps(self, site: Site, backends: frozenset[str]) -> Iterator[App]:
        for app in self.apps.all:
            if "fastapi" in app.backends_among(backends) and self._is_before((site.frame.scope, site.call.at), app):
                if self._is_served_with(site.frame.path, app.path):
                    yield app

    def _is_served_with(self, path: str, made: str) -> bool:
        """Tell whether what a file sets up is there when an app is served: a worker may import the app as well."""
        modules = self.receivers.modules
        if path in modules.closure([made]):
            return True
        both = (text for other, text in modules.texts.items() if {path, made} <= modules.closure([other]))
        return any(_SERVING.search(text) for text in both)

    def _is_before(self, place: tuple[Scope, int], app: App) -> bool:
        made = app.instance.site
        return made is not None and self.order.is_before(place, (made.frame.scope, made.call.at))

    def _registered(self, uses: tuple[ServerUse, ...]) -> Iterator[BodyConsumer]:
        """Yield the middleware that is added to a server before the server is given to Dash."""
        for use in uses:
            if use.name not in ("middleware", "add_middleware") or "fastapi" not in use.backends or use.frame is None:
                continue
            read = self._read(use.runs)
            for app in use.apps if read is not None and not use.on_router else ():
                if self._is_before((use.frame.scope, use.place.at), app):
                    yield BodyConsumer(use.place, "middleware", app, read)

    def _given(self) -> Iterator[BodyConsumer]:
        """Yield what a server is made with: `FastAPI(middleware=[...], dependencies=[...])`."""
        for app in self.apps.all:
            for server in app_argument(self.receivers, app.instance, "server", 1) if app.backend == "fastapi" else ():
                if isinstance(server, Instance) and server.kind == _FASTAPI and server.site is not None:
                    for place, name, read in self._parts(server.site):
                        yield BodyConsumer(place, name, app, read)

    def _parts(self, made: Site) -> Iterator[tuple[Place, str, Place]]:
        given = calling.given(self.receivers, made)
        for part in _items(given.find("middleware", None) or ()):
            if isinstance(part, Instance) and part.kind in _MIDDLEWARE and part.site is not None:
                classes = calling.given(self.receivers, part.site).at(0)
                read = self._read([run for kind in classes for run in self._methods(kind)])
                if read is not None:
                    yield part.site.place, "middleware", read
        for part in _items(given.find("dependencies", None) or ()):
            if isinstance(part, Instance) and part.kind in _DEPENDS and part.site is not None:
                needed = calling.given(self.receivers, part.site).find("dependency", 0) or ()
                runs = [run for value in needed for run in calling.activations(self.receivers, value, NOTHING)]
                reads = (self.reads.certain_in(run.frame) for run in runs)
                yield from ((part.site.place, "dependency", read) for read in reads if read is not None)

    def _read(self, runs: Iterable[Activation]) -> Place | None:
        return next((place for run in runs if (place := self.reads.certain(run)) is not None), None)

    def _methods(self, kind: Value) -> list[Activation]:
        if not isinstance(kind, ProjectClass):
            return []
        made = Instance(kind)
        methods = [method for name in ("dispatch", "__call__") for method in self.receivers.attribute(made, name)]
        return [run for method in methods for run in calling.activations(self.receivers, method, NOTHING)]


def _items(values: Values) -> Iterator[Value]:
    for value in values:
        if isinstance(value, Sequence):
            yield from (each for item in (*value.items, value.rest) for each in item)
