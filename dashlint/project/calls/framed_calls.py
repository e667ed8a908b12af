"""Framed calls: the calls that a statement makes, each with the frame that its names belong to."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.project.files.parts import own_expressions, walk_expression
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame


def framed_calls(receivers: Receivers, statement: facts.Statement, frame: Frame) -> Iterator[tuple[facts.Call, Frame]]:
    """Yield the calls of a statement itself; those in a comprehension have the frame of the comprehension."""
    for expression in own_expressions(statement):
        yield from _calls(receivers, expression, frame)


def _calls(receivers: Receivers, expression: facts.Expression, frame: Frame) -> Iterator[tuple[facts.Call, Frame]]:
    for part in walk_expression(expression, into_comprehensions=False):
        if isinstance(part, facts.Call):
            yield part, frame
        elif isinstance(part, facts.Comprehension):
            inner = receivers.comprehension_frame(part, frame)
            first, *later = part.loops
            yield from _calls(receivers, first.iterable, frame)
            parts = (*first.conditions, *(test for loop in later for test in (loop.iterable, *loop.conditions)))
            for one in (*parts, *part.elements):
                yield from _calls(receivers, one, inner)
