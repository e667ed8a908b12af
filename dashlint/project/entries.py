"""Entry points: the functions that Dash and its server call, found where they are registered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dashlint import facts
from dashlint.facts import Place
from dashlint.project import calling, contexts, dash_names, gates
from dashlint.project.apps import App, Apps, is_app
from dashlint.project.callgraph import CallGraph
from dashlint.project.calling import NOTHING, Given
from dashlint.project.contexts import Decoration, EntryPoint, Runs
from dashlint.project.receivers import Receivers
from dashlint.project.scopes import Branch, Scope, own_expressions, walk_expression
from dashlint.project.values import (
    Activation,
    Bound,
    Frame,
    Instance,
    Literal,
    Partial,
    ProjectClass,
    ProjectFunction,
    Site,
    Symbol,
    Value,
    Values,
)

ROUTES = frozenset(
    "route get post put delete patch head options trace websocket api_route add_url_rule add_api_route "
    "add_websocket_route add_api_websocket_route add_route".split()
)
HOOKS = frozenset(
    "before_request after_request teardown_request teardown_appcontext before_first_request errorhandler "
    "register_error_handler before_websocket after_websocket teardown_websocket middleware exception_handler "
    "add_exception_handler url_value_preprocessor context_processor app_errorhandler before_app_request "
    "after_app_request".split()
)
MOUNTS = frozenset({"include_router", "register_blueprint"})
ROUTERS = frozenset({"fastapi.APIRouter", "quart.Blueprint", "flask.Blueprint"})
_STARTERS = frozenset({"create_task", "ensure_future"})
_TASKS = _STARTERS | {"add_task", "add_background_task"}
_STARTUP = frozenset({"asynccontextmanager", "on_event", "before_serving", "while_serving", "on_startup"})
_REGISTERING = (
    ROUTES | HOOKS | _TASKS | {"callback", "long_callback", "register_page", "layout", "add_middleware", "asgi_app"}
)
_CATCHING = frozenset({"AttributeError", "Exception", "BaseException"})
_FARTHEST_WRAPPER = 6


def _may_register(scope: Scope) -> bool:
    """Tell by its looks whether a scope may register anything."""
    if scope.kind != "function":
        return True
    for statement, _ in scope.statements:
        if isinstance(statement, facts.Function) and statement.decorators:
            return True
        if isinstance(statement, facts.Assign) and any(isinstance(t, facts.Attribute) for t in statement.targets):
            return True
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                if isinstance(part, facts.Call):
                    return True
    return False


def _is_tried(scope: Scope, branch: Branch) -> bool:
    """Tell whether an `AttributeError` in this branch is caught where it stands."""
    tries = {s.at: s for s, _ in scope.statements if isinstance(s, facts.Try)}
    for arm in branch:
        if arm.at in tries and arm.number == 0:
            for handler in tries[arm.at].handlers:
                kinds = handler.kind.items if isinstance(handler.kind, facts.Items) else (handler.kind,)
                if any(kind is None or (isinstance(kind, facts.Name) and kind.id in _CATCHING) for kind in kinds):
                    return True
    return False


@dataclass(frozen=True, slots=True)
class ServerUse:
    """A use of `server.name` on the server of some app: where, of which apps, and for which backends it counts.

    `function` is what a hook or route registers, if anything; `place` is the decorator's or the call's. `on_dash` tells
    that it is registered by `app.backend`, not `app.server`, `is_tried` that an `AttributeError` there is caught.
    """

    name: str
    place: Place
    apps: tuple[App, ...]
    backends: frozenset[str]
    function: ProjectFunction | None = None
    on_dash: bool = False
    is_tried: bool = False


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the search is: a frame, the backends on which the statement runs, the place to tell."""

    frame: Frame
    backends: frozenset[str]
    at: int

    @property
    def place(self) -> Place:
        return Place(self.frame.path, self.at)


class EntryPoints:
    """All entry points of a project."""

    def __init__(self, receivers: Receivers, apps: Apps, graph: CallGraph) -> None:
        self._receivers = receivers
        self._apps = apps
        self._graph = graph
        self._server_uses: dict[ServerUse, None] = {}
        self._is_tried = False

    @cached_property
    def all(self) -> tuple[EntryPoint, ...]:
        """Every entry point on every app and backend: by place, then the worst context first."""
        found: dict[EntryPoint, None] = {}
        for scope in self._scopes():
            found.update(dict.fromkeys(self._in_scope(scope)))
        return tuple(sorted(found, key=lambda e: (e.place, e.runs, e.backend, e.app.place if e.app else Place("", 0))))

    @property
    def server_uses(self) -> tuple[ServerUse, ...]:
        """Every hook, route and the like registered on an app's server, by place."""
        assert self.all is not None
        return tuple(sorted(self._server_uses, key=lambda use: (use.place, use.name)))

    def calls(self) -> Iterator[tuple[Scope, Frame, facts.Call, frozenset[str]]]:
        """Yield every call of the files that may hold Dash code, with the backends on which it runs."""
        for scope in self._scopes():
            frame, limits = self._receivers.open_frame(scope), None
            for statement, branch in scope.statements:
                for expression in own_expressions(statement):
                    for part in walk_expression(expression, into_comprehensions=True):
                        if isinstance(part, facts.Call):
                            limits = self._limits(scope, 0) if limits is None else limits
                            yield scope, frame, part, limits & self.possible(branch, frame)

    def assigned_attributes(self, name: str) -> Iterator[tuple[facts.Attribute, Frame]]:
        """Yield the targets `x.name = ...` of the files that may hold Dash code."""
        for scope in self._scopes():
            for statement, _ in scope.statements:
                if isinstance(statement, facts.Assign):
                    for target in statement.targets:
                        if isinstance(target, facts.Attribute) and target.name == name:
                            yield target, self._receivers.open_frame(scope)

    def _scopes(self) -> Iterator[Scope]:
        for path in self._receivers.modules.roots:
            module = self._receivers.namespaces.module(path)
            yield from (module, *self._receivers.namespaces.all_scopes(module))

    def site(self, call: facts.Call, frame: Frame) -> Site:
        """Return the site of a call."""
        return Site(call, frame)

    def possible(self, branch: Branch, frame: Frame) -> frozenset[str]:
        """Return the backends for which a statement in this branch can run."""
        return gates.possible(self._receivers, branch, frame)

    def apps_of(self, value: Value) -> tuple[App, ...]:
        """Return the apps that a value is, or whose server it is."""
        return self._server_apps(value)

    def _in_scope(self, scope: Scope) -> Iterator[EntryPoint]:
        if not _may_register(scope):
            return
        limits = self._limits(scope, 0)
        for frame in self._frames(scope):
            yield from self._in_frame(scope, frame, limits)

    def _frames(self, scope: Scope) -> list[Frame]:
        """Return the frames to look at a scope in: for a method, one for each object that the project calls it on."""
        open_frame = self._receivers.open_frame(scope)
        if open_frame.owner is None or not isinstance(scope.node, facts.Function) or not scope.node.parameters:
            return [open_frame]
        function = ProjectFunction(scope.node, open_frame.outer or open_frame, open_frame.owner)
        receivers = {receiver for _, receiver in self._receivers.callers.of(scope.node, open_frame)}
        objects = [value for value in receivers if isinstance(value, Instance) and value.kind != open_frame.owner]
        frames = [calling.method_frame(self._receivers, function, value) for value in objects]
        return sorted(frames, key=lambda frame: repr(frame.arguments[0][1])) if frames else [open_frame]

    def _limits(self, scope: Scope, depth: int) -> frozenset[str]:
        """Return the backends on which the project's calls run a function, by the gates around them."""
        if scope.kind != "function" or scope not in self._limited:
            self._limited[scope] = dash_names.BACKENDS
            if isinstance(scope.node, facts.Function) and depth < _FARTHEST_WRAPPER:
                self._limited[scope] = self._called_on(scope, depth) or dash_names.BACKENDS
        return self._limited[scope]

    def _called_on(self, scope: Scope, depth: int) -> frozenset[str]:
        assert isinstance(scope.node, facts.Function)
        backends: frozenset[str] = frozenset()
        for given, _ in self._receivers.callers.of(scope.node, self._receivers.open_frame(scope)):
            if given.site is not None:
                caller = given.site.frame.scope
                branch = caller.branch_at(given.site.call.at)
                possible = gates.possible(self._receivers, branch, given.site.frame)
                backends |= possible & self._limits(caller, depth + 1)
        return backends

    @cached_property
    def _limited(self) -> dict[Scope, frozenset[str]]:
        return {}

    def _in_frame(self, scope: Scope, frame: Frame, limits: frozenset[str]) -> Iterator[EntryPoint]:
        for statement, branch in scope.statements:
            backends = limits & gates.possible(self._receivers, branch, frame)
            self._is_tried = _is_tried(scope, branch)
            if isinstance(statement, facts.Function):
                yield from self._decorated(statement, frame, backends)
            elif isinstance(statement, facts.Assign):
                yield from self._assigned(statement, _Spot(frame, backends, statement.at))
            for expression in own_expressions(statement):
                for part in walk_expression(expression, into_comprehensions=True):
                    if isinstance(part, facts.Call):
                        yield from self._called(part, _Spot(frame, backends, part.at))

    # registration by decorator, call and assignment

    def _decorated(self, node: facts.Function, frame: Frame, backends: frozenset[str]) -> Iterator[EntryPoint]:
        function = ProjectFunction(node, frame, frame.owner if frame.scope.kind == "class" else None)
        stages: list[tuple[facts.Decorator, Values]] = []
        values: Values = (function,)
        for decorator in reversed(node.decorators):
            stages.append((decorator, values))
            values = calling.apply_decorator(self._receivers, decorator, frame, values)
        for index, (decorator, passed) in enumerate(stages):
            inner = [stage for stage, _ in stages[:index]]
            spot = _Spot(frame, backends, decorator.at)
            for value in self._receivers.values(decorator.value, frame) or self._guessed(decorator.value, frame):
                yield from self._registered(value, passed, function, inner, spot)

    def _guessed(self, expression: facts.Expression, frame: Frame) -> Values:
        """Return a callback registration for `x.callback(Output(...), ...)` on an `x` that is not understood."""
        if not isinstance(expression, facts.Call) or not isinstance(expression.function, facts.Attribute):
            return ()
        if expression.function.name != "callback" or not self._has_dependencies(expression, frame):
            return ()
        return (Instance("dash.callback", Site(expression, frame)),)

    def _has_dependencies(self, call: facts.Call, frame: Frame) -> bool:
        for argument in call.arguments:
            for part in walk_expression(argument.value, into_comprehensions=True):
                if isinstance(part, (facts.Call, facts.Name)):
                    for value in self._receivers.values(part, frame):
                        if isinstance(value, Instance) and value.kind in dash_names.DEPENDENCIES:
                            return True
        return False

    def _registered(
        self,
        registrar: Value,
        passed: Values,
        function: ProjectFunction | None,
        inner: list[facts.Decorator],
        spot: _Spot,
    ) -> Iterator[EntryPoint]:
        kind = registrar.path if isinstance(registrar, Symbol) else getattr(registrar, "kind", None)
        if isinstance(kind, str) and isinstance(registrar, (Symbol, Instance)):
            if self._is_callback(kind, registrar, spot):
                yield from self._callbacks(registrar, passed, function, inner, spot)
            else:
                yield from self._server_registration(registrar, kind, passed, function, inner, spot)
        elif isinstance(registrar, (ProjectFunction, Bound, Partial, Activation)):
            yield from self._wrapped_registration(registrar, passed, function, inner, spot)

    def _is_callback(self, kind: str, registrar: Value, spot: _Spot) -> bool:
        if kind in dash_names.CALLBACKS:
            return True
        if not kind.endswith(".callback") or not isinstance(registrar, Instance) or registrar.site is None:
            return False
        made_by_app = self._app_receiver(registrar) is not None
        return made_by_app or self._has_dependencies(registrar.site.call, registrar.site.frame)

    def _app_receiver(self, registrar: Value) -> Values | None:
        """Return the object that `x.callback` was looked up on, if it is a Dash app."""
        site = registrar.site if isinstance(registrar, Instance) else None
        if site is None:
            receiver = registrar.receiver if isinstance(registrar, Symbol) else None
            return (receiver,) if receiver is not None and is_app(self._receivers, receiver) else None
        functions = self._receivers.values(site.call.function, site.frame)
        found = tuple(value.receiver for value in functions if isinstance(value, Symbol) and value.receiver is not None)
        owners = tuple(value for value in found if is_app(self._receivers, value))
        return owners or None

    def _wrapped_registration(
        self,
        registrar: Value,
        passed: Values,
        function: ProjectFunction | None,
        inner: list[facts.Decorator],
        spot: _Spot,
    ) -> Iterator[EntryPoint]:
        """Yield what a decorator of the project registers when it is given the function."""
        for run in calling.activations(self._receivers, registrar, Given((passed,))):
            for statement, _ in run.frame.scope.statements:
                if isinstance(statement, facts.Function) and statement.decorators:
                    yield from self._registered_wrapper(statement, run.frame, function, inner, spot)
            for call in self._receivers.namespaces.calls(run.frame.scope):
                for value in self._receivers.values(call.function, run.frame):
                    if isinstance(value, Instance) and isinstance(value.kind, str) and call.arguments:
                        registered = self._receivers.values(call.arguments[0].value, run.frame)
                        if self._is_callback(value.kind, value, spot) and self._holds(registered, function):
                            yield from self._callbacks(value, registered, function, inner, spot)

    def _registered_wrapper(
        self,
        node: facts.Function,
        frame: Frame,
        function: ProjectFunction | None,
        inner: list[facts.Decorator],
        spot: _Spot,
    ) -> Iterator[EntryPoint]:
        """Yield what is registered by the decorators of a function that a decorator of the project defines."""
        values: Values = (ProjectFunction(node, frame),)
        for decorator in reversed(node.decorators):
            for value in self._receivers.values(decorator.value, frame):
                if isinstance(value, Instance) and isinstance(value.kind, str):
                    if self._is_callback(value.kind, value, spot):
                        yield from self._callbacks(value, values, function, inner, spot)
            values = calling.apply_decorator(self._receivers, decorator, frame, values)

    def _holds(self, registered: Values, function: ProjectFunction | None) -> bool:
        return function is None or bool(registered)

    def _called(self, call: facts.Call, spot: _Spot) -> Iterator[EntryPoint]:
        site = Site(call, spot.frame)
        for value in self._receivers.values(call.function, spot.frame) or self._guessed(call.function, spot.frame):
            if isinstance(value, Instance) and isinstance(value.kind, str) and call.arguments:
                passed = self._receivers.values(call.arguments[0].value, spot.frame)
                if self._is_callback(value.kind, value, spot):
                    yield from self._callbacks(value, passed, None, [], spot)
                elif value.kind.rpartition(".")[2] in ROUTES | HOOKS:
                    yield from self._server_registration(value, value.kind, passed, None, [], spot)
            elif isinstance(value, Symbol):
                if value.path.rpartition(".")[2] in _TASKS:
                    yield from self._tasks(value, call, spot)
                if value.path in dash_names.REGISTER_PAGE:
                    yield from self._page(calling.given(self._receivers, site), spot)
                else:
                    yield from self._server_call(value, calling.given(self._receivers, site), spot)
            if isinstance(value, (Symbol, ProjectClass)):
                made = Instance(value.path if isinstance(value, Symbol) else value, site)
                if is_app(self._receivers, made):
                    yield from self._app_handlers(made, spot)

    def _tasks(self, symbol: Symbol, call: facts.Call, spot: _Spot) -> Iterator[EntryPoint]:
        """Yield what is left to run on the loop: background tasks, and coroutines that a start-up hook starts."""
        name = symbol.path.rpartition(".")[2]
        is_started = name in _STARTERS
        if is_started and not self._is_startup(spot.frame.scope):
            return
        runs = [] if not call.arguments else self._receivers.values(call.arguments[0].value, spot.frame)
        tasks = [value for value in runs if isinstance(value, Activation)] if is_started else self._runs_of(runs)
        server = symbol.receiver if symbol.receiver is not None and dash_names.is_server(symbol.receiver) else None
        apps = self._server_apps(server) if server is not None else self._apps.of_module(spot.frame.path)
        for task in tasks:
            is_async = task.function.node.is_async
            yield from self._entries(
                Activation(task.function, self._receivers.body_frame(task.function, task.frame.arguments)),
                "background task",
                apps,
                spot.backends,
                lambda app, backend: contexts.route_runs(backend, is_async),
            )

    def _is_startup(self, scope: Scope) -> bool:
        """Tell whether a scope is that of a lifespan or of a hook that runs before the first request."""
        if not isinstance(scope.node, facts.Function) or scope.parent is None:
            return False
        frame = self._receivers.open_frame(scope.parent)
        for decorator in scope.node.decorators:
            for value in self._receivers.values(decorator.value, frame):
                kind = value.path if isinstance(value, Symbol) else getattr(value, "kind", "")
                if isinstance(kind, str) and kind.rpartition(".")[2] in _STARTUP:
                    return True
        return False

    def _assigned(self, statement: facts.Assign, spot: _Spot) -> Iterator[EntryPoint]:
        for target in statement.targets:
            if isinstance(target, facts.Attribute) and target.name == "asgi_app" and statement.value is not None:
                for server in self._receivers.values(target.value, spot.frame):
                    for run in self._runs_of(self._receivers.values(statement.value, spot.frame)):
                        apps = self._server_apps(server)
                        yield from self._server_entries(run, "asgi middleware", server, apps, (), [], spot)
            if isinstance(target, facts.Attribute) and target.name == "layout" and statement.value is not None:
                owners = self._receivers.values(target.value, spot.frame)
                apps = tuple(app for owner in owners for app in self._apps_of(owner, spot.frame.path))
                for run in self._runs_of(self._receivers.values(statement.value, spot.frame)):
                    # a plain one runs in a thread (on FastAPI but for the first request), an async one fails on every backend
                    yield from self._entries(run, "layout", apps, spot.backends, lambda app, backend: Runs.THREAD)

    # what is registered

    def _callbacks(
        self,
        registrar: Value,
        passed: Values,
        function: ProjectFunction | None,
        inner: list[facts.Decorator],
        spot: _Spot,
    ) -> Iterator[EntryPoint]:
        site = registrar.site if isinstance(registrar, Instance) else None
        given = calling.given(self._receivers, site) if site is not None else NOTHING
        kind = str(registrar.kind) if isinstance(registrar, Instance) else ""
        apps = self._callback_apps(registrar, spot.frame.path)
        options = self._options(given, kind)
        only_endpoint = "api" in options and (kind.endswith("long_callback") or self._may_be_true(given, "background"))
        role = "API endpoint" if only_endpoint else "callback"
        for run in self._entered(passed, function):
            is_async = self._is_async(passed, run)
            for app, backend in self._app_backends(apps, spot.backends):
                own = options | ({"websocket"} if app is not None and app.websocket_callbacks else set())
                runs = contexts.callback_runs(app, backend, is_async, frozenset(own))
                entry = self._entry(run, role, app, backend, runs, passed, inner)
                is_moved = backend != "flask" and contexts.callback_runs(app, backend, False, frozenset(own)) != runs
                yield replace(entry, is_moved_by_async=is_moved)
        for handler in self._runs_of(given.find("on_error", None) or ()):
            is_async = any(self._is_async(passed, run) for run in self._entered(passed, function))
            yield from self._error_handlers(handler, apps, spot, set() if is_async else options & {"websocket", "http"})

    def _callback_apps(self, registrar: Value, path: str) -> tuple[App, ...]:
        owners = self._app_receiver(registrar)
        if owners:
            return tuple(dict.fromkeys(app for owner in owners for app in self._apps_of(owner, path)))
        return self._apps.of_module(path)

    def _options(self, given: Given, kind: str) -> set[str]:
        options = {"background"} if kind.endswith("long_callback") or self._may_be_true(given, "background") else set()
        if self._may_be_true(given, "websocket") or self._may_be_true(given, "persistent"):
            options.add("websocket")
        if given.find("api_endpoint", None):
            options = (options - {"background"}) | {"http", "api"}
        return options

    def _may_be_true(self, given: Given, name: str) -> bool:
        values = given.find(name, None)
        if values is None:
            return False
        return not values or any(not (isinstance(value, Literal) and not value.value) for value in values)

    def _error_handlers(
        self, handler: Activation, apps: tuple[App, ...], spot: _Spot, options: set[str]
    ) -> Iterator[EntryPoint]:
        """Yield a handler where its callback runs; that of a background callback runs where the result is collected."""
        is_async = handler.function.node.is_async
        yield from self._entries(
            handler,
            "`on_error` handler",
            apps,
            spot.backends,
            lambda app, backend: (
                Runs.THREAD if is_async else contexts.callback_runs(app, backend, False, frozenset(options))
            ),
        )

    def _app_handlers(self, made: Instance, spot: _Spot) -> Iterator[EntryPoint]:
        from dashlint.project.apps import app_argument

        for handler in self._runs_of(app_argument(self._receivers, made, "on_error")):
            yield from self._error_handlers(handler, self._apps.of_instance(made), spot, set())

    def _page(self, given: Given, spot: _Spot) -> Iterator[EntryPoint]:
        path = self._page_file(given, spot.frame.path)
        values = given.find("layout", 12)
        if values is None and path is not None:
            values = self._receivers.global_name("layout", path)
        for run in self._runs_of(values or ()):
            is_async = run.function.node.is_async
            yield from self._entries(
                run,
                "page layout",
                self._apps.of_module(path or spot.frame.path),
                spot.backends,
                lambda app, backend: contexts.page_runs(backend, is_async),
            )

    def _page_file(self, given: Given, path: str) -> str | None:
        for value in given.find("module", 0) or ():
            if isinstance(value, Literal) and isinstance(value.value, str):
                found = self._receivers.modules.resolve(path, value.value, 0)
                return found if found in self._receivers.modules.texts else None
        return path

    # servers

    def _server_registration(
        self,
        registrar: Symbol | Instance,
        kind: str,
        passed: Values,
        function: ProjectFunction | None,
        inner: list[facts.Decorator],
        spot: _Spot,
    ) -> Iterator[EntryPoint]:
        name = kind.rpartition(".")[2]
        receiver = registrar.receiver if isinstance(registrar, Symbol) else self._server_receiver(registrar)
        if name not in ROUTES | HOOKS or receiver is None:
            return
        runs_of = self._runs_of(passed)
        apps = self._server_apps(receiver)
        if apps:
            first = runs_of[0].function if runs_of else None
            self._use(name, receiver, apps, function or first, spot)
        for run in self._entered(passed, function):
            yield from self._server_entries(run, name, receiver, apps, passed, inner, spot)

    def _use(
        self, name: str, receiver: Value, apps: tuple[App, ...], function: ProjectFunction | None, spot: _Spot
    ) -> None:
        backends = frozenset(backend for app in apps for backend in app.backends_among(spot.backends))
        on_dash = self._is_app_backend(receiver)
        self._server_uses[ServerUse(name, spot.place, apps, backends, function, on_dash, self._is_tried)] = None

    def _server_receiver(self, registrar: Instance) -> Value | None:
        """Return the server that `server.get("/path")` was called on."""
        if registrar.site is None:
            return None
        for value in self._receivers.values(registrar.site.call.function, registrar.site.frame):
            if isinstance(value, Symbol) and value.receiver is not None:
                return value.receiver
        return None

    def _server_call(self, symbol: Symbol, given: Given, spot: _Spot) -> Iterator[EntryPoint]:
        name, receiver = symbol.path.rpartition(".")[2], symbol.receiver
        if receiver is None or not isinstance(receiver, Instance):
            return
        if name in HOOKS | ROUTES | {"add_middleware"}:
            handlers = [
                run
                for values in (*given.positional, *(found for _, found in given.keywords))
                for run in self._runs_of(values)
            ]
            apps = self._server_apps(receiver)
            if name == "add_middleware":
                handlers = self._middleware(given)
            if apps and handlers:
                self._use(name, receiver, apps, handlers[0].function, spot)
            for run in handlers:
                yield from self._server_entries(run, name, receiver, apps, (), [], spot)

    def _middleware(self, given: Given) -> list[Activation]:
        found = []
        for value in given.find("middleware_class", 0) or ():
            if isinstance(value, ProjectClass):
                for name in ("dispatch", "__call__"):
                    methods = self._receivers.attribute(Instance(value), name)
                    found += [run for m in methods for run in calling.activations(self._receivers, m, NOTHING)]
        return found

    def _server_entries(
        self,
        run: Activation,
        name: str,
        receiver: Value,
        apps: tuple[App, ...],
        passed: Values,
        inner: list[facts.Decorator],
        spot: _Spot,
    ) -> Iterator[EntryPoint]:
        is_async = self._is_async(passed, run)
        on_backend = self._is_app_backend(receiver)
        role = "route" if name in ROUTES else "middleware" if "middleware" in name else f"`{name}` hook"
        having = dash_names.SERVER_ATTRIBUTES.get(name, dash_names.BACKENDS)
        for app, backend in self._app_backends(apps, spot.backends):
            if app is None or (backend not in having and not on_backend):
                continue
            if on_backend and (backend == "fastapi" and name != "before_request"):
                continue
            runs = contexts.route_runs(backend, is_async)
            if on_backend:
                runs = contexts.backend_hook_runs(backend, is_async, name)
            yield self._entry(run, role, app, backend, runs, passed, inner)
            if name in ROUTES:
                yield from self._dependencies(run, app, backend)

    def _dependencies(self, run: Activation, app: App, backend: str) -> Iterator[EntryPoint]:
        """Yield the async functions that FastAPI runs for a route's parameters; plain ones go to its threads."""
        frame = run.function.frame
        for parameter in run.function.node.parameters:
            for expression in (parameter.default, parameter.annotation):
                for part in walk_expression(expression, into_comprehensions=False) if expression else ():
                    for value in self._receivers.values(part, frame) if isinstance(part, facts.Call) else ():
                        if isinstance(value, Instance) and value.kind == "fastapi.Depends" and value.site:
                            given = calling.given(self._receivers, value.site)
                            for dependency in self._runs_of(given.find("dependency", 0) or ()):
                                runs = contexts.route_runs(backend, dependency.function.node.is_async)
                                yield EntryPoint(dependency, "dependency", app, backend, runs)

    def _is_app_backend(self, receiver: Value) -> bool:
        return is_app(self._receivers, receiver)

    def _server_apps(self, receiver: Value) -> tuple[App, ...]:
        if not isinstance(receiver, Instance):
            return ()
        if is_app(self._receivers, receiver):
            return self._apps.of_instance(receiver)
        if dash_names.is_server(receiver):
            return self._apps.of_server(receiver)
        if receiver.kind in ROUTERS and receiver.site is not None:
            return self._mounts.get(receiver.site.place, ())
        return ()

    @cached_property
    def _mounts(self) -> dict[Place, tuple[App, ...]]:
        """The apps that each router or blueprint is mounted on, by the place that makes it."""
        found: dict[Place, tuple[App, ...]] = {}
        for path in self._receivers.modules.roots:
            module = self._receivers.namespaces.module(path)
            for scope in (module, *self._receivers.namespaces.all_scopes(module)):
                frame = self._receivers.open_frame(scope)
                for call in self._receivers.namespaces.calls(scope):
                    if isinstance(call.function, facts.Attribute) and call.function.name in MOUNTS and call.arguments:
                        self._mount(call, frame, found)
        return found

    def _mount(self, call: facts.Call, frame: Frame, found: dict[Place, tuple[App, ...]]) -> None:
        assert isinstance(call.function, facts.Attribute)
        servers = self._receivers.values(call.function.value, frame)
        apps = tuple(app for server in servers if dash_names.is_server(server) for app in self._server_apps(server))
        for router in self._receivers.values(call.arguments[0].value, frame):
            if isinstance(router, Instance) and router.site is not None:
                found[router.site.place] = tuple(dict.fromkeys((*found.get(router.site.place, ()), *apps)))

    # apps, backends and functions

    def _apps_of(self, owner: Value, path: str) -> tuple[App, ...]:
        if not isinstance(owner, Instance):
            return ()
        if owner.kind == dash_names.CURRENT_APP:
            return self._apps.of_module(path)
        if not is_app(self._receivers, owner):
            return ()
        return self._apps.of_instance(owner) or self._apps.of_module(path)

    def _app_backends(
        self, apps: tuple[App, ...], backends: frozenset[str]
    ) -> Iterator[tuple[App | None, str]]:
        if not apps and "flask" in backends:
            yield None, "flask"
        for app in apps:
            for backend in app.backends_among(backends):
                yield app, backend

    def _entries(self, run, role, apps, backends, runs_on) -> Iterator[EntryPoint]:  # type: ignore[no-untyped-def]
        for app, backend in self._app_backends(apps, backends):
            yield EntryPoint(run, role, app, backend, runs_on(app, backend))

    def _runs_of(self, values: Values) -> list[Activation]:
        return [
            run
            for value in values
            if not isinstance(value, ProjectClass)
            for run in calling.activations(self._receivers, value, NOTHING)
        ]

    def _entered(self, passed: Values, function: ProjectFunction | None) -> list[Activation]:
        """Return the function to report on: the one that the decorators stand above, else what was passed."""
        if function is None:
            return self._runs_of(passed)
        return [Activation(function, self._receivers.body_frame(function, ()))]

    def _is_async(self, passed: Values, run: Activation) -> bool:
        if run in self._runs_of(passed):
            return run.function.node.is_async
        return run.function.node.is_async or any(other.function.node.is_async for other in self._runs_of(passed))

    def _entry(
        self,
        run: Activation,
        role: str,
        app: App | None,
        backend: str,
        runs: Runs,
        passed: Values,
        inner: list[facts.Decorator],
    ) -> EntryPoint:
        passed_runs = self._runs_of(passed)
        wrappers = [other for other in passed_runs if other.function.place != run.function.place]
        if not wrappers or (passed_runs and not inner and run in passed_runs):
            return EntryPoint(run, role, app, backend, runs, (), not (inner and not passed))
        at = inner[-1].at if inner else run.function.node.at
        reaches = any(self._reaches(wrapper, run, _FARTHEST_WRAPPER) for wrapper in wrappers)
        is_plain = any(other.function.place == run.function.place for other in self._runs_of(passed))
        decorations = tuple(Decoration(at, wrapper) for wrapper in wrappers)
        return EntryPoint(run, role, app, backend, runs, decorations, reaches or is_plain)

    def _reaches(self, start: Activation, goal: Activation, hops: int) -> bool:
        for step in self._graph.steps(start.frame) if hops else ():
            if step.activation is not None:
                if step.activation.function.place == goal.function.place:
                    return True
                if self._reaches(step.activation, goal, hops - 1):
                    return True
        return False
