"""ASGI options: what apps and callbacks are given that only works with a websocket, on apps that run on Flask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.entries.callbacks import CallbackUse
from dashlint.project.meaning import gates
from dashlint.project.meaning.app_objects import app_calls
from dashlint.project.meaning.arguments import Given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.value import Literal, Values

#: What `Dash` is given that tunes its websocket.
TUNING = tuple(
    f"websocket_{name}"
    for name in "allowed_origins inactivity_timeout heartbeat_interval batch_delay max_workers".split()
)
EVERY_CALLBACK = "websocket_callbacks"
CALLBACK_OPTION = "websocket"
_FLASK = frozenset({"flask"})


@dataclass(frozen=True, slots=True)
class AsgiOption:
    """Options of a `Dash(...)` call or, with `of_callback`, of a callback that have no effect, by their names."""

    place: Place
    names: tuple[str, ...]
    of_callback: bool


@dataclass(frozen=True, slots=True)
class FlaskApps:
    """Tells which apps run on Flask for certain."""

    receivers: Receivers
    apps: Apps

    def all_of(self, apps: tuple[App, ...], backends: frozenset[str]) -> bool:
        """Tell whether code that runs on `backends` by the gates around it only ever runs in Flask apps."""
        assumed = (self.apps.assumed,) if self.apps.assumed is not None else ()
        return bool(apps or assumed) and all(self._is_flask(app, backends) for app in apps or assumed)

    def _is_flask(self, app: App, backends: frozenset[str]) -> bool:
        if app.backends_among(backends) != ("flask",):
            return False
        is_certain = app.is_decided and not app.is_default and not self._may_have_another_server(app)
        return is_certain or backends == _FLASK

    def _may_have_another_server(self, app: App) -> bool:
        """Tell whether an app is given a server of which nothing is known."""
        if self.apps.backend_for(app.path) is not None:
            return False
        servers = [call.find("server", 1) for call in app_calls(self.receivers, app.instance)]
        return any(values is not None and not _is_known(values) for values in servers)


@dataclass(frozen=True, slots=True)
class AsgiOptions:
    """The options without effect in a project."""

    receivers: Receivers
    apps: Apps
    callbacks: tuple[CallbackUse, ...]

    def all(self) -> Iterator[AsgiOption]:
        """Yield every option that has no effect, in each app that it is given for."""
        yield from self._of_apps()
        yield from self._of_callbacks()

    def _of_apps(self) -> Iterator[AsgiOption]:
        found: dict[Place, list[tuple[App, frozenset[str], tuple[str, ...]]]] = {}
        for app in self.apps.all:
            for call in app_calls(self.receivers, app.instance):
                if call.site is not None and (names := tuple(_app_options(call))):
                    branch = call.site.frame.scope.branch_at(call.site.call.at)
                    backends = gates.possible(self.receivers, branch, call.site.frame)
                    found.setdefault(call.site.place, []).append((app, backends, names))
        flask = FlaskApps(self.receivers, self.apps)
        for place, uses in found.items():
            if all(flask.all_of((app,), backends) for app, backends, _ in uses):
                yield AsgiOption(place, uses[0][2], False)

    def _of_callbacks(self) -> Iterator[AsgiOption]:
        found: dict[Place, list[CallbackUse]] = {}
        for use in self.callbacks:
            if _is_true(use.given.find(CALLBACK_OPTION, None)):
                found.setdefault(use.place, []).append(use)
        flask = FlaskApps(self.receivers, self.apps)
        for place, uses in found.items():
            if all(flask.all_of(use.apps, use.backends) for use in uses):
                yield AsgiOption(place, (CALLBACK_OPTION,), True)


def _app_options(call: Given) -> Iterator[str]:
    if _is_true(call.find(EVERY_CALLBACK, None)):
        yield EVERY_CALLBACK
    for name in TUNING:
        values = call.find(name, None)
        if values is not None and not any(isinstance(value, Literal) and value.value is None for value in values):
            yield name


def _is_true(values: Values | None) -> bool:
    return bool(values) and all(
        isinstance(value, Literal) and value.value is True and not value.is_default for value in values or ()
    )


def _is_known(values: Values) -> bool:
    return bool(values) and all(dash_names.is_server(value) or isinstance(value, Literal) for value in values)
