"""Answers about flask: what counts on Flask where it may not be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product

from dashlint.project.answers.basis import Basis
from dashlint.project.entries.contexts import EntryPoint, route_runs
from dashlint.project.entries.server_uses import ROUTES
from dashlint.project.extensions.uses import ExtensionUse, ExtensionUses
from dashlint.project.flask.dead_guards import DeadGuard, DeadGuards
from dashlint.project.flask.flaskless import FlasklessBody, FlasklessCode
from dashlint.project.flask.names import FlaskNames, FlaskNameUse
from dashlint.project.flask.request_reads import RequestRead, request_reads
from dashlint.project.flask.route_answers import RouteAnswers
from dashlint.project.flask.routes import Route, Routes


class FlaskAnswers:
    """What counts on Flask where it may not be; every answer is worked out once."""

    def __init__(self, basis: Basis) -> None:
        self._catalogue = basis.catalogue
        self._manifests = basis.manifests
        self._receivers = basis.receivers
        self._graph = basis.graph
        self._apps = basis.apps
        self._scan = basis.scan
        self._entries = basis.entries
        self._guards = basis.guards

    @cached_property
    def extension_uses(self) -> tuple[ExtensionUse, ...]:
        """The uses of extensions made for Flask, whatever comes of them, by place."""
        return ExtensionUses(
            self._receivers, self._entries, self._graph, self._scan, self._manifests, self._guards
        ).all()

    @cached_property
    def names(self) -> tuple[FlaskNameUse, ...]:
        """The uses of Flask's names that fail in what ASGI apps run, by place; of one place, those not caught first."""
        names = FlaskNames(self._receivers, self._guards)
        found = [use for body in self._flaskless for use in names.of(body)]
        return tuple(sorted(found, key=lambda use: (use.place, use.is_caught)))

    @cached_property
    def request_reads(self) -> tuple[RequestRead, ...]:
        """The reads of Flask's request in callbacks for which `dash.ctx` has the same, by place."""
        return tuple(request_reads(self._receivers, self.names, self._entries.all))

    @cached_property
    def dead_guards(self) -> tuple[DeadGuard, ...]:
        """The tests for a Flask request in what ASGI apps run, by place; of one place, those with an effect first."""
        guards = DeadGuards(self._receivers, self._guards)
        bodies = [body for body in self._flaskless if body.entry.app is not None and not body.entry.app.may_be("flask")]
        found = [guard for body in bodies for guard in guards.of(body)]
        return tuple(sorted(found, key=lambda guard: (guard.place, not guard.lets_in, guard.holds is None)))

    @cached_property
    def _flaskless(self) -> tuple[FlasklessBody, ...]:
        entries = (*self._entries.all, *(self._moved() if self._apps.assumed is not None else ()))
        return tuple(FlasklessCode(self._receivers, self._graph, self._guards).of(entries))

    def _moved(self) -> Iterator[EntryPoint]:
        """Yield the routes and hooks that an app needs in another form when it moves to the assumed backend."""
        for use in self._entries.server_uses:
            role = "route" if use.name in ROUTES else "hook"
            for app, backend in product(use.apps, sorted(use.backends)):
                if backend not in (self._catalogue.having(use.name) or backend):
                    for run in use.runs:
                        yield EntryPoint(run, role, app, backend, route_runs(backend, run.function.node.is_async))

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The routes of FastAPI servers, by place."""
        return tuple(Routes(self._receivers, RouteAnswers(self._receivers, self._guards)).of(self._entries.server_uses))
