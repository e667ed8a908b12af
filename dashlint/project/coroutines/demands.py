"""Demands: what of the project needs a function to be `async def`, whether it awaits anything or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.coroutines.shapes import Layer, Shape, Shapes
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.classes import mro
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Bound, Instance, Partial, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Value, Values

#: Bases outside the project that demand no methods.
_PLAIN_BASES = dash_names.APPS | {
    "builtins.object",
    "abc.ABC",
    "typing.Generic",
    "typing.Protocol",
    "typing.NamedTuple",
}
#: What takes a function and does not call it, or not as a coroutine function.
_HARMLESS = ("builtins.", "functools.", "inspect.", "logging.", "dash.")
_REGISTERING = frozenset({"callback", "long_callback"})
_OWN = (ProjectFunction, Bound, Partial, Activation)


@dataclass(frozen=True, slots=True)
class Demands:
    """Tells whether a function has to stay `async def`."""

    receivers: Receivers
    shapes: Shapes

    def are_made_of(self, run: Activation) -> bool:
        """Tell whether a class, a decorator or a caller needs this function to be a coroutine function."""
        function = run.function
        return (
            self._is_override(function)
            or any(
                self._may_await(each, function.frame) or self._keeps(each, function) for each in self._layers(function)
            )
            or bool(self.receivers.callers.of(function.node, run.frame))
            or any(self._is_handed_on(call, frame, function) for call, frame in self._calls(function.node.name))
        )

    # classes

    def _is_override(self, function: ProjectFunction) -> bool:
        """Tell whether a method stands for an async method of another class, or may for one outside the project."""
        owner, name = function.owner, function.node.name
        if owner is None:
            return False
        for base in mro(self.receivers, owner)[1:]:
            if isinstance(base, Symbol):
                if base.path not in _PLAIN_BASES:
                    return True
            elif _has_async(base, name):
                return True
        return any(_has_async(kind, name) for kind in self._derived(owner))

    def _derived(self, owner: ProjectClass) -> Iterator[ProjectClass]:
        for path in self.receivers.modules.mentioning(owner.node.name):
            for scope in self.receivers.namespaces.scopes_naming(path, owner.node.name):
                for statement, _ in scope.statements:
                    if isinstance(statement, facts.Class) and statement.arguments:
                        kind = ProjectClass(statement, self.receivers.open_frame(scope))
                        if kind != owner and owner in mro(self.receivers, kind):
                            yield kind

    # decorators

    def _layers(self, function: ProjectFunction) -> Iterator[Layer]:
        return self.shapes.layers(function, reversed(function.node.decorators))

    def _may_await(self, layer: Layer, frame: Frame) -> bool:
        """Tell whether a decorator outside the project is not known to take plain functions too."""
        if layer.after is not Shape.UNKNOWN or layer.before is Shape.UNKNOWN:
            return False
        value = layer.decorator.value
        function = value.function if isinstance(value, facts.Call) else value
        if isinstance(function, facts.Attribute) and function.name in _REGISTERING:
            return False
        return not any(_is_own(decorator) for decorator in self.receivers.values(value, frame))

    def _keeps(self, layer: Layer, function: ProjectFunction) -> bool:
        """Tell whether a decorator puts the function into a container, out of which anything may await it."""
        decoration = calling.decoration(layer.decorator, function.frame, (function,))
        for value in self.receivers.values(layer.decorator.value, function.frame):
            for run in calling.activations(self.receivers, value, decoration):
                fills = [fill for fills in run.frame.scope.fills.values() for fill in fills]
                put = [argument.value for fill in fills for argument in fill.arguments]
                values = [value for part in put for value in self.receivers.values(part, run.frame)]
                if any(_stands_for(value, function) for value in values):
                    return True
        return False

    # callers

    def _calls(self, name: str) -> Iterator[tuple[facts.Call, Frame]]:
        """Yield the calls that are given something of this name."""
        for path in self.receivers.modules.mentioning(name):
            for scope in self.receivers.namespaces.scopes_naming(path, name):
                for call in _given(scope, name) if scope.kind != "class" else ():
                    yield call, self.receivers.open_frame(scope)

    def _is_handed_on(self, call: facts.Call, frame: Frame, function: ProjectFunction) -> bool:
        """Tell whether a call passes the function to something that may await what it gives."""
        passed = [self.receivers.values(argument.value, frame) for argument in call.arguments]
        if not any(_stands_for(value, function) for values in passed for value in values):
            return False
        return any(self._takes_coroutines(value, Site(call, frame), function) for value in self._called(call, frame))

    def _called(self, call: facts.Call, frame: Frame) -> Values:
        return self.receivers.values(call.function, frame)

    def _takes_coroutines(self, called: Value, site: Site, function: ProjectFunction) -> bool:
        path = called.path if isinstance(called, Symbol) else getattr(called, "kind", None)
        if isinstance(path, str):
            is_registrar = path in dash_names.CALLBACKS or path.rpartition(".")[2] in _REGISTERING
            return not is_registrar and not path.startswith(_HARMLESS)
        runs = calling.activations(self.receivers, called, given(self.receivers, site))
        return any(self._awaits_call_of(run, function) for run in runs)

    def _awaits_call_of(self, run: Activation, function: ProjectFunction) -> bool:
        for part in run.frame.scope.awaitings:
            if isinstance(part.value, facts.Call):
                functions = self.receivers.values(part.value.function, run.frame)
                if any(_stands_for(value, function) for value in functions):
                    return True
        return False


def _has_async(kind: Value, name: str) -> bool:
    body = kind.node.body if isinstance(kind, ProjectClass) else ()
    return any(isinstance(part, facts.Function) and part.name == name and part.is_async for part in body)


def _is_own(value: Value) -> bool:
    return isinstance(value, _OWN) or (isinstance(value, Instance) and isinstance(value.kind, ProjectClass))


def _given(scope: Scope, name: str) -> Iterator[facts.Call]:
    for call in scope.calls:
        values = (argument.value for argument in call.arguments)
        if any(
            (isinstance(value, facts.Name) and value.id == name)
            or (isinstance(value, facts.Attribute) and value.name == name)
            for value in values
        ):
            yield call


def _stands_for(value: Value, function: ProjectFunction) -> bool:
    if isinstance(value, Partial):
        return _stands_for(value.function, function)
    written = value.function if isinstance(value, Bound) else value
    return isinstance(written, ProjectFunction) and written.place == function.place
