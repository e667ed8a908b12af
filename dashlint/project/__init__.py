"""A project as rules see it: its apps, its entry points, and what blocks where."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product

from dashlint.catalogue import Catalogue
from dashlint.deployment import PythonImage, commands, python_images, serve_commands
from dashlint.facts import Defect, FileFacts, Place
from dashlint.file_kinds import ProjectFile
from dashlint.manifests import Manifests
from dashlint.project.app_servers import AppServers
from dashlint.project.apps import App, Apps, app_argument, is_around
from dashlint.project.asgi_options import AsgiOption, AsgiOptions, FlaskApps
from dashlint.project.async_layouts import AsyncLayout, AsyncLayouts, AsyncPage, runs_at_start
from dashlint.project.async_making import AsyncMaking
from dashlint.project.backend_conflicts import BackendConflict, BackendConflicts
from dashlint.project.blocking import BlockedCall, BlockedCalls, Chain, Link
from dashlint.project.body_consumers import BodyConsumer, BodyConsumers
from dashlint.project.body_reads import BodyReads
from dashlint.project.callgraph import CallGraph
from dashlint.project.certainty import is_understood
from dashlint.project.choices import Choice, choice_of, is_chosen_at_run_time
from dashlint.project.client_making import ClientMaking, MadeClient
from dashlint.project.contexts import EntryPoint, Runs, route_runs
from dashlint.project.coroutine_caches import CoroutineCache, CoroutineCaches
from dashlint.project.coroutines import Coroutines, ForgottenAwait
from dashlint.project.dangling_tasks import DanglingTask, DanglingTasks
from dashlint.project.dead_guards import DeadGuard, DeadGuards
from dashlint.project.demands import Demands
from dashlint.project.doings import Doing, What
from dashlint.project.entries import EntryPoints
from dashlint.project.entry_routes import EntryRoutes, entry_routes
from dashlint.project.executor_calls import ExecutorCall, executor_call, handed_over
from dashlint.project.explaining import Explained, Explaining
from dashlint.project.extensions import ExtensionUse, ExtensionUses
from dashlint.project.flask_names import FlaskNames, FlaskNameUse
from dashlint.project.flaskless import FlasklessBody, FlasklessCode
from dashlint.project.guards import Guards
from dashlint.project.hidden_coroutines import HiddenCoroutine, HiddenCoroutines
from dashlint.project.hook_bodies import Answer, Given, HookBodies, HookBody
from dashlint.project.hook_reads import HookReads
from dashlint.project.keeping import UnkeptSteps
from dashlint.project.late_registrations import Fate, LateRegistration, LateRegistrations
from dashlint.project.layout_reads import layout_reads
from dashlint.project.loop_bound_globals import LoopBoundGlobal, LoopBoundGlobals
from dashlint.project.loop_code import LoopBody, LoopCode
from dashlint.project.lost_contexts import LostContext, LostContexts
from dashlint.project.mentions import Mentions
from dashlint.project.modules import Modules
from dashlint.project.offloading import Offload, Offloading
from dashlint.project.order import Order
from dashlint.project.persistent_callbacks import PersistentCallback, PersistentCallbacks
from dashlint.project.reached import Reached
from dashlint.project.readiness import Readiness
from dashlint.project.receivers import Receivers
from dashlint.project.request_reads import RequestRead, request_reads
from dashlint.project.returns import Returns
from dashlint.project.route_answers import RouteAnswers
from dashlint.project.routes import Route, Routes
from dashlint.project.scanning import Scan
from dashlint.project.server_attributes import ServerAttributes, ServerAttributeUse
from dashlint.project.servers import ROUTES, ServerUse
from dashlint.project.serving import Serving, Servings
from dashlint.project.shapes import Shapes
from dashlint.project.shared_props import SharedProps, SharedPropsCalls
from dashlint.project.static_links import StaticLink, StaticLinks
from dashlint.project.tested_backends import FlaskTest, TestedBackends
from dashlint.project.thread_bound import ThreadBound
from dashlint.project.turns import Turns
from dashlint.project.values import Activation, Frame, Literal, ProjectFunction, Symbol
from dashlint.project.waits import Wait, Waits
from dashlint.project.ways import Way
from dashlint.project.websocket_reads import WebsocketRead, WebsocketReads
from dashlint.project.wsgi_wrappers import WsgiWrapper, WsgiWrappers

__all__ = [
    "Answer",
    "App",
    "AsgiOption",
    "AsyncLayout",
    "AsyncPage",
    "BackendConflict",
    "BlockedCall",
    "BodyConsumer",
    "Chain",
    "CoroutineCache",
    "DanglingTask",
    "DeadGuard",
    "Doing",
    "EntryPoint",
    "ExecutorCall",
    "Explained",
    "ExtensionUse",
    "Fate",
    "FlaskNameUse",
    "FlaskTest",
    "ForgottenAwait",
    "Given",
    "HiddenCoroutine",
    "HookBody",
    "LateRegistration",
    "Link",
    "LoopBoundGlobal",
    "LostContext",
    "Offload",
    "PersistentCallback",
    "Project",
    "ProjectFunction",
    "Route",
    "Runs",
    "ServerUse",
    "Serving",
    "SharedProps",
    "Wait",
    "Way",
    "WebsocketRead",
    "What",
]


NEEDING_LOOP = frozenset(
    f"asyncio.{name}" for name in "create_task ensure_future get_running_loop current_task all_tasks".split()
)


class Project:
    """All that rules may ask; every answer is worked out once, when it is first asked for."""

    def __init__(
        self,
        texts: Mapping[str, bytes],
        read: Callable[[str, bytes], FileFacts],
        catalogue: Catalogue,
        backend: str | None = None,
        files: Sequence[ProjectFile] = (),
        dash_version: str | None = None,
        open_file: Callable[[str], bytes | None] = lambda path: None,
        backend_at: Callable[[str], str | None] | None = None,
        src: Sequence[str] = (),
    ) -> None:
        """`texts` are the Python files' contents by absolute path, `files` those beside the code.

        `backend` overrides what the code says, `backend_at` tells it for the apps that a file makes; `dash_version`
        overrides what the manifests say; `open_file` opens what they include. Absolute imports are looked for in `src`
        first.
        """
        self.catalogue = catalogue
        setups = (ProjectFile(path, "python", texts[path]) for path in texts if os.path.basename(path) == "setup.py")
        self.manifests = Manifests((*files, *setups), open_file, dash_version)
        self._deployment = tuple(file for file in files if file.kind == "deployment")
        self.modules = Modules(texts, read, catalogue.libraries, src)
        self.receivers = Receivers(self.modules, catalogue)
        self.graph = CallGraph(self.receivers)
        self._whole_graph = CallGraph(self.receivers, is_whole=True)
        self._apps = Apps(self.receivers, backend, backend_at=backend_at)
        self._scan = Scan(self.receivers, self._apps)
        self._entries = EntryPoints(self.receivers, self._apps, self.graph, self._scan)
        self._guards = Guards(self.receivers)

    @property
    def apps(self) -> tuple[App, ...]:
        """The Dash apps, by place."""
        return self._apps.all

    @cached_property
    def chosen_at_run_time(self) -> tuple[App, ...]:
        """The apps whose backend is chosen by those who run the project, by place."""
        return tuple(app for app in self.apps if is_chosen_at_run_time(self.receivers, app))

    def where_chosen(self, backend: str) -> Project:
        """Return the project as it is for those who choose this backend."""
        other = copy.copy(self)
        for name in [name for name in vars(self) if isinstance(vars(Project).get(name), cached_property)]:
            del vars(other)[name]
        other._apps = Apps(
            self.receivers, None, {app.place: backend for app in self.chosen_at_run_time}, self._apps.backend_for
        )
        other._entries = EntryPoints(self.receivers, other._apps, self.graph, self._scan)
        return other

    def mentions(self, backend: str) -> bool:
        """Tell whether the project mentions a backend anywhere."""
        texts = self.modules.texts.values()
        return any(backend.encode() in text.lower() for text in texts)

    def choice_of(self, app: App) -> Choice:
        """Return what chooses an app's backend."""
        return choice_of(self.receivers, app)

    def functions(self, path: str) -> tuple[ProjectFunction, ...]:
        """Return the functions of a file, by their turns; of the lambdas those that Dash or a server calls."""
        return self._explaining.functions(path)

    def explained(self, path: str, function: ProjectFunction | None = None) -> Explained:
        """Return what is known of a function of the file at `path`, or of the code at the top of the file."""
        return self._explaining.of(path, function)

    @property
    def _explaining(self) -> Explaining:
        return Explaining(self.receivers, self._whole_graph, self._apps, self._entries)

    @property
    def route_places(self) -> frozenset[Place]:
        """The places where routes are registered on the apps' servers."""
        return frozenset(use.place for use in self.server_uses if use.name in ROUTES)

    @property
    def entry_points(self) -> tuple[EntryPoint, ...]:
        """The functions that Dash and the servers call, on every app and backend; the worst context first."""
        return self._entries.all

    def awaits(self, frame: Frame) -> bool:
        """Tell whether a body awaits anything itself, `async for` and `async with` included."""
        return frame.scope.awaits

    def needs_loop(self, frame: Frame) -> bool:
        """Tell whether a body calls something that only works while a loop runs, such as `asyncio.create_task`."""
        calls = self.receivers.namespaces.calls(frame.scope)
        found = (value for call in calls for value in self.receivers.values(call.function, frame))
        return any(isinstance(value, Symbol) and value.path in NEEDING_LOOP for value in found)

    def must_be_async(self, entry: EntryPoint) -> bool:
        """Tell whether a class, a decorator or a caller needs the function of an entry point to be `async def`."""
        return Demands(self.receivers, Shapes(self.receivers)).are_made_of(entry.activation)

    def is_only_registered(self, function: ProjectFunction, once: bool = False) -> bool:
        """Tell whether Dash or a server alone gets a function, as it is written, so that no code calls it."""
        mentions = Mentions(self.receivers)
        return mentions.is_registered_once(function) if once else mentions.are_registrations(function)

    def blocks(self, run: Activation, backend: str) -> bool:
        """Tell whether a function blocks, or leads to what does, wherever it runs."""
        return BlockedCalls(self.graph).are_below(run, backend)

    def is_understood(self, run: Activation, backend: str) -> bool:
        """Tell whether it is known of every call below a function what it runs."""
        return is_understood(self.receivers, self._whole_graph, run, backend)

    @property
    def defects(self) -> tuple[tuple[str, Defect], ...]:
        """The files that were needed and could not be read, with the reason, by path."""
        assert self.blocked_calls is not None
        needed = {facts.path for facts in self.modules.files_read} | self.receivers.relevance.files
        return tuple(
            (facts.path, facts.defect) for facts in map(self.modules.facts, sorted(needed)) if facts.defect is not None
        )

    @property
    def server_uses(self) -> tuple[ServerUse, ...]:
        """The hooks and routes registered on the apps' servers, by place."""
        return self._entries.server_uses

    def response(self, use: ServerUse, backend: str) -> Place | None:
        """Return the place of a response that a registered function can return on a backend, if that is certain."""
        returns = Returns(self.receivers, backend)
        return next((place for run in use.runs if (place := returns.response(run)) is not None), None)

    def is_given_server_later(self, app: App) -> bool:
        """Tell whether an app is made with `server=False`, so that Dash sets it up in `init_app`."""
        servers = app_argument(self.receivers, app.instance, "server", 1)
        return any(isinstance(value, Literal) and value.value is False for value in servers)

    @cached_property
    def late_registrations(self) -> tuple[LateRegistration, ...]:
        """The hooks and routes that code of requests registers, by place."""
        found = LateRegistrations(self._entries, self.graph, self.catalogue).all()
        return tuple(sorted(found, key=lambda late: (late.use.place, late.backend)))

    @property
    def hook_reads(self) -> tuple[ServerUse, ...]:
        """The hooks of Flask's and Quart's servers that code looks up on an app's server, by place."""
        found = dict.fromkeys(
            HookReads(self.receivers, self._entries.registrations, self._entries.servers, self._scan).all()
        )
        return tuple(sorted(found, key=lambda use: (use.place, use.name)))

    def hook_body(self, run: Activation, use: ServerUse) -> HookBody | None:
        """Return what a hook does before or after requests, if a middleware of FastAPI can do the same."""
        bodies = HookBodies(self.receivers, self._whole_graph)
        return bodies.before(run) if use.name == "before_request" else bodies.after(run, not use.on_dash)

    def returns_response(self, run: Activation) -> bool:
        """Tell whether a hook after requests returns the response that it takes, wherever it ends."""
        return HookBodies(self.receivers, self._whole_graph).returns_response(run)

    @cached_property
    def asgi_options(self) -> tuple[AsgiOption, ...]:
        """The options of apps and callbacks that have no effect, because they run on Flask, by place."""
        options = AsgiOptions(self.receivers, self._apps, self._entries.callback_uses)
        return tuple(sorted(options.all(), key=lambda option: option.place))

    @cached_property
    def websocket_reads(self) -> tuple[WebsocketRead, ...]:
        """The uses of a websocket in callbacks that run on Flask, by place."""
        flask = FlaskApps(self.receivers, self._apps)
        reads = dict.fromkeys(WebsocketReads(self.receivers, self._entries, self.graph, flask).all())
        return tuple(sorted(reads, key=lambda read: read.place))

    @cached_property
    def body_consumers(self) -> tuple[BodyConsumer, ...]:
        """What keeps the callbacks of FastAPI apps waiting for their request's body, by place."""
        reads, order = BodyReads(self.receivers, self.graph), Order(self.receivers)
        consumers = BodyConsumers(self.receivers, self._apps, self._scan, reads, order).all(self.server_uses)
        return tuple(sorted(consumers, key=lambda consumer: (consumer.place, consumer.app.place)))

    @cached_property
    def backend_conflicts(self) -> tuple[BackendConflict, ...]:
        """The apps that are given a backend and the server of another one, by place."""
        found = BackendConflicts(self.receivers, self._apps).all()
        return tuple(sorted(found, key=lambda conflict: conflict.place))

    @cached_property
    def extension_uses(self) -> tuple[ExtensionUse, ...]:
        """The uses of extensions made for Flask, whatever comes of them, by place."""
        return ExtensionUses(self.receivers, self._entries, self.graph, self._scan, self.manifests, self._guards).all()

    @cached_property
    def wsgi_wrappers(self) -> tuple[WsgiWrapper, ...]:
        """The WSGI middleware and adapters around the ASGI servers of apps, by place."""
        wrappers = WsgiWrappers(AppServers(self.receivers, self._entries.servers), self._scan).all()
        return tuple(sorted(wrappers, key=lambda wrapper: wrapper.place))

    @cached_property
    def flask_names(self) -> tuple[FlaskNameUse, ...]:
        """The uses of Flask's names that fail in what ASGI apps run, by place; of one place, those not caught first."""
        names = FlaskNames(self.receivers, self._guards)
        found = [use for body in self._flaskless for use in names.of(body)]
        return tuple(sorted(found, key=lambda use: (use.place, use.is_caught)))

    @cached_property
    def request_reads(self) -> tuple[RequestRead, ...]:
        """The reads of Flask's request in callbacks for which `dash.ctx` has the same, by place."""
        return tuple(request_reads(self.receivers, self.flask_names, self.entry_points))

    @cached_property
    def dead_guards(self) -> tuple[DeadGuard, ...]:
        """The tests for a Flask request in what ASGI apps run, by place; of one place, those with an effect first."""
        guards = DeadGuards(self.receivers, self._guards)
        bodies = [body for body in self._flaskless if body.entry.app is not None and not body.entry.app.may_be("flask")]
        found = [guard for body in bodies for guard in guards.of(body)]
        return tuple(sorted(found, key=lambda guard: (guard.place, not guard.lets_in, guard.holds is None)))

    @cached_property
    def _flaskless(self) -> tuple[FlasklessBody, ...]:
        entries = (*self.entry_points, *(self._moved() if self._apps.assumed is not None else ()))
        return tuple(FlasklessCode(self.receivers, self.graph, self._guards).of(entries))

    def _moved(self) -> Iterator[EntryPoint]:
        """Yield the routes and hooks that an app needs in another form when it moves to the assumed backend."""
        for use in self.server_uses:
            role = "route" if use.name in ROUTES else "hook"
            for app, backend in product(use.apps, sorted(use.backends)):
                if backend not in (self.catalogue.having(use.name) or backend):
                    for run in use.runs:
                        yield EntryPoint(run, role, app, backend, route_runs(backend, run.function.node.is_async))

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The routes of FastAPI servers, by place."""
        return tuple(Routes(self.receivers, RouteAnswers(self.receivers, self._guards)).of(self.server_uses))

    def runs_at_start(self, entry: EntryPoint) -> bool:
        """Tell whether Dash runs an entry point when the module does: a layout function, in order to validate ids."""
        return entry.role == "layout" and entry.app is not None and runs_at_start(self.receivers, entry.app)

    @cached_property
    def static_links(self) -> tuple[StaticLink, ...]:
        """The files under `/static/` that apps on FastAPI ask for in vain, by place."""
        links = StaticLinks(AppServers(self.receivers, self._entries.servers), self._scan).all()
        return tuple(sorted(links, key=lambda link: link.place))

    @cached_property
    def server_attributes(self) -> tuple[ServerAttributeUse, ...]:
        """The uses of attributes that the apps' servers lack or ignore, by place."""
        app_servers = AppServers(self.receivers, self._entries.servers)
        uses = ServerAttributes(app_servers, self._scan, Reached(self._entries, self.graph)).all()
        return tuple(sorted(uses, key=lambda use: use.place))

    @cached_property
    def servings(self) -> tuple[Serving, ...]:
        """The servers that are told to serve an app, by commands of deployment files and by calls, by place."""
        return Servings(self.receivers, self._apps, self._scan, serve_commands(commands(self._deployment))).all()

    @cached_property
    def python_images(self) -> tuple[PythonImage, ...]:
        """The images of Python in the deployment files around the apps, by place."""
        found = python_images(file for file in self._deployment if is_around(file.path, self.apps))
        return tuple(sorted(found, key=lambda image: image.place))

    @cached_property
    def hidden_coroutines(self) -> tuple[HiddenCoroutine, ...]:
        """The async callbacks and page layouts that decorators hide from Dash, by place."""
        found = HiddenCoroutines(self.receivers, Shapes(self.receivers)).all(
            self._entries.callback_uses, self.entry_points
        )
        by_place = {hidden.place: hidden for hidden in reversed(list(found))}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def coroutine_caches(self) -> tuple[CoroutineCache, ...]:
        """The caches around async functions that cannot keep what they give, by place; around an entry point first."""
        found = CoroutineCaches(self.receivers, self.graph, Shapes(self.receivers)).all(self.entry_points)
        by_place = {cache.place: cache for cache in sorted(found, key=lambda cache: cache.is_entry)}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def forgotten_awaits(self) -> tuple[ForgottenAwait, ...]:
        """The coroutines that what the apps run makes and does not await, by place; each once."""
        found = Coroutines(self.receivers, self.graph).forgotten(self.entry_points, self.apps)
        by_place = {forgotten.place: forgotten for forgotten in reversed(list(found))}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def async_layouts(self) -> tuple[AsyncLayout, ...]:
        """The async functions that are layouts of apps, by place."""
        return tuple(sorted(self._async_layouts.of_apps(), key=lambda layout: (layout.place, layout.app.place)))

    @cached_property
    def async_pages(self) -> tuple[AsyncPage, ...]:
        """The async layout functions of pages that nothing awaits, by place."""
        return tuple(self._async_layouts.of_pages(self.entry_points))

    @property
    def _async_layouts(self) -> AsyncLayouts:
        return AsyncLayouts(self.receivers, self._apps, self._scan, self.manifests)

    @cached_property
    def persistent_callbacks(self) -> tuple[PersistentCallback, ...]:
        """The callbacks that stay in a worker thread of a websocket, by place."""
        found = PersistentCallbacks(self.receivers, self.graph).of(self._entries.callback_uses)
        return tuple(sorted(found, key=lambda callback: callback.entry.place))

    @cached_property
    def dangling_tasks(self) -> tuple[DanglingTask, ...]:
        """The tasks that nothing keeps, and on Flask those that nothing waits for, by place; each once, Flask first."""
        bodies = sorted(self._loop_code, key=lambda body: body.entry.backend != "flask")
        by_place = {task.place: task for task in reversed(list(DanglingTasks(self.receivers).of(bodies)))}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def loop_bound_globals(self) -> tuple[LoopBoundGlobal, ...]:
        """The objects that requests on Flask share, though each has a loop of its own, by place; each once."""
        bodies = (body for body in self._loop_code if body.entry.backend == "flask")
        found = sorted(LoopBoundGlobals(self.receivers).of(bodies), key=lambda shared: (shared.place, shared.use))
        by_place = {shared.place: shared for shared in reversed(found)}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def _loop_code(self) -> tuple[LoopBody, ...]:
        return tuple(LoopCode(self.graph).of(self.entry_points))

    @cached_property
    def lost_contexts(self) -> tuple[LostContext, ...]:
        """The hand-overs of functions that need their callback's context to threads without it, by place."""
        found = LostContexts(self.receivers, self.graph).of(self.entry_points)
        return tuple(sorted(found, key=lambda lost: lost.handover.place))

    def handed_to_executor(self, lost: LostContext) -> Place | None:
        """Return the place of the function that an executor is given, if that is all that loses the context."""
        return handed_over(lost.handover)

    def executor_calls(self, lost: Iterable[LostContext]) -> Mapping[Place, ExecutorCall]:
        """Return the hand-overs among these that `asyncio.to_thread` can stand for, by place."""
        found = ((each.handover.place, executor_call(self.receivers, each.handover)) for each in lost)
        return {place: call for place, call in found if call is not None}

    @cached_property
    def blocked_calls(self) -> tuple[BlockedCall, ...]:
        """The calls in entry points that block the loop they run on, or lead to what does."""
        return tuple(BlockedCalls(self.graph).of(self.entry_points))

    def offload(self, call: BlockedCall) -> Offload | None:
        """Return how a blocked call can be awaited instead; None where that is not surely right."""
        return self._offloading.of(call)

    def may_become_async(self, entry: EntryPoint) -> bool:
        """Tell whether the function of an entry point stays right as an `async def`, for Dash and for its callers."""
        return self._async_making.may_become_async(entry)

    @cached_property
    def _async_making(self) -> AsyncMaking:
        return AsyncMaking(self.receivers, self.manifests, self.entry_points, self._entries.callback_uses)

    @cached_property
    def _offloading(self) -> Offloading:
        bound = ThreadBound(self.receivers, self._whole_graph)
        return Offloading(self.receivers, bound, self._async_making, Turns(self.receivers, self._whole_graph))

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """The calls in entry points, or reached from them, that wait for as long as the code says."""
        return tuple(Waits(self.receivers, self.graph).of(self.entry_points))

    @cached_property
    def layout_reads(self) -> tuple[BlockedCall, ...]:
        """The first call in each page's layout function that reads on every visit, by place."""
        found = layout_reads(self.receivers, self.graph, self.entry_points)
        return tuple(sorted(found, key=lambda call: call.place))

    @cached_property
    def made_clients(self) -> tuple[MadeClient, ...]:
        """The clients that callbacks on an event loop make anew on every call, by place."""
        making = ClientMaking(self.receivers, UnkeptSteps(self.receivers, self.graph))
        return tuple(sorted(making.of(self.entry_points), key=lambda made: made.place))

    @cached_property
    def awaiting_in_turn(self) -> tuple[EntryPoint, ...]:
        """The async callbacks on Flask that await one thing after the other, by place."""
        return tuple(sorted(Turns(self.receivers, self.graph).of(self.entry_points), key=lambda entry: entry.place))

    @cached_property
    def shared_props(self) -> tuple[SharedProps, ...]:
        """The `set_props` of `MATCH` callbacks on a component that all their runs share, by place."""
        found = SharedPropsCalls(self.receivers, self.graph).of(self._entries.callback_uses)
        return tuple(sorted(found, key=lambda shared: (shared.start, len(shared.links))))

    @property
    def entry_routes(self) -> tuple[EntryRoutes, ...]:
        """The apps whose own module registers several routes."""
        return tuple(entry_routes(self.receivers, self.server_uses))

    @cached_property
    def servings_unasked(self) -> tuple[Serving, ...]:
        """The commands that serve an app which no platform can ask whether it is up, one for each app, by place."""
        readiness = Readiness(self.receivers, self.server_uses, self._deployment)
        return tuple(readiness.unasked(self.servings))

    @cached_property
    def flask_tests(self) -> tuple[FlaskTest, ...]:
        """The places where tests choose Flask for code that is served on another backend, by place."""
        found = TestedBackends(self.receivers, self._apps).on_flask()
        return tuple(sorted(found, key=lambda test: test.place))
