"""Narrowing: what the conditions around a use leave of the values of a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.flow import Arm
from dashlint.project.files.parts import path_of
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.classes import mro
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Bound, Instance, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: The built-in types that each kind of literal and container is an object of.
_BUILTINS = {
    Sequence: frozenset({"list", "tuple", "set", "frozenset"}),
    Table: frozenset({"dict"}),
}
_DATA = frozenset(f"builtins.{name}" for name in "str bytes int float bool list tuple set frozenset dict".split())


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on what `path` stands for: `kind` is "type", "none" or "truth"; `types` are those of "type"."""

    path: str
    kind: str
    holds: bool
    at: int
    types: facts.Expression | None = None


class Narrowing:
    """The conditions of all scopes, each taken apart once."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._tested: dict[Scope, frozenset[str]] = {}
        self._arms: dict[tuple[Scope, int, int, bool], tuple[Test, ...]] = {}
        self._spans: dict[Scope, tuple[tuple[int, int, tuple[Test, ...]], ...]] = {}

    def narrowed(self, values: Values, path: str, at: int, frame: Frame, bound_at: int) -> Values:
        """Return what of the values of `path`, last bound at the turn `bound_at`, is left where it is used."""
        if path not in self._paths_tested(frame.scope):
            return values
        for test in self._tests_at(frame.scope, at):
            if test.path == path and bound_at <= test.at:
                values = self._left(values, test, frame)
        return values

    def _paths_tested(self, scope: Scope) -> frozenset[str]:
        if scope not in self._tested:
            arms = {arm for _, branch in scope.statements for arm in branch}
            tests = [test for arm in arms for test in self._tests_of(scope, arm)]
            tests += [test for _, _, tests in self._spans_of(scope) for test in tests]
            self._tested[scope] = frozenset(test.path for test in tests)
        return self._tested[scope]

    def _tests_at(self, scope: Scope, at: int) -> Iterator[Test]:
        for arm in scope.branch_at(at):
            yield from self._tests_of(scope, arm)
        for first, last, tests in self._spans_of(scope):
            if first < at <= last:
                yield from tests

    def _tests_of(self, scope: Scope, arm: Arm) -> tuple[Test, ...]:
        if arm.test is None or arm.cases:
            return ()
        key = (scope, arm.at, arm.number, arm.negated)
        if key not in self._arms:
            self._arms[key] = tuple(_taken_apart(arm.test, not arm.negated))
        return self._arms[key]

    def _spans_of(self, scope: Scope) -> tuple[tuple[int, int, tuple[Test, ...]], ...]:
        """Return the tests of conditions inside expressions, with the turns between which they hold."""
        if scope not in self._spans:
            found = [span for choice in scope.choices for span in _spans_of_choice(choice)]
            if isinstance(scope.node, facts.Comprehension):
                tests = [test for loop in scope.node.loops for test in loop.conditions]
                found += [(test.at, scope.node.at, tuple(_taken_apart(test, True))) for test in tests]
            self._spans[scope] = tuple(span for span in found if span[2])
        return self._spans[scope]

    def _left(self, values: Values, test: Test, frame: Frame) -> Values:
        if test.kind == "type" and test.types is not None:
            types = _flat(self._receivers.values(test.types, frame))
            return self._of_types(values, types, test.holds) if types else values
        if test.kind == "none" and test.holds:
            return tuple(value for value in values if isinstance(value, Literal) and value.value is None)
        if test.kind == "none" or test.holds:
            return tuple(value for value in values if not (isinstance(value, Literal) and value.value is None))
        return values

    def _of_types(self, values: Values, types: list[Value], holds: bool) -> Values:
        if not values and holds:
            return tuple(Instance(kind) for kind in types if isinstance(kind, ProjectClass))
        left: list[Value] = []
        for value in values:
            answers = [self._is_of(value, kind) for kind in types]
            if holds and isinstance(value, Instance):
                left += self._below(value, types, answers)
            elif any(answer is not False for answer in answers) if holds else True not in answers:
                left.append(value)
        return tuple(dict.fromkeys(left))

    def _below(self, value: Instance, types: list[Value], answers: list[bool | None]) -> list[Value]:
        """Return an object that is of one of the types; one of a class above them becomes one of theirs."""
        if True in answers or None in answers:
            return [value]
        above = [kind for kind in types if isinstance(kind, ProjectClass) and value.kind in mro(self._receivers, kind)]
        return [replace(value, kind=kind) for kind in above]

    def _is_of(self, value: Value, kind: Value) -> bool | None:
        """Tell whether a value is an object of a type; None where that is not known."""
        if isinstance(value, Instance):
            if isinstance(value.kind, ProjectClass):
                return _is_among(kind, mro(self._receivers, value.kind))
            return self._is_outside(value.kind, kind)
        path = kind.path if isinstance(kind, Symbol) else None
        if isinstance(value, (Sequence, Table, Literal)):
            if path not in _DATA:
                return False if isinstance(kind, ProjectClass) or path is not None else None
            names = _BUILTINS.get(type(value)) or {type(value.value).__name__}  # type: ignore[union-attr]
            return path.removeprefix("builtins.") in names if path else None
        if isinstance(value, (ProjectFunction, Bound, Activation)):
            return False if isinstance(kind, ProjectClass) or path in _DATA else None
        return None

    def _is_outside(self, path: str, kind: Value) -> bool | None:
        if isinstance(kind, ProjectClass):
            return False if self._receivers.catalogue.is_type(path) else None
        if not isinstance(kind, Symbol):
            return None
        wanted = self._receivers.result(kind.path) or kind.path
        if path in (wanted, kind.path):
            return True
        if kind.path in _DATA:
            return False if self._receivers.catalogue.is_type(path) else None
        return None


def _is_among(kind: Value, ancestors: tuple[Value, ...]) -> bool | None:
    if kind in ancestors:
        return True
    outside = [part for part in ancestors if isinstance(part, Symbol)]
    return None if isinstance(kind, Symbol) and (outside or kind.path not in _DATA) else False


def _flat(values: Values) -> list[Value]:
    inner = [part for value in values if isinstance(value, Sequence) for item in value.items for part in item]
    return [value for value in (*values, *inner) if isinstance(value, (ProjectClass, Symbol))]


def _spans_of_choice(choice: facts.Choice) -> Iterator[tuple[int, int, tuple[Test, ...]]]:
    if choice.test is not None:
        body, otherwise = choice.options
        yield choice.test.at, body.at, tuple(_taken_apart(choice.test, True))
        yield body.at, otherwise.at, tuple(_taken_apart(choice.test, False))
    else:
        left, right = choice.options
        yield left.at, right.at, tuple(_taken_apart(left, choice.kind == "and"))


def _taken_apart(test: facts.Expression, holds: bool) -> Iterator[Test]:
    """Yield what a condition says about names, as far as every part of it must hold."""
    if isinstance(test, facts.Operation) and test.operator == "Not":
        yield from _taken_apart(test.operands[0], not holds)
    elif isinstance(test, facts.Choice) and test.test is None:
        if (test.kind == "and") is holds:
            for option in test.options:
                yield from _taken_apart(option, holds)
    elif isinstance(test, facts.Operation) and test.operator in ("Is", "IsNot"):
        path = _subject(test.operands[0])
        if path and isinstance(test.operands[1], facts.Constant) and test.operands[1].value is None:
            yield Test(path, "none", holds is (test.operator == "Is"), test.at)
    elif isinstance(test, facts.Call):
        if isinstance(test.function, facts.Name) and test.function.id == "isinstance" and len(test.arguments) == 2:
            path = _subject(test.arguments[0].value)
            if path:
                yield Test(path, "type", holds, test.at, test.arguments[1].value)
    else:
        path = _subject(test)
        if path:
            yield Test(path, "truth", holds, test.at)


def _subject(expression: facts.Expression) -> str | None:
    return expression.target.id if isinstance(expression, facts.Walrus) else path_of(expression)
