"""Entry points: the functions that Dash and its server call, found where they are registered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.apps import Apps
from dashlint.project.apps.scanning import Scan, Spot, calls_of
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries import pages, server_uses, tasks
from dashlint.project.entries.callbacks import Callbacks, CallbackUse
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.entries.making import Maker
from dashlint.project.entries.pages import Pages
from dashlint.project.entries.registrations import Registrations
from dashlint.project.entries.server_uses import Servers, ServerUse
from dashlint.project.entries.tasks import Tasks
from dashlint.project.meaning.app_objects import is_app
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Instance, ProjectClass, Symbol


class EntryPoints:
    """All entry points of a project."""

    def __init__(self, receivers: Receivers, apps: Apps, graph: CallGraph, scan: Scan) -> None:
        self._receivers = receivers
        self._apps = apps
        self._scan = scan
        self.registrations = Registrations(receivers, apps.assumed is not None)
        make = Maker(receivers, apps, graph, self.registrations)
        self._callbacks = Callbacks(make)
        self._pages = Pages(make)
        self.servers = Servers(make, scan)
        self._tasks = Tasks(make, self.servers)

    @cached_property
    def all(self) -> tuple[EntryPoint, ...]:
        """Every entry point on every app and backend: by place, then the worst context first."""
        found: dict[EntryPoint, None] = {}
        for spot, statement in self._scan.statements():
            found.update(dict.fromkeys(self._made_by(spot, statement)))
        return tuple(sorted(found, key=_order))

    @property
    def server_uses(self) -> tuple[ServerUse, ...]:
        """Every hook and route registered on an app's server, by place."""
        assert self.all is not None
        return tuple(sorted(self.servers.uses, key=lambda use: (use.place, use.name)))

    @property
    def callback_uses(self) -> tuple[CallbackUse, ...]:
        """Every callback with its options, by place."""
        assert self.all is not None
        return tuple(sorted(self._callbacks.uses, key=lambda use: use.place))

    def _made_by(self, spot: Spot, statement: facts.Statement) -> Iterator[EntryPoint]:
        for registration in self.registrations.of(spot, statement):
            if self._callbacks.is_callback(registration):
                yield from self._callbacks.entries(registration)
            else:
                yield from self.servers.registered(registration)
        if isinstance(statement, facts.Assign):
            yield from self._pages.of_assignment(statement, spot)
            yield from self.servers.wrapped(statement, spot)
        for call in calls_of(statement):
            if self._may_make(call):
                yield from self._made_by_call(spot, call)

    def _may_make(self, call: facts.Call) -> bool:
        """Tell by its looks whether a call makes entry points; an attribute may be another one by another name."""
        if not isinstance(call.function, facts.Attribute):
            return True
        name = call.function.name
        if tasks.may_start(name) or pages.may_register(name) or server_uses.may_register(name):
            return True
        return self._apps.may_be_made_by(call) or self._receivers.aliases.may_register(name)

    def _made_by_call(self, spot: Spot, call: facts.Call) -> Iterator[EntryPoint]:
        for value in self._receivers.values(call.function, spot.frame):
            if isinstance(value, Symbol):
                yield from self._tasks.of_call(value, call, spot)
                yield from self._pages.of_call(value, call, spot)
                yield from self.servers.called(value, call, spot)
            if isinstance(value, (Symbol, ProjectClass)):
                made = Instance(value.path if isinstance(value, Symbol) else value, Site(call, spot.frame))
                if is_app(self._receivers, made):
                    yield from self._callbacks.app_handlers(made, spot)


def _order(entry: EntryPoint) -> tuple[Place, int, str, Place]:
    return entry.place, entry.runs, entry.backend, entry.app.place if entry.app else Place("", 0)
