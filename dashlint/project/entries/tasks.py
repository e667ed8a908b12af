"""Tasks: coroutines that nobody's call waits for, left to the loop by a start-up hook or a route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.apps.scanning import Spot
from dashlint.project.entries import contexts
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.entries.making import Maker
from dashlint.project.entries.server_uses import Servers
from dashlint.project.files.scopes import Scope
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Activation, Symbol

STARTERS = frozenset({"create_task", "ensure_future"})
ADDERS = frozenset({"add_task", "add_background_task"})
STARTUP = frozenset({"asynccontextmanager", "on_event", "before_serving", "while_serving", "on_startup"})


def may_start(name: str) -> bool:
    """Tell whether a call of something by this name may start or add a task."""
    return name in STARTERS or name in ADDERS


@dataclass(frozen=True, slots=True)
class Tasks:
    """Makes the entry points of background tasks."""

    make: Maker
    servers: Servers

    def of_call(self, symbol: Symbol, call: facts.Call, spot: Spot) -> Iterator[EntryPoint]:
        """Yield the task of `add_task(f)`, or of `create_task(f())` in a hook that runs before the first request.

        A task that a callback or route creates itself is a step of its own body, and reported there.
        """
        name = symbol.path.rpartition(".")[2]
        if not call.arguments or name not in STARTERS | ADDERS:
            return
        values = self.make.receivers.values(call.arguments[0].value, spot.frame)
        if name in ADDERS:
            runs = self.make.registrations.runs(values)
        else:
            runs = [value for value in values if isinstance(value, Activation)] if self._is_startup(spot) else []
        receiver = symbol.receiver
        on_server = receiver is not None and dash_names.is_server(receiver)
        apps = self.servers.apps_of(receiver) if receiver and on_server else self.make.apps.of_module(spot.path)
        for run in runs if apps else ():
            for app, backend in self.make.app_backends(apps, spot.backends):
                where = contexts.route_runs(backend, run.function.node.is_async)
                yield EntryPoint(run, "background task", app, backend, where)

    def _is_startup(self, spot: Spot) -> bool:
        """Tell whether a scope is that of a lifespan or of a hook that runs before the first request."""
        scope: Scope = spot.frame.scope
        if not isinstance(scope.node, facts.Function) or scope.parent is None:
            return False
        frame = self.make.receivers.open_frame(scope.parent)
        for decorator in scope.node.decorators:
            for value in self.make.receivers.values(decorator.value, frame):
                kind = value.path if isinstance(value, Symbol) else getattr(value, "kind", "")
                if isinstance(kind, str) and kind.rpartition(".")[2] in STARTUP:
                    return True
        return False
