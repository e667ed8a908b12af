"""Call spots: where in the body of a function a call stands, and whether `await` may stand before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from dashlint import facts
from dashlint.project.files.flow import arms_of
from dashlint.project.files.parts import own_expressions, parts_of
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame


@dataclass(frozen=True, slots=True)
class CallSpot:
    """A call, the frame that its names belong to, and the statement and expressions around it, the innermost first.

    `withs` are the `with` statements in whose bodies it stands, or behind whose first items.
    """

    call: facts.Call
    frame: Frame
    statement: facts.Statement
    around: tuple[facts.Expression, ...]
    withs: tuple[facts.With, ...]

    @property
    def place(self) -> facts.Place:
        """The place of the call."""
        return facts.Place(self.frame.path, self.call.at)

    @property
    def is_entered(self) -> bool:
        """Whether a `with` enters what the call gives, so that more happens than the call."""
        return isinstance(self.statement, facts.With) and any(item.value is self.call for item in self.statement.items)

    @property
    def is_awaited(self) -> bool:
        """Whether the call is awaited."""
        return bool(self.around) and isinstance(self.around[0], facts.Await)

    @property
    def is_repeated(self) -> bool:
        """Whether a comprehension makes the call in each of its rounds."""
        return any(True for _ in _comprehensions(self.call, self.around))

    @property
    def is_held_tightly(self) -> bool:
        """Whether what stands around the call binds tighter than `await`."""
        outer = self.around[0] if self.around else None
        if isinstance(outer, (facts.Attribute, facts.Subscript, facts.Await)):
            return outer.value is self.call
        return isinstance(outer, facts.Call) and outer.function is self.call

    @property
    def takes_await(self) -> bool:
        """Whether `await` may stand here in an `async def`, on every Python since 3.10."""
        if isinstance(self.statement, (facts.Function, facts.Class)) or self.is_awaited:
            return False
        if any(isinstance(part, facts.Lambda) for part in self.around):
            return False
        inside = list(_comprehensions(self.call, self.around))
        return len(inside) < 2 and all(part.kind != "generator" for part in inside)


def call_spot(receivers: Receivers, frame: Frame, at: int) -> CallSpot | None:
    """Return the call with this turn in the body that runs in a frame; None if something else has it."""
    for statement, _ in frame.scope.statements:
        if statement.at < at:
            continue
        for expression in own_expressions(statement):
            way = _way(expression, at)
            if way and isinstance(way[-1], facts.Call):
                here = frame
                for outer, inner in pairwise(way):
                    if isinstance(outer, facts.Comprehension) and inner is not outer.loops[0].iterable:
                        here = receivers.comprehension_frame(outer, here)
                withs = tuple(_withs(frame.scope.block, statement))
                return CallSpot(way[-1], here, statement, tuple(reversed(way[:-1])), withs)
    return None


def _way(expression: facts.Expression, at: int) -> list[facts.Expression]:
    """Return the expressions from this one to the part with this turn; nothing if there is none."""
    if expression.at == at:
        return [expression]
    for part in parts_of(expression):
        found = _way(part, at)
        if found:
            return [expression, *found]
    return []


def _comprehensions(call: facts.Expression, around: tuple[facts.Expression, ...]) -> Iterator[facts.Comprehension]:
    """Yield the comprehensions that run a call in each of their rounds."""
    for inner, outer in pairwise((call, *around)):
        if isinstance(outer, facts.Comprehension) and inner is not outer.loops[0].iterable:
            yield outer


def _withs(block: facts.Block, goal: facts.Statement) -> Iterator[facts.With]:
    """Yield the `with` statements around a statement; itself, if it enters more than one thing."""
    for statement in block:
        if statement is goal:
            if isinstance(statement, facts.With) and len(statement.items) > 1:
                yield statement
        elif any(_holds(inner, goal) for _, inner in arms_of(statement)):
            if isinstance(statement, facts.With):
                yield statement
            for _, inner in arms_of(statement):
                yield from _withs(inner, goal)


def _holds(block: facts.Block, goal: facts.Statement) -> bool:
    return any(part is goal or any(_holds(inner, goal) for _, inner in arms_of(part)) for part in block)
