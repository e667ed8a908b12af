"""Fates: what the code of a body does with each call and name in it, as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from dashlint import facts
from dashlint.project.files.flow import Branch
from dashlint.project.files.parts import parts_of
from dashlint.project.files.scopes import Scope, own_expressions, walk_expression
from dashlint.project.meaning.app_objects import is_app
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol


class Fate(Enum):
    """What becomes of the value of an expression; all but the first two need more than a coroutine."""

    PASSED = "handed on to something that may await it"
    BOUND = "given a name"
    DROPPED = "dropped"
    RETURNED = "returned"
    COMPONENT = "put into a component"
    LAYOUT = "made the layout of an app"
    TESTED = "tested for truth"
    COMPARED = "compared"
    FORMATTED = "turned into text"
    ATTRIBUTE = "asked for an attribute"
    ITEM = "subscripted"
    ITERATED = "iterated over"
    UNPACKED = "unpacked"
    CALCULATED = "calculated with"
    ENTERED = "entered by `with`"
    CALLED = "called"
    MEASURED = "given to a function that needs its result"


@dataclass(frozen=True, slots=True)
class Part:
    """An expression in a frame, and what becomes of its value; `call` is the one that it is an argument of."""

    expression: facts.Expression
    frame: Frame
    fate: Fate
    call: facts.Call | None = None


#: What a coroutine has itself.
_OWN = re.compile(r"__\w+__|cr_\w+|close|send|throw")
#: What functions do with their first positional arguments.
_DONE = {
    **dict.fromkeys(
        "list tuple set frozenset dict sorted sum any all iter next enumerate reversed".split(), Fate.ITERATED
    ),
    **dict.fromkeys("print str repr format".split(), Fate.FORMATTED),
    **dict.fromkeys("len int float abs round".split(), Fate.MEASURED),
    "bool": Fate.TESTED,
}
_TAKING: dict[str, Fate] = {
    **{f"builtins.{name}": fate for name, fate in _DONE.items()},
    "builtins.str.join": Fate.ITERATED,
    "builtins.str.format": Fate.FORMATTED,
    **dict.fromkeys(("json.dumps", "json.loads", "flask.jsonify", "quart.jsonify"), Fate.MEASURED),
}
_COMPONENT = re.compile(
    r"(dash\.(html|dcc|dash_table)|dash_bootstrap_components|dash_mantine_components|dash_ag_grid|dash_iconify)"
    r"\.([a-z]\w*\.)*[A-Z]\w*|dash\.set_props"
)
_CALCULATING = frozenset("Add Subtract Multiply Divide FloorDivide Power".split())
_ORDERING = frozenset("LessThan LessThanEqual GreaterThan GreaterThanEqual".split())
#: Fates that an expression shares with what it hands on.
_SHARED = frozenset({Fate.RETURNED, Fate.COMPONENT, Fate.LAYOUT})
_ASKING = re.compile(r"iscoroutine(function)?|isawaitable|Coroutine(Type)?|Awaitable|__await__")
#: Fates at which a coroutine fails, whatever else is done with it.
FAILING = frozenset({Fate.ATTRIBUTE, Fate.ITEM, Fate.ITERATED, Fate.UNPACKED, Fate.CALCULATED, Fate.CALLED})


class Fates:
    """Reads the fates in a body off its code."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers

    def of(self, frame: Frame, is_taken: Iterable[tuple[facts.Statement, Branch]]) -> Iterator[Part]:
        """Yield the calls, names and attributes in these statements of a frame's scope.

        In a body that asks what is a coroutine, everything may be awaited.
        """
        tells_apart = _tells_apart(frame.scope)
        for statement, _ in is_taken:
            if not tells_apart:
                yield from self._statement(statement, frame)

    def _statement(self, statement: facts.Statement, frame: Frame) -> Iterator[Part]:
        if isinstance(statement, facts.Assign):
            yield from self._assignment(statement, frame)
            return
        fate = _fate_in(statement)
        for index, expression in enumerate(own_expressions(statement)):
            is_target = isinstance(statement, (facts.For, facts.With)) and index > 0
            yield from self._walk(expression, frame, Fate.PASSED if is_target else fate)

    def _assignment(self, statement: facts.Assign, frame: Frame) -> Iterator[Part]:
        targets = statement.targets
        if statement.value is not None:
            yield from self._walk(statement.value, frame, self._fate_assigned(targets, frame))
        for target in targets:
            if isinstance(target, (facts.Attribute, facts.Subscript)):
                yield from self._walk(target, frame, Fate.PASSED)

    def _fate_assigned(self, targets: tuple[facts.Expression, ...], frame: Frame) -> Fate:
        if any(isinstance(target, facts.Items) for target in targets):
            return Fate.UNPACKED
        if any(self._is_layout(target, frame) for target in targets):
            return Fate.LAYOUT
        return Fate.BOUND if all(isinstance(target, facts.Name) for target in targets) else Fate.PASSED

    def _is_layout(self, target: facts.Expression, frame: Frame) -> bool:
        if not isinstance(target, facts.Attribute) or target.name != "layout":
            return False
        return any(is_app(self._receivers, value) for value in self._receivers.values(target.value, frame))

    def _walk(self, expression: facts.Expression, frame: Frame, fate: Fate) -> Iterator[Part]:
        if isinstance(expression, (facts.Call, facts.Name, facts.Attribute)):
            yield Part(expression, frame, fate)
        if isinstance(expression, facts.Call):
            yield from self._call(expression, frame)
        elif isinstance(expression, facts.Choice):
            yield from self._choice(expression, frame, fate)
        elif isinstance(expression, facts.Comprehension):
            yield from self._comprehension(expression, frame, fate)
        elif isinstance(expression, facts.Operation):
            for operand in expression.operands:
                yield from self._walk(operand, frame, _fate_of_operand(expression, operand))
        else:
            inner = _fate_inside(expression, fate)
            for part in parts_of(expression):
                is_index = isinstance(expression, facts.Subscript) and part is expression.index
                yield from self._walk(part, frame, Fate.PASSED if is_index else inner)

    def _call(self, call: facts.Call, frame: Frame) -> Iterator[Part]:
        yield from self._walk(call.function, frame, Fate.CALLED)
        for index, argument in enumerate(call.arguments):
            fate = Fate.ITERATED if argument.star == "*" else Fate.PASSED
            if not argument.star:
                fate = self._fate_given(call, frame, index if argument.keyword is None else None)
            inner = self._walk(argument.value, frame, fate)
            yield from (replace(part, call=call) if part.expression is argument.value else part for part in inner)

    def _fate_given(self, call: facts.Call, frame: Frame, position: int | None) -> Fate:
        values = self._receivers.values(call.function, frame)
        paths = [value.path for value in values if isinstance(value, Symbol)]
        if not paths or len(paths) < len(values):
            return Fate.PASSED
        if all(_COMPONENT.fullmatch(path) for path in paths):
            return Fate.COMPONENT
        fates = {_TAKING.get(path, Fate.PASSED) for path in paths}
        is_any = fates == {Fate.FORMATTED}
        return fates.pop() if len(fates) == 1 and (position == 0 or (is_any and position is not None)) else Fate.PASSED

    def _choice(self, choice: facts.Choice, frame: Frame, fate: Fate) -> Iterator[Part]:
        if choice.test is not None:
            yield from self._walk(choice.test, frame, Fate.TESTED)
        for index, option in enumerate(choice.options):
            is_tested = choice.test is None and index < len(choice.options) - 1
            hands_on = is_tested and choice.kind == "or" and fate in (Fate.PASSED, Fate.BOUND)
            yield from self._walk(option, frame, Fate.TESTED if is_tested and not hands_on else fate)

    def _comprehension(self, expression: facts.Comprehension, frame: Frame, fate: Fate) -> Iterator[Part]:
        inner = self._receivers.comprehension_frame(expression, frame)
        for index, loop in enumerate(expression.loops):
            iterated = Fate.PASSED if loop.is_async else Fate.ITERATED
            yield from self._walk(loop.iterable, inner if index else frame, iterated)
            for condition in loop.conditions:
                yield from self._walk(condition, inner, Fate.TESTED)
        shares = fate in _SHARED or (fate is Fate.DROPPED and expression.kind != "generator")
        for element in expression.elements:
            yield from self._walk(element, inner, fate if shares else Fate.PASSED)


def _fate_in(statement: facts.Statement) -> Fate:
    if isinstance(statement, facts.Evaluate):
        return {"expression": Fate.DROPPED, "assert": Fate.TESTED}.get(statement.kind, Fate.PASSED)
    if isinstance(statement, (facts.If, facts.While)):
        return Fate.TESTED
    if isinstance(statement, (facts.For, facts.With)):
        wanted = Fate.ITERATED if isinstance(statement, facts.For) else Fate.ENTERED
        return Fate.PASSED if statement.is_async else wanted
    if isinstance(statement, facts.Augment):
        return Fate.CALCULATED
    return Fate.RETURNED if isinstance(statement, facts.Return) else Fate.PASSED


def _fate_of_operand(operation: facts.Operation, operand: facts.Expression) -> Fate:
    operator = operation.operator
    if operator == "Not":
        return Fate.TESTED
    if operator in ("In", "NotIn"):
        return Fate.ITERATED if operand is operation.operands[-1] else Fate.PASSED
    if operator in ("Equal", "NotEqual"):
        return Fate.COMPARED
    return Fate.CALCULATED if operator in _CALCULATING | _ORDERING else Fate.PASSED


def _fate_inside(expression: facts.Expression, fate: Fate) -> Fate:
    """Return what becomes of the parts of an expression."""
    if isinstance(expression, facts.Attribute):
        return Fate.PASSED if _OWN.fullmatch(expression.name) else Fate.ATTRIBUTE
    if isinstance(expression, facts.Subscript):
        return Fate.ITEM
    if isinstance(expression, facts.Text):
        return Fate.FORMATTED
    if isinstance(expression, facts.Starred):
        return Fate.ITERATED
    return fate if isinstance(expression, (facts.Items, facts.Pairs)) and fate in _SHARED else Fate.PASSED


def _tells_apart(scope: Scope) -> bool:
    """Tell whether the code of a scope asks what is a coroutine."""
    return any(
        _asks(part)
        for statement, _ in scope.statements
        for expression in own_expressions(statement)
        for part in walk_expression(expression, into_comprehensions=True)
    )


def _asks(part: facts.Expression) -> bool:
    name = part.name if isinstance(part, facts.Attribute) else getattr(part, "id", getattr(part, "value", ""))
    return isinstance(name, str) and _ASKING.fullmatch(name) is not None
