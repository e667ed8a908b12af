"""Server uses: the routes, hooks and middleware registered on the web applications that Dash runs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import Scan, Spot
from dashlint.project.entries import contexts
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.entries.making import Maker
from dashlint.project.entries.registrations import Registration
from dashlint.project.files.scopes import walk_expression
from dashlint.project.meaning import calling
from dashlint.project.meaning.app_objects import is_app
from dashlint.project.meaning.calling import NOTHING, Given
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Value

ROUTES = frozenset(
    "route get post put delete patch head options trace websocket api_route add_url_rule add_api_route "
    "add_websocket_route add_api_websocket_route add_route".split()
)
HOOKS = frozenset(
    "before_request after_request teardown_request teardown_appcontext before_first_request errorhandler "
    "register_error_handler before_websocket after_websocket teardown_websocket middleware exception_handler "
    "add_exception_handler url_value_preprocessor context_processor app_errorhandler before_app_request "
    "after_app_request teardown_app_request before_app_websocket after_app_websocket teardown_app_websocket".split()
)
MOUNTS = frozenset({"include_router", "register_blueprint"})
#: What is noted without being the entry point of requests.
_NOTED = MOUNTS | frozenset(
    "add_middleware mount on_event add_event_handler url_defaults shell_context_processor before_serving after_serving "
    "while_serving".split()
)
#: What gives a decorator when it is called: the call itself registers nothing.
_FACTORIES = frozenset(
    "route get post put delete patch head options trace websocket api_route errorhandler app_errorhandler middleware "
    "exception_handler on_event".split()
)
ROUTERS = frozenset({"fastapi.APIRouter", "quart.Blueprint", "flask.Blueprint"})


@dataclass(frozen=True, slots=True)
class ServerUse:
    """A route or hook registered on the server of some apps, and the backends for which it counts.

    `place` is the decorator's or the call's, `function` what is registered, if that is known. `on_dash` tells that it
    is registered by `app.backend`, not `app.server`; `is_tried` that an `AttributeError` there is caught. `frame` is
    the one that the registration runs in, on the backends `possible` by the gates around it; `call` is the call with
    the path and the options (None for a bare decorator). `runs` are the functions that the server calls for it, as
    decorators left them; `on_router` tells that it is registered on a router or blueprint.
    """

    name: str
    place: Place
    apps: tuple[App, ...]
    backends: frozenset[str]
    function: ProjectFunction | None = None
    on_dash: bool = False
    is_tried: bool = False
    frame: Frame | None = None
    possible: frozenset[str] = dash_names.BACKENDS
    call: Site | None = None
    runs: tuple[Activation, ...] = ()
    on_router: bool = False

    @property
    def is_async(self) -> bool:
        """Whether what the server calls is async, be it by a decorator."""
        return any(run.function.node.is_async for run in self.runs)

    @property
    def needs_argument(self) -> bool:
        """Whether what the server calls cannot be called without an argument."""
        return any(
            parameter.kind in ("positional", "any") and parameter.default is None
            for run in self.runs
            for parameter in run.function.node.parameters
            if parameter.name not in dict(run.frame.arguments)
        )


def may_register(name: str) -> bool:
    """Tell whether a call of a method of this name may register anything by itself; `server.get("/path")` does not."""
    return name not in _FACTORIES and (name in HOOKS or name in ROUTES or name in _NOTED)


@dataclass(slots=True)
class Servers:
    """Makes the entry points of servers, and notes what is registered on them."""

    make: Maker
    scan: Scan
    uses: dict[ServerUse, None] = field(default_factory=dict)
    _mounts: dict[Place, tuple[App, ...]] | None = None

    def registered(self, registration: Registration) -> Iterator[EntryPoint]:
        """Yield the entry points of a decorator such as `@server.before_request` or `@server.get("/path")`."""
        if registration.name not in ROUTES | HOOKS | _NOTED:
            return
        for receiver in self.make.registrations.receiver(registration):
            apps = self.apps_at(receiver, registration.spot.path)
            runs = self.make.registrations.runs(registration.passed)
            if apps:
                function = registration.function or (runs[0].function if runs else None)
                self._note(registration, receiver, apps, function, registration.site, tuple(runs))
            for run in self.make.registrations.entered(registration) if registration.name not in _NOTED else ():
                yield from self._entries(registration, run, receiver, apps)

    def called(self, symbol: Symbol, call: facts.Call, spot: Spot) -> Iterator[EntryPoint]:
        """Yield the entry points of a call such as `server.before_request(f)` or `server.add_middleware(Class)`."""
        name, receiver = symbol.path.rpartition(".")[2], symbol.receiver
        if name not in HOOKS | ROUTES | _NOTED or not isinstance(receiver, Instance):
            return
        given = calling.given(self.make.receivers, Site(call, spot.frame))
        runs = self._middleware(given) if name == "add_middleware" else self._functions(given)
        apps, registration = self.apps_at(receiver, spot.path), Registration(symbol, (), spot, call.at)
        if apps and (runs or name not in _FACTORIES):
            function = runs[0].function if runs else None
            self._note(registration, receiver, apps, function, Site(call, spot.frame), tuple(runs))
        for run in runs if name not in _NOTED or name == "add_middleware" else ():
            yield from self._entries(registration, run, receiver, apps)

    def wrapped(self, statement: facts.Assign, spot: Spot) -> Iterator[EntryPoint]:
        """Yield the entry point of `server.asgi_app = Middleware(server.asgi_app)`."""
        for target in statement.targets:
            if isinstance(target, facts.Attribute) and target.name == "asgi_app" and statement.value is not None:
                for server in self.make.receivers.values(target.value, spot.frame):
                    for run in self.make.registrations.runs(self.make.receivers.values(statement.value, spot.frame)):
                        middleware = Symbol("quart.Quart.middleware", server)
                        registration = Registration(middleware, (), spot, statement.at)
                        apps = self.apps_of(server)
                        for app, backend in self.make.app_backends(apps, spot.backends) if apps else ():
                            runs = contexts.route_runs(backend, run.function.node.is_async)
                            yield self.make.entry(registration, run, "middleware", app, backend, runs)

    def apps_at(self, receiver: Value, path: str) -> tuple[App, ...]:
        """Return the apps of a value in the file at `path`, where `get_app()` may have given it."""
        if isinstance(receiver, Instance) and receiver.kind == dash_names.CURRENT_APP:
            return self.make.apps.of_module(path)
        return self.apps_of(receiver, path)

    def on_dash(self, path: str, receiver: Value) -> bool:
        """Tell whether a registrar is Dash's own, as `app.backend.before_request` is; `app.backend.server` is not."""
        is_own = isinstance(receiver, Instance) and receiver.kind == dash_names.CURRENT_APP
        return (is_own or is_app(self.make.receivers, receiver)) and not path.rpartition(".")[0].endswith(".server")

    def apps_of(self, receiver: Value, path: str = "") -> tuple[App, ...]:
        """Return the apps that a value used in the file at `path` is, whose server it is, or on whose it is mounted."""
        if not isinstance(receiver, Instance):
            return ()
        if is_app(self.make.receivers, receiver):
            return self.make.apps.of_instance(receiver)
        if dash_names.is_server(receiver):
            return self.make.apps.of_server(receiver) or self._assumed(receiver, path)
        if receiver.kind in ROUTERS and receiver.site is not None:
            return self._mounted().get(receiver.site.place, ())
        return ()

    def _assumed(self, server: Instance, path: str) -> tuple[App, ...]:
        """Return the assumed app of a Flask server that a library for Dash is given; a file's own one is no app's."""
        assumed = self.make.apps.assumed
        texts = self.make.receivers.modules.texts.values()
        is_made_here = server.kind == "flask.Flask" and server.site is not None and server.site.place.path == path
        if assumed is None or is_made_here or server.kind not in ("flask.Flask", dash_names.SERVER):
            return ()
        return (assumed,) if any(b"dash" in text for text in texts) else ()

    def _functions(self, given: Given) -> list[Activation]:
        values = [*given.positional, *(found for _, found in given.keywords)]
        return [run for found in values for run in self.make.registrations.runs(found)]

    def _middleware(self, given: Given) -> list[Activation]:
        classes = [value for value in given.find("middleware_class", 0) or () if isinstance(value, ProjectClass)]
        methods = [
            method
            for kind in classes
            for name in ("dispatch", "__call__")
            for method in self.make.receivers.attribute(Instance(kind), name)
        ]
        return [run for method in methods for run in calling.activations(self.make.receivers, method, NOTHING)]

    def _note(
        self,
        registration: Registration,
        receiver: Value,
        apps: tuple[App, ...],
        function: ProjectFunction | None,
        call: Site | None,
        runs: tuple[Activation, ...],
    ) -> None:
        spot = registration.spot
        backends = frozenset(backend for app in apps for backend in app.backends_among(spot.backends))
        on_dash = self.on_dash(registration.kind, receiver)
        on_router = isinstance(receiver, Instance) and receiver.kind in ROUTERS
        where = (function, on_dash, spot.is_tried, spot.frame, spot.backends, call, runs, on_router)
        self.uses[ServerUse(registration.name, registration.place, apps, backends, *where)] = None

    def _entries(
        self, registration: Registration, run: Activation, receiver: Value, apps: tuple[App, ...]
    ) -> Iterator[EntryPoint]:
        name = registration.name
        is_async = self.make.registrations.is_async(registration, run)
        on_dash = self.on_dash(registration.kind, receiver)
        role = "route" if name in ROUTES else "middleware" if "middleware" in name else f"`{name}` hook"
        known = self.make.receivers.catalogue.having(name)
        having = dash_names.BACKENDS if known is None else known
        for app, backend in self.make.app_backends(apps, registration.spot.backends) if apps else ():
            if app is None or (backend not in having and not on_dash):
                continue
            if on_dash and backend == "fastapi" and name != "before_request":
                continue
            runs = contexts.route_runs(backend, is_async)
            if on_dash:
                runs = contexts.backend_hook_runs(backend, is_async, name)
            yield self.make.entry(registration, run, role, app, backend, runs)
            if name in ROUTES:
                yield from self._dependencies(run, app, backend)

    def _dependencies(self, run: Activation, app: App, backend: str) -> Iterator[EntryPoint]:
        """Yield the functions that FastAPI runs for a route's parameters; plain ones go to its threads."""
        for parameter in run.function.node.parameters:
            for expression in (parameter.default, parameter.annotation):
                for part in walk_expression(expression, into_comprehensions=False) if expression else ():
                    for value in self.make.receivers.values(part, run.function.frame):
                        if isinstance(value, Instance) and value.kind == "fastapi.Depends" and value.site:
                            given = calling.given(self.make.receivers, value.site)
                            for needed in self.make.registrations.runs(given.find("dependency", 0) or ()):
                                runs = contexts.route_runs(backend, needed.function.node.is_async)
                                yield EntryPoint(needed, "dependency", app, backend, runs)

    def _mounted(self) -> dict[Place, tuple[App, ...]]:
        """Return the apps that each router or blueprint is mounted on, by the place that makes it."""
        if self._mounts is None:
            self._mounts = {}
            for spot, call in self.scan.calls():
                if isinstance(call.function, facts.Attribute) and call.function.name in MOUNTS and call.arguments:
                    servers = self.make.receivers.values(call.function.value, spot.frame)
                    apps = [app for server in servers if dash_names.is_server(server) for app in self.apps_of(server)]
                    for router in self.make.receivers.values(call.arguments[0].value, spot.frame):
                        if isinstance(router, Instance) and router.site is not None:
                            before = self._mounts.get(router.site.place, ())
                            self._mounts[router.site.place] = tuple(dict.fromkeys((*before, *apps)))
        return self._mounts
