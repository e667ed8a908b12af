"""Bodies: the steps of the statements of a body, in the order in which they are taken."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.project.calls.expression_steps import ExpressionSteps
from dashlint.project.calls.properties import accessors
from dashlint.project.calls.steps import Step, Steps
from dashlint.project.files.parts import own_expressions
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Values


class Body:
    """The steps of one statement of the body that runs in a frame; it can be taken on `backends`."""

    def __init__(self, receivers: Receivers, frame: Frame, backends: frozenset[str]) -> None:
        self.receivers = receivers
        self.frame = frame
        self.backends = backends
        self.steps = Steps(receivers, backends)
        self.expressions = ExpressionSteps(receivers, frame, backends)

    def statement(self, statement: facts.Statement) -> Iterator[Step]:
        """Yield the steps of a statement, without those of the blocks in it."""
        if isinstance(statement, facts.Assign):
            yield from self._assignment(statement)
            return
        if isinstance(statement, facts.Evaluate) and statement.kind == "delete":
            for target in statement.values:
                yield from self._changing(target, "deleter", "__delitem__")
            return
        for expression in own_expressions(statement):
            yield from self.expressions.expression(expression)
        if isinstance(statement, facts.With):
            for item in statement.items:
                values = self.receivers.values(item.value, self.frame)
                yield from self.steps.entering(values, item.value.at, statement.is_async)
        elif isinstance(statement, facts.For):
            yield from self.expressions.consuming(statement.iterable, statement.iterable.at)
        elif isinstance(statement, facts.Augment):
            yield from self._setting(statement.target)
        elif isinstance(statement, facts.Function):
            yield from self._decorating(statement)
        elif isinstance(statement, facts.Class):
            body = self.receivers.class_frame(ProjectClass(statement, self.frame))
            for inner, _ in body.scope.statements:
                if not isinstance(inner, (facts.Function, facts.Class)):
                    yield from Body(self.receivers, body, self.backends).statement(inner)

    def _assignment(self, statement: facts.Assign) -> Iterator[Step]:
        if statement.value is not None:
            names = {target.id for target in statement.targets if isinstance(target, facts.Name)}
            is_used = bool(names) and self.frame.scope.uses_later(names)
            yield from self.expressions.expression(statement.value, is_used)
        for target in statement.targets:
            if isinstance(target, facts.Items) and statement.value is not None:
                yield from self.expressions.consuming(statement.value, statement.value.at)
            yield from self._changing(target, "setter", "__setitem__")

    def _changing(self, target: facts.Expression, accessor: str, method: str) -> Iterator[Step]:
        """Yield the steps of assigning to an attribute or item, or of deleting it."""
        if isinstance(target, (facts.Subscript, facts.Attribute)):
            yield from self.expressions.expression(target.value)
            yield from self._setting(target, accessor, method)
        if isinstance(target, facts.Subscript):
            yield from self.expressions.expression(target.index)

    def _setting(
        self, target: facts.Expression, accessor: str = "setter", method: str = "__setitem__"
    ) -> Iterator[Step]:
        if isinstance(target, facts.Subscript):
            yield from self.steps.method(self.receivers.values(target.value, self.frame), method, target.at)
        elif isinstance(target, facts.Attribute):
            for value in self.receivers.values(target.value, self.frame):
                for found in accessors(self.receivers, value, target.name, accessor):
                    yield from self.steps.called(found, NOTHING, target.at)

    def _decorating(self, statement: facts.Function) -> Iterator[Step]:
        values: Values = (ProjectFunction(statement, self.frame),)
        for decorator in reversed(statement.decorators):
            for value in self.receivers.values(decorator.value, self.frame):
                if not isinstance(value, Symbol):
                    yield from self.steps.called(value, calling.decoration(decorator, self.frame, values), decorator.at)
            values = calling.apply_decorator(self.receivers, decorator, self.frame, values)
