"""Callbacks: the functions registered with Dash's `callback`, with their error handlers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import Spot
from dashlint.project.entries import contexts
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.entries.making import Maker
from dashlint.project.entries.registrations import Registration
from dashlint.project.meaning import calling
from dashlint.project.meaning.app_objects import app_argument, is_app
from dashlint.project.meaning.calling import NOTHING, Given
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Activation, Instance
from dashlint.project.values.value import Literal


@dataclass(frozen=True, slots=True)
class CallbackUse:
    """A callback registered with some apps, on the backends by the gates around it; `given` are its options.

    `entries` are the entry points that the `registration` makes.
    """

    place: Place
    apps: tuple[App, ...]
    backends: frozenset[str]
    given: Given
    registration: Registration
    entries: tuple[EntryPoint, ...]


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Makes the entry points of callbacks, and notes the callbacks."""

    make: Maker
    uses: list[CallbackUse] = field(default_factory=list)

    def is_callback(self, registration: Registration) -> bool:
        """Tell whether a registration is a callback's: by its name, its app, or Dash's `Input` among its arguments."""
        if registration.kind in dash_names.CALLBACKS:
            return True
        if registration.name != "callback" or registration.site is None:
            return False
        receivers = self.make.registrations.receiver(registration)
        if any(is_app(self.make.receivers, receiver) for receiver in receivers):
            return True
        return self.make.registrations.has_dependencies(registration.site)

    def entries(self, registration: Registration) -> Iterator[EntryPoint]:
        """Yield the entry points of a callback and of its error handlers."""
        site = registration.site
        given = calling.given(self.make.receivers, site) if site is not None else NOTHING
        apps = self._apps(registration)
        options = self._options(registration, given)
        role = "API endpoint" if options >= {"background", "http"} else "callback"
        if role == "API endpoint":
            options -= {"background"}
        made = tuple(self._entries(registration, apps, role, options))
        backends = registration.spot.backends
        self.uses.append(CallbackUse(registration.place, apps, backends, given, registration, made))
        yield from made
        for run in self.make.registrations.entered(registration):
            is_async = self.make.registrations.is_async(registration, run)
            for handler in self.make.registrations.runs(given.find("on_error", None) or ()):
                where = frozenset() if is_async else options & {"websocket", "http"}
                yield from self.error_handlers(handler, apps, registration.spot, where)

    def _entries(
        self, registration: Registration, apps: tuple[App, ...], role: str, options: frozenset[str]
    ) -> Iterator[EntryPoint]:
        for run in self.make.registrations.entered(registration):
            is_async = self.make.registrations.is_async(registration, run)
            for app, backend in self.make.app_backends(apps, registration.spot.backends):
                own = options | ({"websocket"} if app is not None and app.websocket_callbacks else set())
                yield self._entry(registration, run, role, app, backend, is_async, own)

    def _entry(
        self,
        registration: Registration,
        run: Activation,
        role: str,
        app: App | None,
        backend: str,
        is_async: bool,
        options: frozenset[str],
    ) -> EntryPoint:
        runs = contexts.callback_runs(app, backend, is_async, options)
        as_plain = contexts.callback_runs(app, backend, False, options)
        entry = self.make.entry(registration, run, role, app, backend, runs)
        return replace(entry, is_moved_by_async=backend != "flask" and as_plain != runs)

    def _apps(self, registration: Registration) -> tuple[App, ...]:
        owners = [
            receiver
            for receiver in self.make.registrations.receiver(registration)
            if is_app(self.make.receivers, receiver)
        ]
        path = registration.spot.path
        if owners:
            return tuple(dict.fromkeys(app for owner in owners for app in self.make.apps_of(owner, path)))
        return self.make.apps.of_module(path)

    def _options(self, registration: Registration, given: Given) -> frozenset[str]:
        options = set()
        if registration.name == "long_callback" or _may_be_true(given, "background"):
            options.add("background")
        if _may_be_true(given, "websocket"):
            options.add("websocket")
        if given.find("api_endpoint", None):
            options.add("http")
        return frozenset(options)

    def error_handlers(
        self, handler: Activation, apps: tuple[App, ...], spot: Spot, options: frozenset[str]
    ) -> Iterator[EntryPoint]:
        """Yield a handler where its callback runs; a background callback's runs where the result is collected."""

        def runs_on(app: App | None, backend: str) -> Runs:
            if handler.function.node.is_async:
                return Runs.THREAD  # its coroutine is never awaited
            return contexts.callback_runs(app, backend, False, options)

        yield from self.make.entries(handler, "`on_error` handler", apps, spot.backends, runs_on)

    def app_handlers(self, made: Instance, spot: Spot) -> Iterator[EntryPoint]:
        """Yield the error handlers that a new app is given."""
        for handler in self.make.registrations.runs(app_argument(self.make.receivers, made, "on_error")):
            yield from self.error_handlers(handler, self.make.apps.of_instance(made), spot, frozenset())


def _may_be_true(given: Given, name: str) -> bool:
    values = given.find(name, None)
    if values is None:
        return False
    return not values or any(not (isinstance(value, Literal) and not value.value) for value in values)
