"""Late registrations: hooks and routes registered by code that a request runs, so again on every request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from dashlint import facts
from dashlint.catalogue import Catalogue
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.entries.entry_points import EntryPoints
from dashlint.project.entries.server_uses import MOUNTS, ROUTES, ServerUse
from dashlint.project.files.scopes import Scope
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation

_FASTAPI_MIDDLEWARE = frozenset({"middleware", "add_middleware"})
_FASTAPI_HANDLERS = frozenset({"exception_handler", "add_exception_handler"})
_QUART_REPLACED = frozenset({"errorhandler", "register_error_handler", "after_serving", "while_serving"})
_AT_START = frozenset({"on_event", "add_event_handler", "before_serving"})


class Fate(Enum):
    """What becomes of a hook or route that is registered while the server runs."""

    REFUSED = "the server refuses it from its first request on"
    TAKEN = "the server refuses it from the second time on, because there is one of that name"
    HIDDEN = "it stands behind Dash's catch-all route"
    IGNORED = "the server has been set up without it"
    REPEATED = "it is there once more after every call"


@dataclass(frozen=True, slots=True)
class LateRegistration:
    """A hook or route that `entry` registers, itself or by what it calls, and what `backend` makes of it."""

    use: ServerUse
    entry: EntryPoint
    backend: str
    fate: Fate

    @property
    def is_indirect(self) -> bool:
        """Whether it stands in a function that the entry point calls."""
        return self.use.frame is None or self.use.frame.scope.node is not self.entry.function.node


@dataclass
class LateRegistrations:
    """Finds the registrations in what requests run."""

    entries: EntryPoints
    graph: CallGraph
    catalogue: Catalogue

    def all(self) -> Iterator[LateRegistration]:
        """Yield every registration that a request makes, once for each backend."""
        for use in self.entries.server_uses:
            if use.frame is None or use.frame.scope.kind != "function" or use.on_router or use.is_tried:
                continue
            entry = self._reached.get(use.frame.scope)
            for backend in self._backends(use) if entry is not None else ():
                fate = self._fate(use, backend)
                if fate is not None and entry is not None:
                    yield LateRegistration(use, entry, backend, fate)

    def _backends(self, use: ServerUse) -> frozenset[str]:
        """Return the backends of the apps that no request makes itself."""
        apps = [
            app for app in use.apps if app.instance.site is None or app.instance.site.frame.scope not in self._reached
        ]
        return frozenset(backend for app in apps for backend in app.backends_among(use.possible))

    @cached_property
    def _reached(self) -> dict[Scope, EntryPoint]:
        """The functions that requests run, with the first entry point that leads to each."""
        found: dict[Scope, EntryPoint] = {}
        seen: set[tuple[Frame, str]] = set()
        for entry in self.entries.all:
            if entry.runs is not Runs.WORKER and entry.role != "background task":
                for run in self._below(entry, seen):
                    found.setdefault(run.frame.scope, entry)
        return found

    def _below(self, entry: EntryPoint, seen: set[tuple[Frame, str]]) -> Iterator[Activation]:
        waiting = [entry.activation, *(decoration.activation for decoration in entry.decorations)]
        while waiting:
            run = waiting.pop()
            if (run.frame, entry.backend) not in seen:
                seen.add((run.frame, entry.backend))
                yield run
                steps = self.graph.steps(run.frame)
                waiting += [step.activation for step in steps if step.activation and entry.backend in step.backends]

    def _fate(self, use: ServerUse, backend: str) -> Fate | None:
        having = self.catalogue.having(use.name)
        if not use.on_dash and having is not None and backend not in having:
            return None
        if backend == "flask":
            return Fate.REFUSED
        fate = _fate_on_fastapi(use) if backend == "fastapi" else _fate_on_quart(use)
        return None if fate in _REPEATING and _may_be_once(use) else fate


_REPEATING = frozenset({Fate.REPEATED, Fate.TAKEN})


def _fate_on_fastapi(use: ServerUse) -> Fate | None:
    if use.name in _FASTAPI_MIDDLEWARE:
        return Fate.REFUSED
    if use.name in _FASTAPI_HANDLERS or use.name in _AT_START:
        return Fate.IGNORED
    if use.on_dash:
        return Fate.REPEATED if use.name == "before_request" else None
    if use.name in ("get", "mount"):
        return Fate.HIDDEN
    return Fate.REPEATED if use.name in ROUTES or use.name == "include_router" else None


def _fate_on_quart(use: ServerUse) -> Fate | None:
    if use.name in _AT_START:
        return Fate.IGNORED
    if use.name in _QUART_REPLACED:
        return None
    if use.name in ROUTES:
        return Fate.TAKEN if _is_new_each_time(use) and not _says(use, "endpoint") else Fate.REPEATED
    return Fate.TAKEN if use.name in MOUNTS and not _says(use, "name") else Fate.REPEATED


def _is_new_each_time(use: ServerUse) -> bool:
    """Tell whether a route's function is made anew on every call: a lambda, or a function in a function."""
    return use.function is not None and use.function.frame.scope.kind == "function"


def _says(use: ServerUse, name: str) -> bool:
    """Tell whether a call may give the route or blueprint a name that is not always the same."""
    given = [argument for argument in use.call.call.arguments if argument.keyword == name] if use.call else []
    return any(not isinstance(argument.value, facts.Constant) for argument in given)


def _may_be_once(use: ServerUse) -> bool:
    """Tell whether a condition, or a decorator of the function around, may see to it that it happens once."""
    if use.frame is None:
        return False
    scope = use.frame.scope
    branch = scope.branch_at(use.place.at)
    is_kept = isinstance(scope.node, facts.Function) and any(_keeps(one) for one in scope.node.decorators)
    return is_kept or any(arm.test is not None for arm in branch)


def _keeps(decorator: facts.Decorator) -> bool:
    """Tell by its name whether a decorator runs the function once and keeps what it gave."""
    value = decorator.value.function if isinstance(decorator.value, facts.Call) else decorator.value
    name = value.name if isinstance(value, facts.Attribute) else value.id if isinstance(value, facts.Name) else ""
    return "cache" in name or "once" in name
