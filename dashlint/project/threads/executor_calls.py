"""Executor calls: the calls that give an executor a function, as far as they can be written in another way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.calls.names_read import names_read_below
from dashlint.project.files.parts import own_expressions, walk_expression
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.handovers import Handover

RUN_IN_EXECUTOR = "asyncio.AbstractEventLoop.run_in_executor"
_POSITIONS = {RUN_IN_EXECUTOR: 1, "concurrent.futures.Executor.submit": 0}
#: What awaits the coroutines that it is given, as it does futures.
_AWAITING = frozenset({"asyncio.gather", "asyncio.wait_for", "asyncio.shield"})


@dataclass(frozen=True, slots=True)
class ExecutorCall:
    """A call of `run_in_executor` that could be one of `to_thread`.

    `partial` is the `functools.partial` that it is given, if its arguments can stand there themselves. `loop` is the
    statement that gives the loop the name that this and `uses` other places use.
    """

    place: Place
    partial: Place | None
    loop: Place | None
    uses: int


def executor_call(receivers: Receivers, handover: Handover) -> ExecutorCall | None:
    """Return the call that hands a function over, if it runs in the loop's own threads and is awaited where it is."""
    call, scope = handover.call, handover.frame.scope
    if handover.runner.name != RUN_IN_EXECUTOR or not getattr(scope.node, "is_async", False):
        return None
    if len(call.arguments) < 2 or any(argument.keyword or argument.star for argument in call.arguments[:2]):
        return None
    pool = call.arguments[0].value
    if not isinstance(pool, facts.Constant) or pool.value is not None or not _is_awaited(receivers, handover):
        return None
    loop, uses = _loop(call.function, scope)
    partial = _partial(receivers, handover)
    return ExecutorCall(handover.place, partial, Place(scope.path, loop) if loop else None, uses)


def handed_over(handover: Handover) -> Place | None:
    """Return the place of the function that an executor gets and somebody looks at the result of."""
    position = _POSITIONS.get(handover.runner.name)
    if position is None or handover.is_dropped or len(handover.call.arguments) <= position:
        return None
    if any(argument.keyword or argument.star for argument in handover.call.arguments[: position + 1]):
        return None
    return Place(handover.frame.path, handover.call.arguments[position].value.at)


def _is_awaited(receivers: Receivers, handover: Handover) -> bool:
    """Tell whether the call is awaited, or given to something awaited that awaits it with others."""
    for part in handover.frame.scope.awaitings:
        if part.value.at == handover.call.at:
            return True
        if isinstance(part.value, facts.Call) and any(one.at == handover.call.at for one in _given(part.value)):
            paths = receivers.paths(part.value.function, handover.frame)
            return bool(paths) and all(path in _AWAITING for path in paths)
    return False


def _given(call: facts.Call) -> Iterator[facts.Expression]:
    """Yield the arguments of a call, one by one where they are spread."""
    for argument in call.arguments:
        value = argument.value
        if argument.star == "*" and isinstance(value, facts.Comprehension):
            yield from value.elements
        elif argument.star == "*" and isinstance(value, facts.Items):
            yield from value.items
        else:
            yield value


def _partial(receivers: Receivers, handover: Handover) -> Place | None:
    """Return the place of a `partial` whose arguments can stand where it is."""
    given, *rest = handover.call.arguments[1:]
    call = given.value
    if not isinstance(call, facts.Call) or not call.arguments or call.arguments[0].star or call.arguments[0].keyword:
        return None
    if receivers.paths(call.function, handover.frame) != ("functools.partial",):
        return None
    is_plain = not any(argument.keyword or argument.star for argument in call.arguments)
    return Place(handover.frame.path, call.at) if is_plain or not rest else None


def _loop(function: facts.Expression, scope: Scope) -> tuple[int, int]:
    """Return the turn of the statement that names the loop, 0 if that has other uses, and how often it is used."""
    name = function.value.id if isinstance(function, facts.Attribute) and isinstance(function.value, facts.Name) else ""
    bindings = scope.bindings.get(name, [])
    source = bindings[0].source if len(bindings) == 1 else None
    if not isinstance(source, facts.Assign) or len(source.targets) != 1 or name in names_read_below(scope):
        return 0, 0
    is_got = isinstance(source.value, facts.Call) and not source.value.arguments
    reads = [part for part in _reads(scope) if part.id == name]
    return (source.at, len(reads)) if is_got and name not in scope.globals | scope.nonlocals else (0, 0)


def _reads(scope: Scope) -> Iterator[facts.Name]:
    for statement, _ in scope.statements:
        targets = {target.at for target in statement.targets} if isinstance(statement, facts.Assign) else set()
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                if isinstance(part, facts.Name) and part.at not in targets:
                    yield part
