"""Scanning: every statement of the files that may hold Dash code, with the backends on which it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.apps import Apps
from dashlint.project.files.scopes import Branch, Scope, own_expressions, walk_expression
from dashlint.project.files.sieve import REGISTERING
from dashlint.project.files.stretches import suppressed
from dashlint.project.meaning import calling, gates
from dashlint.project.meaning.classes import is_below, mro
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.dash_names import BACKENDS
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Instance, ProjectClass, ProjectFunction

_CATCHING = frozenset({"AttributeError", "Exception", "BaseException"})
_MOST_HOPS = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a statement stands."""

    frame: Frame
    branch: Branch
    at: int
    _scan: Scan = field(repr=False, compare=False)

    @property
    def path(self) -> str:
        """The file."""
        return self.frame.path

    @property
    def backends(self) -> frozenset[str]:
        """The backends on which the statement runs."""
        return self._scan.backends(self)

    @property
    def is_tried(self) -> bool:
        """Whether an `AttributeError` in the statement is caught."""
        return self._scan.is_tried(self)

    def place(self, at: int) -> Place:
        """Return the place of a node in the statement."""
        return Place(self.frame.path, at)


class Scan:
    """One pass over the statements, repeated by whoever asks."""

    def __init__(self, receivers: Receivers, apps: Apps) -> None:
        self._receivers = receivers
        self._apps = apps
        self._limited: dict[Scope, frozenset[str]] = {}
        self._tried: dict[Scope, bool] = {}

    def statements(
        self, is_wanted: Callable[[Scope], bool] | None = None, paths: Iterable[str] | None = None
    ) -> Iterator[tuple[Spot, facts.Statement]]:
        """Yield every statement of the wanted scopes (None: those that may register anything).

        Those of a method come once for each kind of object that the project calls it on. `paths` are the files to
        scan, by default those that may hold Dash code.
        """
        for scope in self._scopes(self._receivers.modules.roots if paths is None else paths):
            if (is_wanted or _may_register)(scope):
                for frame in self._frames(scope):
                    for statement, branch in scope.statements:
                        yield Spot(frame, branch, statement.at, self), statement

    def calls(self, paths: Iterable[str] | None = None) -> Iterator[tuple[Spot, facts.Call]]:
        """Yield every call."""
        for spot, statement in self.statements(paths=paths):
            for call in calls_of(statement):
                yield spot, call

    def assigned_attributes(self, name: str) -> Iterator[tuple[Spot, facts.Attribute]]:
        """Yield the targets of every `x.name = ...`."""
        for spot, statement in self.statements():
            for target in statement.targets if isinstance(statement, facts.Assign) else ():
                if isinstance(target, facts.Attribute) and target.name == name:
                    yield spot, target

    def backends(self, spot: Spot) -> frozenset[str]:
        """Return the backends on which a statement runs, by the gates around it and around its function's calls."""
        return self._limits(spot.frame.scope, 0) & gates.possible(self._receivers, spot.branch, spot.frame)

    def is_tried(self, spot: Spot) -> bool:
        """Tell whether an `AttributeError` in a statement is caught, there or around the calls of its function."""
        scope = spot.frame.scope
        is_caught = spot.at in suppressed(scope) or is_tried(scope, spot.branch)
        return is_caught or self._is_called_in_try(scope, 0)

    def _scopes(self, paths: Iterable[str]) -> Iterator[Scope]:
        namespaces = self._receivers.namespaces
        for path in paths:
            yield from namespaces.scopes_like(path, REGISTERING)

    def _frames(self, scope: Scope) -> list[Frame]:
        open_frame = self._receivers.open_frame(scope)
        if open_frame.owner is None or not isinstance(scope.node, facts.Function) or not scope.node.parameters:
            return [open_frame]
        function = ProjectFunction(scope.node, open_frame.outer or open_frame, open_frame.owner)
        apps = self._apps_of(open_frame.owner)
        if apps:
            return [calling.method_frame(self._receivers, function, app) for app in apps]
        if not self._receivers.aliases.is_derived(open_frame.owner.node.name):
            return [open_frame]
        called = dict.fromkeys(receiver for _, receiver in self._receivers.callers.of(scope.node, open_frame))
        others = [value for value in called if isinstance(value, Instance) and value.kind != open_frame.owner]
        return [calling.method_frame(self._receivers, function, value) for value in others] or [open_frame]

    def _apps_of(self, kind: ProjectClass) -> list[Instance]:
        """Return the apps that are objects of a class of the project."""
        if not is_below(self._receivers, kind, dash_names.APPS):
            return []
        made = [app.instance for app in self._apps.all]
        return [app for app in made if isinstance(app.kind, ProjectClass) and kind in mro(self._receivers, app.kind)]

    def _limits(self, scope: Scope, hops: int) -> frozenset[str]:
        """Return the backends on which the project's calls run a function, by the gates around them."""
        if scope not in self._limited:
            self._limited[scope] = BACKENDS
            if isinstance(scope.node, facts.Function) and hops < _MOST_HOPS:
                self._limited[scope] = self._called_on(scope, scope.node, hops) or BACKENDS
        return self._limited[scope]

    def _called_on(self, scope: Scope, node: facts.Function, hops: int) -> frozenset[str]:
        backends: frozenset[str] = frozenset()
        for given, _ in self._receivers.callers.of(node, self._receivers.open_frame(scope)):
            if given.site is not None:
                caller = given.site.frame.scope
                branch = caller.branch_at(given.site.call.at)
                possible = gates.possible(self._receivers, branch, given.site.frame)
                backends |= possible & self._limits(caller, hops + 1)
        return backends

    def _is_called_in_try(self, scope: Scope, hops: int) -> bool:
        """Tell whether an `AttributeError` is caught around every call that the project makes of a function."""
        if scope not in self._tried:
            self._tried[scope] = False
            if isinstance(scope.node, facts.Function) and hops < _MOST_HOPS:
                callers = self._receivers.callers.of(scope.node, self._receivers.open_frame(scope))
                sites = [given.site for given, _ in callers if given.site is not None]
                self._tried[scope] = bool(sites) and all(self._is_tried_at(site, hops) for site in sites)
        return self._tried[scope]

    def _is_tried_at(self, site: Site, hops: int) -> bool:
        caller = site.frame.scope
        return is_tried(caller, caller.branch_at(site.call.at)) or self._is_called_in_try(caller, hops + 1)


def calls_of(statement: facts.Statement) -> Iterator[facts.Call]:
    """Yield the calls that a statement itself makes, those in comprehensions included."""
    for expression in own_expressions(statement):
        for part in walk_expression(expression, into_comprehensions=True):
            if isinstance(part, facts.Call):
                yield part


def _may_register(scope: Scope) -> bool:
    """Tell by its looks whether a scope may register anything."""
    if scope.kind != "function":
        return True
    return any(
        (isinstance(statement, facts.Function) and statement.decorators)
        or (isinstance(statement, facts.Assign) and any(isinstance(t, facts.Attribute) for t in statement.targets))
        or next(calls_of(statement), None) is not None
        for statement, _ in scope.statements
    )


def is_tried(scope: Scope, branch: Branch) -> bool:
    """Tell whether an `AttributeError` in this branch is caught, or has been where the branch handles it."""
    tries = _tries_in(scope) if branch else {}
    around = [tries[arm.at] for arm in branch if arm.at in tries]
    return any(_catches(handler) for statement in around for handler in statement.handlers)


@lru_cache(maxsize=16)
def _tries_in(scope: Scope) -> dict[int, facts.Try]:
    return {statement.at: statement for statement, _ in scope.statements if isinstance(statement, facts.Try)}


def _catches(handler: facts.Handler) -> bool:
    kinds = handler.kind.items if isinstance(handler.kind, facts.Items) else (handler.kind,)
    return any(kind is None or (isinstance(kind, facts.Name) and kind.id in _CATCHING) for kind in kinds)
