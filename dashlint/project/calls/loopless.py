"""Code that runs only where no event loop runs: what handles the failure of `asyncio.get_running_loop`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.parts import own_expressions, walk_expression
from dashlint.project.files.scopes import Branch
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

_ASKING = "asyncio.get_running_loop"
_CAUGHT = frozenset({"RuntimeError", "Exception", "BaseException"})


def needs_no_loop(receivers: Receivers, branch: Branch, frame: Frame) -> bool:
    """Tell whether a branch handles that no loop runs, so that code on a loop never gets there."""
    handlers = {(arm.at, arm.number) for arm in branch if arm.exclusive and arm.number and arm.test is None}
    return bool(handlers) and any(
        _asks(receivers, statement.body, frame) and _catches(statement.handlers[number - 1])
        for statement, _ in frame.scope.statements
        if isinstance(statement, facts.Try)
        for at, number in handlers
        if at == statement.at and number <= len(statement.handlers)
    )


def _asks(receivers: Receivers, body: facts.Block, frame: Frame) -> bool:
    """Tell whether the first thing that a block does is to ask for the running loop."""
    asked = own_expressions(body[0]) if body else ()
    parts = (part for expression in asked for part in walk_expression(expression, into_comprehensions=False))
    called = (part.function for part in parts if isinstance(part, facts.Call))
    values = (value for function in called for value in receivers.values(function, frame))
    return any(isinstance(value, Symbol) and value.path == _ASKING for value in values)


def _catches(handler: facts.Handler) -> bool:
    kinds = handler.kind.items if isinstance(handler.kind, facts.Items) else (handler.kind,)
    return any(kind is None or (isinstance(kind, facts.Name) and kind.id in _CAUGHT) for kind in kinds)
