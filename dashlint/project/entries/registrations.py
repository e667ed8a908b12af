"""Registrations: functions handed to Dash or a server, by a decorator, by a call, or through a project's decorator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.scanning import Spot, calls_of
from dashlint.project.files.scopes import walk_expression
from dashlint.project.meaning import calling
from dashlint.project.meaning.calling import NOTHING, Given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Bound, Instance, Partial, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Value, Values


@dataclass(frozen=True, slots=True)
class Registration:
    """Something handed to a registrar.

    `registrar` is the outside thing that is called with it: `server.before_request`, or what `app.callback(...)`
    gave. `passed` is what it gets; where it decorates a function, that is `function` as the decorators between
    (`inner`, nearest to the function first) left it. `at` is the turn of the decorator or call.
    """

    registrar: Symbol | Instance
    passed: Values
    spot: Spot
    at: int
    function: ProjectFunction | None = None
    inner: tuple[facts.Decorator, ...] = ()

    @property
    def kind(self) -> str:
        """The dotted path of the registrar."""
        return self.registrar.path if isinstance(self.registrar, Symbol) else str(self.registrar.kind)

    @property
    def name(self) -> str:
        """The last part of the registrar's path, such as "before_request"."""
        return self.kind.rpartition(".")[2]

    @property
    def place(self) -> Place:
        """The place of the decorator or call."""
        return self.spot.place(self.at)

    @property
    def site(self) -> Site | None:
        """The call that gave the registrar, `app.callback(...)`; None for a bare one."""
        return self.registrar.site if isinstance(self.registrar, Instance) else None


class Registrations:
    """Finds the registrations that a statement makes."""

    def __init__(self, receivers: Receivers, assumes_server: bool) -> None:
        """`assumes_server` takes `x.server` of an `x` that is not understood for a server of Flask's kind."""
        self._receivers = receivers
        self._assumes_server = assumes_server

    def of(self, spot: Spot, statement: facts.Statement) -> Iterator[Registration]:
        """Yield the registrations that a statement makes."""
        if isinstance(statement, facts.Function):
            owner = spot.frame.owner if spot.frame.scope.kind == "class" else None
            yield from self._decorated(ProjectFunction(statement, spot.frame, owner), spot)
        for call in calls_of(statement):
            yield from self._called(call, spot)

    def _decorated(self, function: ProjectFunction, spot: Spot) -> Iterator[Registration]:
        inner: tuple[facts.Decorator, ...] = ()
        values: Values = (function,)
        for decorator in reversed(function.node.decorators):
            for value in self.registrars(decorator.value, function.frame):
                if isinstance(value, (Symbol, Instance)) and not _is_project_object(value):
                    yield Registration(value, values, spot, decorator.at, function, inner)
                else:
                    yield from self._through(value, values, function, inner, spot, decorator.at)
            values = calling.apply_decorator(self._receivers, decorator, function.frame, values)
            inner = (*inner, decorator)

    def registrars(self, expression: facts.Expression, frame: Frame) -> Values:
        """Return what an expression stands for, or looks like where that is not known."""
        return self._receivers.values(expression, frame) or self._guessed(expression, frame)

    def _called(self, call: facts.Call, spot: Spot) -> Iterator[Registration]:
        if isinstance(call.function, facts.Attribute) and not self._may_be_registrar(call.function.name):
            return
        found = self._receivers.values(call.function, spot.frame)
        for value in found or self._guessed(call.function, spot.frame):
            is_registrar = isinstance(value, Instance) and isinstance(value.kind, str)
            if isinstance(value, (Instance, Symbol)) and call.arguments and (is_registrar or not found):
                yield Registration(value, self._receivers.values(call.arguments[0].value, spot.frame), spot, call.at)

    def _may_be_registrar(self, name: str) -> bool:
        """Tell by its looks whether an attribute may keep what `app.callback(...)` gave, or is a hook."""
        return name in _FLASK_HOOKS or self._receivers.aliases.may_register(name)

    def _through(
        self,
        decorator: Value,
        passed: Values,
        function: ProjectFunction,
        inner: tuple[facts.Decorator, ...],
        spot: Spot,
        at: int,
    ) -> Iterator[Registration]:
        """Yield what a decorator of the project registers when it is given the function."""
        if not isinstance(decorator, (ProjectFunction, Bound, Partial, Activation, Instance)):
            return
        for run in calling.activations(self._receivers, decorator, Given((passed,))):
            inside = replace(spot, frame=run.frame)
            for statement, _ in run.frame.scope.statements:
                for found in self.of(inside, statement):
                    if found.passed:
                        yield replace(found, spot=spot, at=at, function=function, inner=inner)

    def _guessed(self, expression: facts.Expression, frame: Frame) -> Values:
        """Return the registrar that an expression looks like whose object is not understood.

        That is a callback's for `x.callback(Output(...), ...)`, and a hook's for `x.server.before_request`.
        """
        if isinstance(expression, facts.Attribute) and self._looks_like_hook(expression, frame):
            return (Symbol(f"flask.Flask.{expression.name}", Instance("flask.Flask")),)
        if not isinstance(expression, facts.Call) or not isinstance(expression.function, facts.Attribute):
            return ()
        if expression.function.name != "callback" or not self.has_dependencies(Site(expression, frame)):
            return ()
        return (Instance("dash.callback", Site(expression, frame)),)

    def _looks_like_hook(self, expression: facts.Attribute, frame: Frame) -> bool:
        is_hook = self._assumes_server and expression.name in _FLASK_HOOKS
        return is_hook and self._looks_like_server(expression.value, frame)

    def _looks_like_server(self, expression: facts.Expression, frame: Frame) -> bool:
        if isinstance(expression, facts.Attribute):
            return expression.name == "server"
        if not isinstance(expression, facts.Name):
            return False
        bound = [binding.source for binding in frame.scope.bindings.get(expression.id, ())]
        values = [source.value for source in bound if isinstance(source, facts.Assign)]
        return any(isinstance(value, facts.Attribute) and value.name == "server" for value in values)

    def has_dependencies(self, site: Site) -> bool:
        """Tell whether a call is given Dash's `Input`, `Output` or `State`."""
        for argument in site.call.arguments:
            for part in walk_expression(argument.value, into_comprehensions=True):
                for value in self._receivers.values(part, site.frame) if isinstance(part, _NAMING) else ():
                    if isinstance(value, Instance) and value.kind in dash_names.DEPENDENCIES:
                        return True
        return False

    def receiver(self, registration: Registration) -> Values:
        """Return what the registrar was looked up on: the `app` of `app.callback(...)` and the like."""
        site = registration.site
        found: Values = (registration.registrar,)
        if site is not None:
            found = self._receivers.values(site.call.function, site.frame)
        return tuple(value.receiver for value in found if isinstance(value, Symbol) and value.receiver is not None)

    def runs(self, values: Values) -> list[Activation]:
        """Return the functions that calling any of these values runs; a class is no function."""
        functions = [value for value in values if not isinstance(value, ProjectClass)]
        return [run for value in functions for run in calling.activations(self._receivers, value, NOTHING)]

    def entered(self, registration: Registration) -> list[Activation]:
        """Return the functions to report on: the decorated one as it is written, else what is passed."""
        function = registration.function
        if function is None:
            return self.runs(registration.passed)
        return [Activation(function, self._receivers.body_frame(function, ()))]

    def is_async(self, registration: Registration, run: Activation) -> bool:
        """Tell whether what the registrar gets for this function is async, as a decorator may have changed it."""
        passed = self.runs(registration.passed)
        return any(other.function.node.is_async for other in passed or [run])


_FLASK_HOOKS = frozenset({"before_request", "after_request", "teardown_request", "before_first_request"})
_NAMING = (facts.Call, facts.Name)


def _is_project_object(value: Symbol | Instance) -> bool:
    return isinstance(value, Instance) and not isinstance(value.kind, str)
