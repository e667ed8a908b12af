"""Task ends: which dangling tasks a function could just as well wait for where it starts them."""

from __future__ import annotations

from dashlint import facts
from dashlint.project.calls.fates import Fate, Part
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation

_WRAPPING = frozenset({"create_task", "ensure_future"})


def coroutine_to_await(receivers: Receivers, part: Part, frame: Frame) -> facts.Expression | None:
    """Return the coroutine of a task that a statement of an async function starts, and that it could await instead.

    None where the function goes on to await something else, which the task was to run beside, where it starts one task
    after the other in a loop, and where it is not known that the coroutine ends.
    """
    call = part.expression
    if not isinstance(call, facts.Call) or part.fate is not Fate.DROPPED or part.frame is not frame:
        return None
    function = call.function
    if not isinstance(function, facts.Attribute | facts.Name) or len(call.arguments) != 1:
        return None
    name = function.name if isinstance(function, facts.Attribute) else function.id
    argument = call.arguments[0]
    if name not in _WRAPPING or argument.keyword or argument.star or not _is_last_wait(frame.scope, call):
        return None
    is_plain = isinstance(argument.value, facts.Call | facts.Name | facts.Attribute)
    return argument.value if is_plain and _ends(receivers, argument.value, frame) else None


def _is_last_wait(scope: Scope, call: facts.Call) -> bool:
    """Tell whether a call is a statement of an async function that awaits nothing behind it, nor comes to it again."""
    if not isinstance(scope.node, facts.Function) or not scope.node.is_async:
        return False
    statements = [
        (statement, branch)
        for statement, branch in scope.statements
        if isinstance(statement, facts.Evaluate) and statement.values == (call,)
    ]
    if len(statements) != 1 or any(arm.loops for arm in statements[0][1]):
        return False
    later = (statement for statement, _ in scope.statements if statement.at > call.at)
    is_async_later = any(isinstance(one, (facts.For, facts.With)) and one.is_async for one in later)
    return not is_async_later and not any(part.at > call.at for part in scope.awaitings)


def _ends(receivers: Receivers, coroutine: facts.Expression, frame: Frame) -> bool:
    """Tell whether a coroutine is one of the project's whose body has no loop without an end."""
    runs = receivers.values(coroutine, frame)
    return bool(runs) and all(isinstance(run, Activation) and not _is_endless(run) for run in runs)


def _is_endless(run: Activation) -> bool:
    loops = (statement for statement, _ in run.frame.scope.statements if isinstance(statement, facts.While))
    return any(isinstance(loop.test, facts.Constant) and bool(loop.test.value) for loop in loops)
