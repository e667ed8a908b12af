"""WSGI wrappers: middleware and adapters for WSGI apps that the project puts around an app's ASGI server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from dashlint import facts
from dashlint.catalogue import Extension
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import Scan, Spot, calls_of
from dashlint.project.files.scopes import walk_expression
from dashlint.project.servers.app_servers import AppServers
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Sequence, Table, Value, Values

_INNER = "wsgi_app"
_SERVERS = "WSGI servers"


class Fate(Enum):
    """What becomes of a wrapper."""

    LACKING = "it reads `server.wsgi_app`, which raises `AttributeError`"
    IGNORED = "it is put where nothing calls it"
    REFUSED = "it calls the server as a WSGI app, which raises `TypeError`"


@dataclass(frozen=True, slots=True)
class WsgiWrapper:
    """A WSGI wrapper around the server of an app that runs on `backend`.

    `place` is its call's, `statement` that of the statement around it; `name` is how the wrapper is called, "" where
    that is not known, and `extension` what the catalogue says of it.
    """

    place: Place
    name: str
    extension: Extension | None
    app: App
    backend: str
    fate: Fate
    statement: Place


class WsgiWrappers:
    """The WSGI wrappers of a project."""

    def __init__(self, app_servers: AppServers, scan: Scan) -> None:
        self._app_servers = app_servers
        self._receivers = app_servers.receivers
        self._scan = scan

    def all(self) -> Iterator[WsgiWrapper]:
        """Yield every wrapper, the outermost of a statement alone, once for each app and backend."""
        for spot, statement in self._scan.statements():
            found = list(self._assigned(statement, spot))
            for call in () if found else calls_of(statement):
                found = found or list(self._called(call, statement, spot))
            yield from (one for one in found if not (spot.is_tried and one.fate is Fate.LACKING))

    def _assigned(self, statement: facts.Statement, spot: Spot) -> Iterator[WsgiWrapper]:
        """Yield the wrapper of `server.wsgi_app = Wrapper(...)`, be it known or not."""
        if not isinstance(statement, facts.Assign) or not isinstance(statement.value, facts.Call):
            return
        call = statement.value
        name, extension = self._wrapper(call, spot)
        for target in statement.targets:
            if isinstance(target, facts.Attribute) and target.name == _INNER:
                fate = Fate.LACKING if self._reads_inner(call, spot) else Fate.IGNORED
                for app, backend in self._on_asgi(target.value, spot):
                    where = spot.place(call.at), spot.place(statement.at)
                    yield WsgiWrapper(where[0], name, extension, app, backend, fate, where[1])

    def _called(self, call: facts.Call, statement: facts.Statement, spot: Spot) -> Iterator[WsgiWrapper]:
        """Yield a known wrapper that is given the server, or its `wsgi_app`."""
        name, extension = self._wrapper(call, spot)
        if extension is None:
            return
        place = spot.place(call.at)
        fate = Fate.IGNORED if place in self._put_inside else Fate.REFUSED
        for argument in call.arguments:
            inner = list(self._inner_of(argument.value, spot))
            given = self._receivers.values(argument.value, spot.frame)
            for app, backend in inner or self._served_among(given, spot):
                fate = Fate.LACKING if inner else fate
                yield WsgiWrapper(place, name, extension, app, backend, fate, spot.place(statement.at))

    def _wrapper(self, call: facts.Call, spot: Spot) -> tuple[str, Extension | None]:
        """Return how a call names a wrapper, and what the catalogue says of it."""
        function = call.function
        written = function.name if isinstance(function, facts.Attribute) else getattr(function, "id", "")
        for value in self._receivers.values(function, spot.frame):
            known = self._receivers.catalogue.extension(value.path) if isinstance(value, Symbol) else None
            if known is not None and known.kind == "wsgi" and known.package != _SERVERS:
                return value.path.rpartition(".")[2] if isinstance(value, Symbol) else written, known
        return written, None

    def _reads_inner(self, expression: facts.Expression, spot: Spot) -> bool:
        return next(self._inner_of(expression, spot), None) is not None

    def _inner_of(self, expression: facts.Expression, spot: Spot) -> Iterator[tuple[App, str]]:
        """Yield the apps whose `server.wsgi_app` an expression reads."""
        for part in walk_expression(expression, into_comprehensions=False):
            if isinstance(part, facts.Attribute) and part.name == _INNER:
                yield from self._on_asgi(part.value, spot)

    def _on_asgi(self, expression: facts.Expression, spot: Spot) -> Iterator[tuple[App, str]]:
        found = self._app_servers.of(expression, spot)
        return ((app, backend) for app, backend in found if backend in dash_names.ASGI)

    def _served_among(self, values: Values, spot: Spot) -> Iterator[tuple[App, str]]:
        """Yield the apps on ASGI that are among these values, or in the dictionaries among them."""
        for value in (part for one in values for part in (one, *_parts_of(one))):
            for app, backend in self._app_servers.of_value(value, spot, or_app=True):
                if backend in dash_names.ASGI:
                    yield app, backend

    @cached_property
    def _put_inside(self) -> frozenset[Place]:
        """The calls whose results are assigned to a `wsgi_app`."""
        values = (
            value
            for spot, statement in self._scan.statements()
            if isinstance(statement, facts.Assign) and statement.value is not None
            for target in statement.targets
            if isinstance(target, facts.Attribute) and target.name == _INNER
            for value in self._receivers.values(statement.value, spot.frame)
        )
        return frozenset(value.site.place for value in values if isinstance(value, Instance) and value.site)


def _parts_of(value: Value) -> Values:
    if isinstance(value, Table):
        return tuple(part for _, found in value.items for part in found) + value.rest
    return tuple(part for item in value.items for part in item) if isinstance(value, Sequence) else ()
