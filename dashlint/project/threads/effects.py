"""Thread effects: what bodies do that is lost, or goes wrong, in another thread than that of their callers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashlint import facts
from dashlint.project.calls.framed_calls import framed_calls
from dashlint.project.files.parts import own_expressions, walk_expression
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, Symbol

#: What raises outside the main thread, or is forgotten when the thread's copy of the context is.
_LOST = frozenset({"signal.signal", "contextvars.ContextVar.set", "contextvars.ContextVar.reset"})
_NEXT = frozenset({"next", "builtins.next"})


def is_lost(receivers: Receivers, frames: Iterable[Frame]) -> bool:
    """Tell whether bodies that run together do something that their callers would miss if they ran in a thread."""
    read: set[str] = set()
    written: set[str] = set()
    for frame in frames:
        for statement, _ in frame.scope.statements:
            if _stops(statement) or any(
                _is_lost(receivers, call, inner) for call, inner in framed_calls(receivers, statement, frame)
            ):
                return True
            targets = {id(one) for one in statement.targets} if isinstance(statement, facts.Assign) else set()
            for attribute in _of_thread(receivers, statement, frame):
                (written if id(attribute) in targets else read).add(attribute.name)
    return read != written


def ends_iteration(receivers: Receivers, call: facts.Call, frame: Frame) -> bool:
    """Tell whether a call may raise `StopIteration`, which no future takes: what awaits it would wait for ever."""
    paths = {value.path for value in receivers.values(call.function, frame) if isinstance(value, Symbol)}
    if paths & _NEXT and len(call.arguments) == 1:
        return True
    return isinstance(call.function, facts.Attribute) and call.function.name == "__next__"


def _is_lost(receivers: Receivers, call: facts.Call, frame: Frame) -> bool:
    paths = {value.path for value in receivers.values(call.function, frame) if isinstance(value, Symbol)}
    is_generator = isinstance(frame.scope.node, facts.Function) and frame.scope.node.is_generator
    return bool(paths & _LOST) or (not is_generator and ends_iteration(receivers, call, frame))


def _stops(statement: facts.Statement) -> bool:
    """Tell whether a statement raises `StopIteration`."""
    if not isinstance(statement, facts.Evaluate) or statement.kind != "raise":
        return False
    raised = (one.function if isinstance(one, facts.Call) else one for one in statement.values)
    return any(isinstance(one, facts.Name) and one.id == "StopIteration" for one in raised)


def _of_thread(receivers: Receivers, statement: facts.Statement, frame: Frame) -> Iterator[facts.Attribute]:
    """Yield the attributes in a statement that each thread has for itself."""
    for expression in own_expressions(statement):
        for part in walk_expression(expression, into_comprehensions=True):
            if isinstance(part, facts.Attribute):
                kinds = (value.kind for value in receivers.values(part.value, frame) if isinstance(value, Instance))
                if "threading.local" in kinds:
                    yield part
