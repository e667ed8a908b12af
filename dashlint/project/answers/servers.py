"""Answers about servers: what is registered on the apps' servers, and asked of them."""

from __future__ import annotations

from functools import cached_property

from dashlint.facts import Place
from dashlint.project.answers.basis import Basis
from dashlint.project.apps.app import App
from dashlint.project.apps.backend_conflicts import BackendConflict, BackendConflicts
from dashlint.project.calls.order import Order
from dashlint.project.entries.reached import Reached
from dashlint.project.entries.server_uses import ROUTES, ServerUse
from dashlint.project.extensions.body_consumers import BodyConsumer, BodyConsumers
from dashlint.project.extensions.body_reads import BodyReads
from dashlint.project.extensions.wsgi_wrappers import WsgiWrapper, WsgiWrappers
from dashlint.project.flask.returns import Returns
from dashlint.project.meaning.app_objects import app_argument
from dashlint.project.servers.app_servers import AppServers
from dashlint.project.servers.attributes import ServerAttributes, ServerAttributeUse
from dashlint.project.servers.entry_routes import EntryRoutes, entry_routes
from dashlint.project.servers.hook_reads import HookReads
from dashlint.project.servers.late_registrations import LateRegistration, LateRegistrations
from dashlint.project.servers.static_links import StaticLink, StaticLinks
from dashlint.project.values.value import Literal


class ServerAnswers:
    """What is registered on the apps' servers, and asked of them; every answer is worked out once."""

    def __init__(self, basis: Basis) -> None:
        self._catalogue = basis.catalogue
        self._receivers = basis.receivers
        self._graph = basis.graph
        self._apps = basis.apps
        self._scan = basis.scan
        self._entries = basis.entries

    @property
    def route_places(self) -> frozenset[Place]:
        """The places where routes are registered on the apps' servers."""
        return frozenset(use.place for use in self.uses if use.name in ROUTES)

    @property
    def uses(self) -> tuple[ServerUse, ...]:
        """The hooks and routes registered on the apps' servers, by place."""
        return self._entries.server_uses

    def response(self, use: ServerUse, backend: str) -> Place | None:
        """Return the place of a response that a registered function can return on a backend, if that is certain."""
        returns = Returns(self._receivers, backend)
        return next((place for run in use.runs if (place := returns.response(run)) is not None), None)

    def is_given_server_later(self, app: App) -> bool:
        """Tell whether an app is made with `server=False`, so that Dash sets it up in `init_app`."""
        servers = app_argument(self._receivers, app.instance, "server", 1)
        return any(isinstance(value, Literal) and value.value is False for value in servers)

    @cached_property
    def late_registrations(self) -> tuple[LateRegistration, ...]:
        """The hooks and routes that code of requests registers, by place."""
        found = LateRegistrations(self._entries, self._graph, self._catalogue).all()
        return tuple(sorted(found, key=lambda late: (late.use.place, late.backend)))

    @property
    def hook_reads(self) -> tuple[ServerUse, ...]:
        """The hooks of Flask's and Quart's servers that code looks up on an app's server, by place."""
        found = dict.fromkeys(
            HookReads(self._receivers, self._entries.registrations, self._entries.servers, self._scan).all()
        )
        return tuple(sorted(found, key=lambda use: (use.place, use.name)))

    @cached_property
    def body_consumers(self) -> tuple[BodyConsumer, ...]:
        """What keeps the callbacks of FastAPI apps waiting for their request's body, by place."""
        reads, order = BodyReads(self._receivers, self._graph), Order(self._receivers)
        consumers = BodyConsumers(self._receivers, self._apps, self._scan, reads, order).all(self.uses)
        return tuple(sorted(consumers, key=lambda consumer: (consumer.place, consumer.app.place)))

    @cached_property
    def backend_conflicts(self) -> tuple[BackendConflict, ...]:
        """The apps that are given a backend and the server of another one, by place."""
        found = BackendConflicts(self._receivers, self._apps).all()
        return tuple(sorted(found, key=lambda conflict: conflict.place))

    @cached_property
    def wsgi_wrappers(self) -> tuple[WsgiWrapper, ...]:
        """The WSGI middleware and adapters around the ASGI servers of apps, by place."""
        wrappers = WsgiWrappers(AppServers(self._receivers, self._entries.servers), self._scan).all()
        return tuple(sorted(wrappers, key=lambda wrapper: wrapper.place))

    @cached_property
    def static_links(self) -> tuple[StaticLink, ...]:
        """The files under `/static/` that apps on FastAPI ask for in vain, by place."""
        links = StaticLinks(AppServers(self._receivers, self._entries.servers), self._scan).all()
        return tuple(sorted(links, key=lambda link: link.place))

    @cached_property
    def attributes(self) -> tuple[ServerAttributeUse, ...]:
        """The uses of attributes that the apps' servers lack or ignore, by place."""
        app_servers = AppServers(self._receivers, self._entries.servers)
        uses = ServerAttributes(app_servers, self._scan, Reached(self._entries, self._graph)).all()
        return tuple(sorted(uses, key=lambda use: use.place))

    @property
    def entry_routes(self) -> tuple[EntryRoutes, ...]:
        """The apps whose own module registers several routes."""
        return tuple(entry_routes(self._receivers, self.uses))
