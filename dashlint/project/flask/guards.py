"""Guards: tests for a Flask request, which never hold on an ASGI app, and the code that they keep from running."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.flow import arms_of, ends
from dashlint.project.files.scopes import Scope
from dashlint.project.files.stretches import Spans, in_context, span_of
from dashlint.project.flask.kinds import bound_object, failing
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import given
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Symbol
from dashlint.project.values.value import Value

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

_MOST_HOPS = 3


class Guards:
    """What conditions on a Flask request come to on each backend."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._dead: dict[tuple[Frame, str], Spans] = {}
        self._in_context: dict[Scope, Spans] = {}

    def truth(self, test: facts.Expression, frame: Frame, backend: str, hops: int = _MOST_HOPS) -> bool | None:
        """Return what a condition always is; None if that is not known."""
        if isinstance(test, facts.Operation) and test.operator == "Not":
            inner = self.truth(test.operands[0], frame, backend, hops)
            return None if inner is None else not inner
        if isinstance(test, facts.Choice) and test.test is None:
            parts = [self.truth(option, frame, backend, hops) for option in test.options]
            settled = test.kind == "or"
            if settled in parts:
                return settled
            return None if None in parts else not settled
        return False if hops and self._is_never(test, frame, backend, hops) else None

    def _is_never(self, test: facts.Expression, frame: Frame, backend: str, hops: int) -> bool:
        if self.guard(test, frame, backend):
            return True
        if isinstance(test, facts.Name):
            bound = [binding.source for binding in frame.scope.bindings.get(test.id, ())]
            source = bound[0] if len(bound) == 1 else None
            if (
                isinstance(source, facts.Assign)
                and isinstance(source.targets[0], facts.Name)
                and source.value is not None
            ):
                return self.truth(source.value, frame, backend, hops - 1) is False
        if isinstance(test, facts.Call):
            values = self._receivers.values(test.function, frame)
            return bool(values) and all(
                self._returns_false(value, Site(test, frame), backend, hops) for value in values
            )
        return False

    def guard(self, expression: facts.Expression, frame: Frame, backend: str) -> str | None:
        """Return the name of the guard that an expression calls, or of the object that it is, if that never holds."""
        if expression.at in self.in_context(frame.scope):
            return None
        if not isinstance(expression, facts.Call):
            return bound_object(self._receivers, expression, frame, backend)
        values = self._receivers.values(expression.function, frame)
        if not values or not all(failing(self._receivers, value, backend, "flask-guard") for value in values):
            return None
        return next(value.path for value in values if isinstance(value, Symbol))

    def in_context(self, scope: Scope) -> Spans:
        """Return the stretches of a body that have a Flask context made for them."""
        if scope not in self._in_context:
            self._in_context[scope] = in_context(scope)
        return self._in_context[scope]

    def _returns_false(self, value: Value, site: Site, backend: str, hops: int) -> bool:
        """Tell whether a function of the project does nothing but to return what is always false."""
        runs = calling.activations(self._receivers, value, given(self._receivers, site))
        for run in runs:
            body = run.function.node.body
            returned = body[0] if len(body) == 1 else None
            if not isinstance(returned, facts.Return) or returned.value is None or run.function.node.is_async:
                return False
            if self.truth(returned.value, run.frame, backend, hops - 1) is not False:
                return False
        return bool(runs)

    def dead(self, frame: Frame, backend: str) -> Spans:
        """Return the stretches of a body that never run on a backend, because a guard is in the way."""
        key = (frame, backend)
        if key not in self._dead:
            spans = (*self._dead_in(frame.scope.block, frame, backend), *self._dead_options(frame, backend))
            self._dead[key] = Spans(spans)
        return self._dead[key]

    def _dead_in(self, block: facts.Block, frame: Frame, backend: str) -> Iterator[tuple[int, int]]:
        for index, statement in enumerate(block):
            if isinstance(statement, facts.If):
                for dead in self.never_run(statement, block[index + 1 :], frame, backend):
                    yield span_of(dead)
            for _, inner in arms_of(statement):
                yield from self._dead_in(inner, frame, backend)

    def never_run(self, statement: facts.If, after: facts.Block, frame: Frame, backend: str) -> Iterator[facts.Block]:
        """Yield the blocks that an `if` keeps from running: one of its own, and what comes after it."""
        holds = self.truth(statement.test, frame, backend)
        if holds is not None:
            dead, live = (statement.otherwise, statement.body) if holds else (statement.body, statement.otherwise)
            yield from (block for block in (dead, after if ends(live) else ()) if block)

    def _dead_options(self, frame: Frame, backend: str) -> Iterator[tuple[int, int]]:
        for choice in frame.scope.choices:
            for before, option in self.options_never_taken(choice, frame, backend):
                yield before.at, option.at

    def options_never_taken(
        self, choice: facts.Choice, frame: Frame, backend: str
    ) -> Iterator[tuple[facts.Expression, facts.Expression]]:
        """Yield the options of an expression that are never evaluated, each with what is evaluated before it."""
        if choice.test is not None:
            holds = self.truth(choice.test, frame, backend)
            body, otherwise = choice.options
            if holds is not None:
                yield (body, otherwise) if holds else (choice.test, body)
        else:
            left, right = choice.options
            if self.truth(left, frame, backend) is (choice.kind == "or"):
                yield left, right
