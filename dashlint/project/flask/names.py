"""Flask's names: where code that an ASGI app runs uses what only works while Flask handles a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.catalogue import Outcome
from dashlint.facts import Place
from dashlint.project.files.scopes import own_expressions, walk_expression
from dashlint.project.files.stretches import Spans, caught, expected
from dashlint.project.flask.flaskless import FlasklessBody
from dashlint.project.flask.guards import Guards
from dashlint.project.flask.kinds import BACKENDS, advice, bound_object, failing, path_of
from dashlint.project.meaning import gates
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol

#: Built-in functions that look into what they are given.
_LOOKING = frozenset(f"builtins.{name}" for name in "getattr hasattr setattr delattr len dict".split())
_EXCEPTIONS = "werkzeug.exceptions."
_Use = tuple[int, str]


@dataclass(frozen=True, slots=True)
class FlaskNameUse:
    """A use of a Flask name that fails on the backend of the app that runs it.

    `package` is "flask" or "quart", `is_caught` tells that the exception is caught whatever it is.
    """

    place: Place
    name: str
    package: str
    outcome: Outcome
    help: str
    body: FlasklessBody
    is_caught: bool


class FlaskNames:
    """Finds the failing uses of Flask's names in the functions that entry points reach."""

    def __init__(self, receivers: Receivers, guards: Guards) -> None:
        self._receivers = receivers
        self._guards = guards

    def of(self, body: FlasklessBody) -> Iterator[FlaskNameUse]:
        """Yield the uses in a function, each name once, where it is used first."""
        frame, backend = body.frame, body.entry.backend
        dead, hidden = self._guards.dead(frame, backend), caught(frame.scope)
        safe = Spans((*self._guards.in_context(frame.scope).spans, *expected(frame.scope).spans))
        told: set[str | tuple[str, ...]] = set()
        for at, name in self._uses(frame, backend):
            known = self._receivers.catalogue.extension(name)
            if known is None or at in dead or at in safe:
                continue
            key = name if name in known.uses else known.uses
            if key in told:
                continue
            told.add(key)
            outcome = known.outcome(BACKENDS[backend])
            help = advice(self._receivers, name, body.entry)
            is_caught = body.is_caught or at in hidden
            yield FlaskNameUse(Place(frame.path, at), name, known.package, outcome, help, body, is_caught)

    def _uses(self, frame: Frame, backend: str) -> Iterator[_Use]:
        for statement, branch in frame.scope.statements:
            if backend in gates.possible(self._receivers, branch, frame) and self._receivers.is_taken(branch, frame):
                yield from self._in_statement(statement, frame, backend)
                for expression in own_expressions(statement):
                    for part in walk_expression(expression, into_comprehensions=True):
                        yield from self._in_expression(part, frame, backend)

    def _in_statement(self, statement: facts.Statement, frame: Frame, backend: str) -> Iterator[_Use]:
        if isinstance(statement, facts.Function):
            for decorator in statement.decorators:
                yield from self._called(decorator.value, decorator.at, frame, backend)
        elif isinstance(statement, facts.Evaluate) and statement.kind == "raise":
            for value in self._receivers.values(statement.values[0], frame) if statement.values else ():
                path = path_of(value) or ""
                if path.startswith(_EXCEPTIONS) and self._fails(path, backend):
                    yield statement.values[0].at, path

    def _fails(self, path: str, backend: str) -> bool:
        known = self._receivers.catalogue.extension(path)
        return known is not None and known.outcome(BACKENDS[backend]).severity is not None

    def _in_expression(self, part: facts.Expression, frame: Frame, backend: str) -> Iterator[_Use]:
        if isinstance(part, facts.Attribute):
            name = bound_object(self._receivers, part.value, frame, backend)
            if name is not None:
                yield part.at, f"{name}.{part.name}"
        elif isinstance(part, facts.Subscript):
            yield from self._looked_into(part.value, part.at, frame, backend)
        elif isinstance(part, facts.Operation) and part.operator in ("In", "NotIn"):
            yield from self._looked_into(part.operands[1], part.operands[1].at, frame, backend)
        elif isinstance(part, facts.Call):
            yield from self._called(part.function, part.at, frame, backend)
            if part.arguments and self._looks(part.function, frame):
                yield from self._looked_into(part.arguments[0].value, part.arguments[0].value.at, frame, backend)

    def _looks(self, function: facts.Expression, frame: Frame) -> bool:
        return any(path in _LOOKING for path in self._receivers.paths(function, frame))

    def _looked_into(self, expression: facts.Expression, at: int, frame: Frame, backend: str) -> Iterator[_Use]:
        name = bound_object(self._receivers, expression, frame, backend)
        if name is not None:
            yield at, name

    def _called(self, function: facts.Expression, at: int, frame: Frame, backend: str) -> Iterator[_Use]:
        values = self._receivers.values(function, frame)
        for value in values:
            is_failing = failing(self._receivers, value, backend, "flask-call", "flask-maker", "flask-abort")
            if isinstance(value, Symbol) and len(values) == 1 and is_failing:
                yield at, value.path
