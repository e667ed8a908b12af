"""Truths: which conditions on its parameters are settled by the arguments that a function is called with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.flow import Arm
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Bound, ProjectFunction, Symbol
from dashlint.project.values.value import Literal, Value, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

_ASYNC_TESTS = frozenset({"asyncio.iscoroutinefunction", "inspect.iscoroutinefunction"})


def rules_out(receivers: Receivers, arm: Arm, frame: Frame) -> bool:
    """Tell whether the arguments of a frame keep an arm of its scope from being taken."""
    return arm.test is not None and not arm.cases and truth(receivers, arm.test, frame) is arm.negated


def truth(receivers: Receivers, test: facts.Expression, frame: Frame) -> bool | None:
    """Return what a condition is in a frame; None if that is not settled."""
    if isinstance(test, facts.Operation) and test.operator == "Not":
        inner = truth(receivers, test.operands[0], frame)
        return None if inner is None else not inner
    if isinstance(test, facts.Choice) and test.test is None:
        return _combined(test.kind == "and", [truth(receivers, option, frame) for option in test.options])
    if isinstance(test, facts.Name):
        return _agreed([_is_true(value) for value in _passed(receivers, test, frame)])
    if isinstance(test, facts.Operation) and test.operator in ("Is", "IsNot"):
        return _none_test(receivers, test, frame)
    if isinstance(test, facts.Call) and len(test.arguments) == 1:
        return _function_test(receivers, test, frame)
    return None


def _is_called_with_something(frame: Frame) -> bool:
    """Tell whether a frame has arguments that some call passes, so that its other parameters have their defaults."""
    return len(frame.arguments) > (0 if frame.owner is None else 1)


def _combined(is_and: bool, parts: list[bool | None]) -> bool | None:
    if any(part is not is_and and part is not None for part in parts):
        return not is_and
    return is_and if all(part is is_and for part in parts) else None


def _none_test(receivers: Receivers, test: facts.Operation, frame: Frame) -> bool | None:
    left, right = test.operands
    if not isinstance(right, facts.Constant) or right.value is not None:
        return None
    values = _passed(receivers, left, frame)
    is_none = _agreed([isinstance(value, Literal) and value.value is None for value in values])
    return None if is_none is None else is_none is (test.operator == "Is")


def _function_test(receivers: Receivers, test: facts.Call, frame: Frame) -> bool | None:
    functions = receivers.values(test.function, frame)
    if not any(isinstance(function, Symbol) and function.path in _ASYNC_TESTS for function in functions):
        return None
    return _agreed([_is_async(value) for value in _passed(receivers, test.arguments[0].value, frame)])


def _passed(receivers: Receivers, expression: facts.Expression, frame: Frame) -> Values:
    """Return what a call passes for a parameter, or its default; nothing for all else."""
    if not isinstance(expression, facts.Name):
        return ()
    around: Frame | None = frame
    while around is not None and expression.id not in around.scope.bindings:
        around = around.outer
    if around is None or around.is_open or not _is_called_with_something(around):
        return ()
    bindings = around.scope.bindings[expression.id]
    source = bindings[0].source
    if len(bindings) != 1 or not isinstance(source, facts.Parameter):
        return ()
    passed = dict(around.arguments).get(source.name)
    if passed is not None:
        return passed
    return receivers.values(source.default, around.outer) if source.default is not None and around.outer else ()


def _is_true(value: Value) -> bool | None:
    """Tell what a flag is; other data differ from call to call, as the depth of a recursion does."""
    if isinstance(value, (ProjectFunction, Bound)):
        return True
    if not isinstance(value, Literal) or value.is_default or not isinstance(value.value, (bool, type(None))):
        return None
    return bool(value.value)


def _is_async(value: Value) -> bool | None:
    function = value.function if isinstance(value, Bound) else value
    return function.node.is_async if isinstance(function, ProjectFunction) else None


def _agreed(answers: list[bool | None]) -> bool | None:
    return answers[0] if answers and all(answer is answers[0] for answer in answers) else None
