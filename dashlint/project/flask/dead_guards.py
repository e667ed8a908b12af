"""Dead guards: tests for a Flask request in code of ASGI apps, with what becomes of the branches on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.files.flow import arms_of
from dashlint.project.files.scopes import own_expressions, walk_expression
from dashlint.project.flask.flaskless import FlasklessBody
from dashlint.project.flask.guards import Guards
from dashlint.project.flask.kinds import advice
from dashlint.project.flask.refusals import Refusals
from dashlint.project.meaning import gates
from dashlint.project.meaning.receivers import Receivers


@dataclass(frozen=True, slots=True)
class DeadGuard:
    """A test that never holds.

    `name` is what is tested, `is_called` whether by a call. `holds` is what the whole condition always comes to, if
    that is known. `lets_in` tells that what never runs refuses access, `refuses` that what always runs does.
    """

    place: Place
    name: str
    is_called: bool
    help: str
    body: FlasklessBody
    holds: bool | None = None
    lets_in: bool = False
    refuses: bool = False


class DeadGuards:
    """Finds the dead guards in the functions that entry points reach."""

    def __init__(self, receivers: Receivers, guards: Guards) -> None:
        self._receivers = receivers
        self._guards = guards

    def of(self, body: FlasklessBody) -> Iterator[DeadGuard]:
        """Yield the guards in a function that are evaluated at all, those with branches first."""
        dead = self._guards.dead(body.frame, body.entry.backend)
        told: set[int] = set()
        for found in (*self._in_block(body.frame.scope.block, body), *self._in_choices(body), *self._others(body)):
            if found.place.at not in told and found.place.at not in dead:
                told.add(found.place.at)
                yield found

    def _in_block(self, block: facts.Block, body: FlasklessBody) -> Iterator[DeadGuard]:
        frame, backend = body.frame, body.entry.backend
        refusals = Refusals(self._receivers)
        for index, statement in enumerate(block):
            if isinstance(statement, facts.If):
                holds = self._guards.truth(statement.test, frame, backend)
                dead = self._guards.never_run(statement, block[index + 1 :], frame, backend)
                lets_in = any(refusals.in_block(part, frame, statement.test) for part in dead)
                live = () if holds is None else statement.body if holds else statement.otherwise
                refuses = refusals.in_block(live, frame)
                for leaf in _leaves(statement.test):
                    yield from self._guard(leaf, body, holds, lets_in and not refuses, refuses)
            for _, inner in arms_of(statement):
                yield from self._in_block(inner, body)

    def _in_choices(self, body: FlasklessBody) -> Iterator[DeadGuard]:
        for choice in body.frame.scope.choices:
            test = choice.options[0] if choice.test is None else choice.test
            holds = self._guards.truth(test, body.frame, body.entry.backend)
            if choice.test is None and (choice.kind == "or" or holds):
                holds = None  # what comes behind it is evaluated, and decides
            for leaf in _leaves(test):
                yield from self._guard(leaf, body, holds)

    def _others(self, body: FlasklessBody) -> Iterator[DeadGuard]:
        """Yield the guards that are called without a branch on them."""
        for statement, branch in body.frame.scope.statements:
            if body.entry.backend in gates.possible(self._receivers, branch, body.frame):
                for expression in own_expressions(statement):
                    for part in walk_expression(expression, into_comprehensions=True):
                        if isinstance(part, facts.Call):
                            yield from self._guard(part, body, None)

    def _guard(
        self,
        leaf: facts.Expression,
        body: FlasklessBody,
        holds: bool | None,
        lets_in: bool = False,
        refuses: bool = False,
    ) -> Iterator[DeadGuard]:
        frame, backend = body.frame, body.entry.backend
        name = self._guards.guard(leaf, frame, backend)
        is_called = isinstance(leaf, facts.Call)
        if name is not None and backend in gates.possible(self._receivers, frame.scope.branch_at(leaf.at), frame):
            help = advice(self._receivers, name, body.entry)
            yield DeadGuard(Place(frame.path, leaf.at), name, is_called, help, body, holds, lets_in, refuses)


def _leaves(test: facts.Expression) -> Iterator[facts.Expression]:
    """Yield the conditions that a condition is made of."""
    if isinstance(test, facts.Operation) and test.operator == "Not":
        yield from _leaves(test.operands[0])
    elif isinstance(test, facts.Choice) and test.test is None:
        for option in test.options:
            yield from _leaves(option)
    else:
        yield test
