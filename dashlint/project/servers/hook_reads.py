"""Hook reads: where code looks up a hook of Flask's or Quart's server, whatever it then does with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashlint import facts
from dashlint.project.apps.scanning import Scan, Spot
from dashlint.project.entries.registrations import Registrations
from dashlint.project.entries.server_uses import ROUTERS, Servers, ServerUse
from dashlint.project.files.parts import own_expressions, parts_of
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning import gates
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Instance, Symbol

_HOOKS = frozenset(dash_names.HOOKS)
_ROUTER = "fastapi.APIRouter"

#: Conditions inside an expression, each with the truth that it must have.
_Tests = tuple[tuple[facts.Expression, bool], ...]


@dataclass(frozen=True, slots=True)
class _LookUp:
    """An expression that may look up a hook, the turn of the decorator or call it stands in, and what must hold."""

    expression: facts.Expression
    at: int
    tests: _Tests


@dataclass(frozen=True, slots=True)
class HookReads:
    """Finds the hooks that are looked up on the servers of apps, and on their routers."""

    receivers: Receivers
    registrations: Registrations
    servers: Servers
    scan: Scan

    def all(self) -> Iterator[ServerUse]:
        """Yield every look-up, at the decorator or call that it stands in, else at itself."""
        for spot, statement in self.scan.statements(_looks_any_up):
            for found in _looked_up(statement):
                for value in self.registrations.registrars(found.expression, spot.frame):
                    if isinstance(value, Symbol) and value.path.rpartition(".")[2] in _HOOKS:
                        yield from self._use(value, spot, self._possible(spot, found.tests), found.at)

    def _possible(self, spot: Spot, tests: _Tests) -> frozenset[str]:
        backends = spot.backends
        for test, holds in tests:
            backends &= gates.when(self.receivers, test, spot.frame, holds)
        return backends

    def _use(self, hook: Symbol, spot: Spot, possible: frozenset[str], at: int) -> Iterator[ServerUse]:
        name, owner = hook.path.rpartition(".")[2], hook.receiver
        on_router = isinstance(owner, Instance) and owner.kind == _ROUTER
        is_foreign = isinstance(owner, Instance) and owner.kind in ROUTERS and not on_router
        if owner is None or is_foreign or self.servers.on_dash(hook.path, owner):
            return
        apps = self.servers.apps_at(owner, spot.path)
        backends = frozenset(backend for app in apps for backend in app.backends_among(possible))
        if backends:
            where = (spot.frame, possible, None, (), on_router)
            yield ServerUse(name, spot.place(at), apps, backends, None, False, spot.is_tried, *where)


def _looks_any_up(scope: Scope) -> bool:
    return any(next(_looked_up(statement), None) is not None for statement, _ in scope.statements)


def _looked_up(statement: facts.Statement) -> Iterator[_LookUp]:
    """Yield what a statement may look up; what it assigns to is not looked up."""
    decorators = statement.decorators if isinstance(statement, facts.Function) else ()
    at_decorator = {decorator.value.at: decorator.at for decorator in decorators}
    targets = statement.targets if isinstance(statement, facts.Assign) else ()
    for expression in own_expressions(statement):
        if not any(expression is target for target in targets):
            for found in _below(expression, expression.at, ()):
                yield replace(found, at=at_decorator.get(expression.at, found.at))


def _below(expression: facts.Expression, at: int, tests: _Tests) -> Iterator[_LookUp]:
    if _may_be_hook(expression):
        yield _LookUp(expression, at, tests)
    if isinstance(expression, facts.Choice):
        for option, needed in _options(expression):
            yield from _below(option, option.at, (*tests, *needed))
    elif isinstance(expression, facts.Call):
        yield from _below(expression.function, at, tests)
        for argument in expression.arguments:
            yield from _below(argument.value, argument.value.at, tests)
    else:
        for part in parts_of(expression):
            yield from _below(part, part.at, tests)


def _options(choice: facts.Choice) -> Iterator[tuple[facts.Expression, _Tests]]:
    """Yield the parts of a choice, each with the conditions on which it is evaluated."""
    if choice.test is not None:
        yield choice.test, ()
        for option, holds in zip(choice.options, (True, False), strict=False):
            yield option, ((choice.test, holds),)
    else:
        for number, option in enumerate(choice.options):
            yield option, tuple((before, choice.kind == "and") for before in choice.options[:number])


def _may_be_hook(expression: facts.Expression) -> bool:
    """Tell by its looks whether an expression is `x.before_request` or `getattr(x, name)`; a default never raises."""
    if isinstance(expression, facts.Attribute):
        return expression.name in _HOOKS
    if not isinstance(expression, facts.Call) or not isinstance(expression.function, facts.Name):
        return False
    return expression.function.id == "getattr" and len(expression.arguments) == 2
