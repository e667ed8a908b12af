"""Mentions: where the project's code names a function, and whether it does so only in order to register it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.files.parts import own_expressions, parts_of
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.dash_names import HOOKS
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Bound, Partial, ProjectFunction, Symbol
from dashlint.project.values.value import Value

#: What a function is handed to in order to be registered, by the last part of its path.
_REGISTRARS = frozenset({"callback", "long_callback", "register_page", *HOOKS})
#: What runs the coroutine of a call that it is given, or the function itself, by the last part of its name.
_RUNNING = frozenset(
    "run run_until_complete run_coroutine_threadsafe start_soon create_task ensure_future gather wait_for shield "
    "async_to_sync".split()
)
#: How what begins with a module that is looked up while the code runs is called: it may be any of the project's.
_LOOKED_UP = ("importlib.", "sys.modules.", "builtins.__import__.")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the code that stands for a function, or may; `registers` tells that Dash or a server gets it there."""

    place: Place
    registers: bool


@dataclass(frozen=True, slots=True)
class _Named:
    """An expression that has the function's name, and the call that it is an argument of.

    `is_awaited` tells that what it gives is awaited, or handed to what runs coroutines.
    """

    expression: facts.Name | facts.Attribute
    call: facts.Call | None = None
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """Finds the mentions of functions."""

    receivers: Receivers

    def are_registrations(self, function: ProjectFunction) -> bool:
        """Tell whether Dash or a server alone gets a function, as it is written: no code can tell what it is."""
        return all(self._handings(function))

    def is_registered_once(self, function: ProjectFunction) -> bool:
        """Tell whether that happens at one place, so that no one else minds what its parameters are."""
        return list(self._handings(function)) == [True]

    def _handings(self, function: ProjectFunction) -> Iterator[bool]:
        """Yield for each decorator and mention of a function whether it registers it."""
        for decorator in function.node.decorators:
            yield self._is_registrar(decorator.value, function.frame)
        yield from (mention.registers for mention in self.of(function))

    def of(self, function: ProjectFunction) -> Iterator[Mention]:
        """Yield every mention of a function in the project, imports that rename it included; its `def` is none."""
        name = function.node.name
        for path in self.receivers.modules.mentioning(name):
            for scope in self.receivers.namespaces.scopes_naming(path, name):
                yield from self._in_scope(scope, function, name)

    def _in_scope(self, scope: Scope, function: ProjectFunction, name: str) -> Iterator[Mention]:
        for statement, _ in scope.statements:
            if isinstance(statement, facts.Import):
                if any(one.name == name and one.bound != name for one in statement.names):
                    yield Mention(Place(scope.path, statement.at), registers=False)
            else:
                yield from self._in_statement(statement, scope, function)

    def _in_statement(self, statement: facts.Statement, scope: Scope, function: ProjectFunction) -> Iterator[Mention]:
        frame = self.receivers.open_frame(scope)
        targets = {id(target) for target in statement.targets} if isinstance(statement, facts.Assign) else set()
        read = (expression for expression in own_expressions(statement) if id(expression) not in targets)
        for named in _named(read, function.node.name):
            if self._may_be(named, frame, function):
                place = Place(scope.path, named.expression.at)
                is_alone = isinstance(statement, facts.Evaluate)  # what registers gives the function back
                is_given = is_alone and named.call is not None and self._is_registrar(named.call.function, frame)
                yield Mention(place, is_given or _is_layout(statement, named.expression))

    def _may_be(self, named: _Named, frame: Frame, function: ProjectFunction) -> bool:
        values = self.receivers.values(named.expression, frame)
        if any(_stands_for(value, function) for value in values):
            return True
        if isinstance(named.expression, facts.Attribute):
            return (function.owner is not None or named.is_awaited) and all(map(_is_looked_up, values))
        return _binds(frame.scope, function)

    def _is_registrar(self, expression: facts.Expression, frame: Frame) -> bool:
        values = self.receivers.values(expression, frame)
        paths = [value.path if isinstance(value, Symbol) else getattr(value, "kind", None) for value in values]
        return bool(paths) and all(isinstance(path, str) and _last(path) in _REGISTRARS for path in paths)


def _named(expressions: Iterable[facts.Expression], name: str, call: facts.Call | None = None) -> Iterator[_Named]:
    """Yield the names and attributes of this name in expressions, the bodies of lambdas included."""
    for expression in expressions:
        if isinstance(expression, (facts.Name, facts.Attribute)) and _written(expression) == name:
            yield _Named(expression, call)
        for awaited in _awaited(expression):
            if isinstance(awaited, facts.Attribute) and awaited.name == name:
                yield _Named(awaited, is_awaited=True)
        if isinstance(expression, facts.Call):
            yield from _named([expression.function], name)
            yield from _named([argument.value for argument in expression.arguments], name, expression)
        else:
            yield from _named(parts_of(expression), name)
        if isinstance(expression, facts.Lambda):
            yield from _named((part for body in expression.function.body for part in own_expressions(body)), name)


def _awaited(expression: facts.Expression) -> Iterator[facts.Expression]:
    """Yield the functions of which an expression awaits or runs what they give, if they give coroutines."""
    if isinstance(expression, facts.Await) and isinstance(expression.value, facts.Call):
        yield expression.value.function
    if isinstance(expression, facts.Call) and isinstance(expression.function, (facts.Name, facts.Attribute)):
        if _written(expression.function) in _RUNNING:
            values = (argument.value for argument in expression.arguments)
            yield from (value.function if isinstance(value, facts.Call) else value for value in values)


def _written(expression: facts.Name | facts.Attribute) -> str:
    return expression.id if isinstance(expression, facts.Name) else expression.name


def _binds(scope: Scope | None, function: ProjectFunction) -> bool:
    """Tell whether a name read in a scope is the one that the function's `def` binds."""
    while scope is not None:
        if function.node.name in scope.bindings:
            return any(binding.source is function.node for binding in scope.bindings[function.node.name])
        scope = scope.parent
    return False


def _is_layout(statement: facts.Statement, expression: facts.Expression) -> bool:
    if not isinstance(statement, facts.Assign) or statement.value is not expression:
        return False
    return all(isinstance(target, facts.Attribute) and target.name == "layout" for target in statement.targets)


def _stands_for(value: Value, function: ProjectFunction) -> bool:
    if isinstance(value, Partial):
        return _stands_for(value.function, function)
    written = value.function if isinstance(value, Bound) else value
    return isinstance(written, ProjectFunction) and written.place == function.place


def _is_looked_up(value: Value) -> bool:
    return isinstance(value, Symbol) and value.path.startswith(_LOOKED_UP)


def _last(path: str) -> str:
    return path.rpartition(".")[2]
