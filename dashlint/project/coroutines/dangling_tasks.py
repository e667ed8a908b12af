"""Dangling tasks: the tasks that code on an event loop starts and does not wait for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.calls.fates import Fate, Fates, Part
from dashlint.project.calls.names_read import is_only_filled, names_read_below
from dashlint.project.coroutines.loop_code import LoopBody
from dashlint.project.coroutines.making import CoroutineMaking
from dashlint.project.coroutines.task_ends import coroutine_to_await
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.files.parts import path_of
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Value

#: What starts a task whatever it is given, and what gives back the tasks that it is given as they are.
_STARTING = frozenset({"asyncio.create_task", "asyncio.AbstractEventLoop.create_task"})
_WRAPPING = frozenset({"asyncio.ensure_future", "asyncio.gather", "asyncio.shield"})
_RUNNING_LOOP = frozenset({"asyncio.get_running_loop", "asyncio.get_event_loop"})
#: Methods of a task that neither keep it nor wait for it.
_LOOKING = frozenset({"add_done_callback", "get_name", "set_name"})
_KEEPING = frozenset({"add", "append"})
#: A file in which this is not found starts no tasks.
_MENTION = re.compile(rb"create_task|ensure_future|gather|shield")


class Hold(IntEnum):
    """What the code does with a task, the worst first."""

    LOOSE = 0  #: nothing refers to it any more
    HELD = 1  #: a global refers to it, and nothing ever waits for it
    USED = 2  #: something may wait for it


@dataclass(frozen=True, slots=True)
class DanglingTask:
    """A call that starts a task for which nothing waits; `name` is what is called, `is_held` tells that it is kept.

    `coroutine` is what could be awaited in its place, if that keeps nobody waiting who did not have to.
    """

    place: Place
    name: str
    is_held: bool
    entry: EntryPoint
    about: Place | None
    coroutine: Place | None = None


class DanglingTasks:
    """Finds the tasks that nothing keeps, and on Flask those that nothing waits for."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._making = CoroutineMaking(receivers)
        self._fates = Fates(receivers)

    def of(self, bodies: Iterable[LoopBody]) -> Iterator[DanglingTask]:
        """Yield the dangling tasks that these bodies start."""
        texts = self._receivers.modules.texts
        for body in bodies:
            if not _MENTION.search(texts[body.frame.path]):
                continue
            parts = tuple(self._fates.of(body.frame, body.statements(self._receivers)))
            uses = _Uses(self._receivers, body.frame, parts)
            for part in parts:
                call = part.expression
                if isinstance(call, facts.Call) and self._starts_task(call, part.frame):
                    hold = uses.hold(part)
                    if hold is Hold.LOOSE or (hold is Hold.HELD and body.entry.backend == "flask"):
                        yield self._found(call, part, body, hold)

    def _found(self, call: facts.Call, part: Part, body: LoopBody, hold: Hold) -> DanglingTask:
        frame, node = body.frame, body.frame.scope.node
        name = path_of(call.function) or self._receivers.paths(call.function, frame)[0]
        about = Place(frame.path, node.at) if isinstance(node, facts.Function) else None
        coroutine = coroutine_to_await(self._receivers, part, frame)
        instead = Place(frame.path, coroutine.at) if coroutine is not None else None
        return DanglingTask(Place(frame.path, call.at), name, hold is Hold.HELD, body.entry, about, instead)

    def _starts_task(self, call: facts.Call, frame: Frame) -> bool:
        functions = self._receivers.values(call.function, frame)
        if functions and all(self._is_starter(function, frame) for function in functions):
            return True
        paths = [function.path for function in functions if isinstance(function, Symbol)]
        if not paths or len(paths) < len(functions) or not all(path in _WRAPPING for path in paths):
            return False
        given = [argument for argument in call.arguments if argument.keyword is None]
        return bool(given) and all(
            not argument.star
            and isinstance(argument.value, facts.Call)
            and self._making.gives_coroutine(argument.value, frame)
            for argument in given
        )

    def _is_starter(self, function: Value, frame: Frame) -> bool:
        """Tell whether a function starts a task on the loop that runs, and not on one of another thread."""
        if not isinstance(function, Symbol) or function.path not in _STARTING:
            return False
        loop = function.receiver
        if loop is None:
            return True
        made = loop.site if isinstance(loop, Instance) else None
        return made is not None and any(
            path in _RUNNING_LOOP for path in self._receivers.paths(made.call.function, made.frame)
        )


class _Uses:
    """What a body does with the tasks that it starts."""

    def __init__(self, receivers: Receivers, frame: Frame, parts: tuple[Part, ...]) -> None:
        self._receivers = receivers
        self._scope = frame.scope
        self._parts = parts
        self._attributes = {
            part.expression.value.at: part for part in parts if isinstance(part.expression, facts.Attribute)
        }
        self._called = {part.expression.function.at: part for part in parts if isinstance(part.expression, facts.Call)}
        self._given = {
            argument.value.at: part
            for part in parts
            if isinstance(part.expression, facts.Call)
            for argument in part.expression.arguments
        }

    def hold(self, made: Part) -> Hold:
        """Return what becomes of the task that a call starts."""
        if made.fate is not Fate.BOUND:
            return self._hold_of(made)
        scope, at = self._scope, made.expression.at
        targets = [
            target
            for statement, _ in scope.statements
            if isinstance(statement, facts.Assign) and statement.value is not None and statement.value.at == at
            for target in statement.targets
        ]
        if scope.kind != "function" or made.frame.scope is not scope or len(targets) != 1:
            return Hold.USED
        return self._hold_of_name(targets[0])

    def _hold_of_name(self, target: facts.Expression) -> Hold:
        name = target.id if isinstance(target, facts.Name) else ""
        if not name or name in self._scope.nonlocals or name in names_read_below(self._scope):
            return Hold.USED
        if name in self._scope.globals:
            return Hold.HELD if is_only_filled(self._receivers, self._scope.path, name) else Hold.USED
        reads = [part for part in self._parts if isinstance(part.expression, facts.Name) and part.expression.id == name]
        holds = [self._hold_of(part) for part in reads]
        return max(holds, default=Hold.LOOSE)

    def _hold_of(self, part: Part) -> Hold:
        """Return what an expression that is a task, or names one, does with it."""
        at = part.expression.at
        if part.fate is Fate.DROPPED:
            return Hold.LOOSE
        if at in self._attributes:
            attribute = self._attributes[at].expression
            is_looked_at = isinstance(attribute, facts.Attribute) and attribute.name in _LOOKING
            return Hold.LOOSE if is_looked_at and self._is_statement(attribute) else Hold.USED
        if at in self._given:
            method = getattr(self._given[at].expression, "function", None)
            if isinstance(method, facts.Attribute) and method.name in _KEEPING and self._is_statement(method):
                return self._hold_in(method.value)
        return Hold.USED

    def _is_statement(self, function: facts.Expression) -> bool:
        """Tell whether calling a function is all that a statement does."""
        call = self._called.get(function.at)
        return call is not None and call.fate is Fate.DROPPED

    def _hold_in(self, container: facts.Expression) -> Hold:
        if not isinstance(container, facts.Name):
            return Hold.USED
        scope = self._scope if container.id not in self._scope.globals else None
        while scope is not None and scope.kind != "module":
            if container.id in scope.bindings:
                return Hold.USED
            scope = scope.parent
        return Hold.HELD if is_only_filled(self._receivers, self._scope.path, container.id) else Hold.USED
