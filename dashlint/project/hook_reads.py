"""Hook reads: where code looks up a hook of Flask's or Quart's server, whatever it then does with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project import dash_names
from dashlint.project.registrations import Registrations
from dashlint.project.scanning import Scan, Spot
from dashlint.project.scopes import Scope, own_expressions, walk_expression
from dashlint.project.servers import ROUTERS, Servers, ServerUse
from dashlint.project.values import Instance, Symbol

_HOOKS = frozenset(dash_names.HOOKS)
_ROUTER = "fastapi.APIRouter"


@dataclass(frozen=True, slots=True)
class HookReads:
    """Finds the hooks that are looked up on the servers of apps, and on their routers."""

    registrations: Registrations
    servers: Servers
    scan: Scan

    def all(self) -> Iterator[ServerUse]:
        """Yield every look-up, at the decorator or call that it stands in, else at itself."""
        for spot, statement in self.scan.statements(_looks_any_up):
            for expression, at in _looked_up(statement):
                for value in self.registrations.registrars(expression, spot.frame):
                    if isinstance(value, Symbol) and value.path.rpartition(".")[2] in _HOOKS:
                        yield from self._use(value, spot, at)

    def _use(self, hook: Symbol, spot: Spot, at: int) -> Iterator[ServerUse]:
        name, owner = hook.path.rpartition(".")[2], hook.receiver
        on_router = isinstance(owner, Instance) and owner.kind == _ROUTER
        is_foreign = isinstance(owner, Instance) and owner.kind in ROUTERS and not on_router
        if owner is None or is_foreign or self.servers.on_dash(hook.path, owner):
            return
        apps = self.servers.apps_at(owner, spot.path)
        backends = frozenset(backend for app in apps for backend in app.backends_among(spot.backends))
        if backends:
            where = (spot.frame, spot.backends, None, (), on_router)
            yield ServerUse(name, spot.place(at), apps, backends, None, False, spot.is_tried, *where)


def _looks_any_up(scope: Scope) -> bool:
    return any(next(_looked_up(statement), None) is not None for statement, _ in scope.statements)


def _looked_up(statement: facts.Statement) -> Iterator[tuple[facts.Expression, int]]:
    """Yield the expressions of a statement that may look up a hook, with the turn of the decorator or call."""
    decorators = statement.decorators if isinstance(statement, facts.Function) else ()
    at_decorator = {decorator.value.at: decorator.at for decorator in decorators}
    for expression in own_expressions(statement):
        at = at_decorator.get(expression.at)
        called: dict[int, int] = {}
        for part in walk_expression(expression, into_comprehensions=True):
            if isinstance(part, facts.Call):
                called.setdefault(part.function.at, called.get(part.at, part.at))
            if _may_be_hook(part):
                yield part, called.get(part.at, part.at) if at is None else at


def _may_be_hook(expression: facts.Expression) -> bool:
    """Tell by its looks whether an expression is `x.before_request` or `getattr(x, name)`; a default never raises."""
    if isinstance(expression, facts.Attribute):
        return expression.name in _HOOKS
    if not isinstance(expression, facts.Call) or not isinstance(expression.function, facts.Name):
        return False
    return expression.function.id == "getattr" and len(expression.arguments) == 2
