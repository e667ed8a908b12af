"""App servers: which apps' server a value is, and on which backends that is certain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import Spot
from dashlint.project.entries.server_uses import Servers
from dashlint.project.meaning.app_objects import is_app
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Value

_SERVER_OF_CURRENT_APP = f"{dash_names.CURRENT_APP}.server"


@dataclass(frozen=True, slots=True)
class AppServers:
    """Tells servers of Dash apps from all else."""

    receivers: Receivers
    servers: Servers

    def of(self, expression: facts.Expression, spot: Spot) -> Iterator[tuple[App, str]]:
        """Yield the apps whose server an expression is, with the backends on which it counts."""
        for value in self.receivers.values(expression, spot.frame):
            yield from self.of_value(value, spot)

    def of_value(self, value: Value, spot: Spot, *, or_app: bool = False) -> Iterator[tuple[App, str]]:
        """Yield the apps whose server a value is (or that it is), with the backends on which it counts."""
        apps = self._apps_of(value, spot.frame)
        if or_app and not apps and is_app(self.receivers, value):
            apps = self.servers.apps_of(value)
        for app in apps:
            if app.is_decided or app.is_default or spot.backends != dash_names.BACKENDS:
                for backend in app.backends_among(spot.backends & self._possible(value)):
                    yield app, backend

    def _apps_of(self, value: Value, frame: Frame) -> tuple[App, ...]:
        known, assumed = self.servers.make.apps, self.servers.make.apps.assumed
        if isinstance(value, Symbol) and value.path == _SERVER_OF_CURRENT_APP:
            return known.of_module(frame.path) or ((assumed,) if assumed is not None else ())
        if isinstance(value, Symbol) and value.path.endswith(".backend.server") and value.receiver is not None:
            return self.servers.apps_of(value.receiver)
        if not isinstance(value, Instance) or not dash_names.is_server(value):
            return ()
        is_made_here = value.kind in dash_names.SERVERS and value.site is not None
        return known.of_server(value) if is_made_here else self.servers.apps_of(value)

    def _possible(self, value: Value) -> frozenset[str]:
        """Return the backends that a server can be for: what the project makes is decided, unless one is assumed."""
        kind = value.kind if isinstance(value, Instance) and isinstance(value.kind, str) else ""
        if kind not in dash_names.SERVERS or self.servers.make.apps.assumed is not None:
            return dash_names.BACKENDS
        return frozenset({dash_names.SERVERS[kind]})
