"""Route answers: what the functions of FastAPI routes return the Flask way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal as Choice

from dashlint import facts
from dashlint.catalogue import Extension
from dashlint.facts import Place
from dashlint.project.flask.guards import Guards
from dashlint.project.flask.kinds import failing, is_none
from dashlint.project.meaning import gates
from dashlint.project.meaning.arguments import Given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Instance, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values

_STATUSES = frozenset(int(status) for status in HTTPStatus if status >= 200)
_STATUS_NAMES = ("http.HTTPStatus.", "starlette.status.HTTP_", "fastapi.status.HTTP_")
_TEXT_CLASSES = frozenset({"HTMLResponse", "PlainTextResponse"})

Fate = Choice["list", "mismatch", "text"]
Body = Choice["data", "text"]


@dataclass(frozen=True, slots=True)
class Status:
    """A body with a status behind it, which FastAPI takes for data.

    It becomes a "list" in an answer with 200; or it does not fit what the function promises ("mismatch"), or cannot be
    written as "text", and the request fails. `parts` are those of the tuple, if it stands there as one; `body` is what
    its first part is for certain.
    """

    place: Place
    fate: Fate
    parts: tuple[Place, ...] = ()
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class FlaskResponse:
    """A response of Flask's that is returned, by the name of what makes it.

    `call` makes it where it is returned; `answer` is the tuple with the parts of a status behind it.
    """

    place: Place
    name: str
    extension: Extension
    call: facts.Call | None = None
    answer: facts.Items | None = None


@dataclass(frozen=True, slots=True)
class RouteAnswers:
    """Looks through what functions return to FastAPI."""

    receivers: Receivers
    guards: Guards

    def promised(self, run: Activation, given: Given) -> FlaskResponse | None:
        """Return the response of Flask's that a function's annotation promises."""
        returns = run.function.node.returns
        if returns is None or given.find("response_model", None) is not None:
            return None
        for value in self.receivers.values(returns, run.function.frame):
            found = self._flask_response(value, Place(run.frame.path, returns.at))
            if found is not None and isinstance(value, Symbol):
                return found
        return None

    def returned(self, run: Activation) -> Iterator[facts.Expression]:
        """Yield what a function can return."""
        dead = self.guards.dead(run.frame, "fastapi")
        for statement, branch in run.frame.scope.statements:
            if isinstance(statement, facts.Return) and statement.value is not None and statement.at not in dead:
                is_taken = self.receivers.is_taken(branch, run.frame)
                if is_taken and "fastapi" in gates.possible(self.receivers, branch, run.frame):
                    yield from _options(statement.value)

    def statuses(self, returned: list[facts.Expression], run: Activation, given: Given) -> Iterator[Status]:
        """Yield the bodies that are returned with a status behind them."""
        fate = self._fate(run, given)
        for expression in returned if fate is not None else ():
            if fate is not None and self._has_status(expression, run.frame) and not self._raises(expression, run.frame):
                parts = expression.items if isinstance(expression, facts.Items) else ()
                places = tuple(Place(run.frame.path, part.at) for part in parts)
                yield Status(Place(run.frame.path, expression.at), fate, places, self._body(parts, run.frame))

    def _body(self, parts: tuple[facts.Expression, ...], frame: Frame) -> Body | None:
        body = parts[0] if parts else None
        if isinstance(body, facts.Pairs) or (isinstance(body, facts.Items) and body.kind == "list"):
            return "data"
        if body is None or isinstance(body, facts.Text):
            return "text" if body else None
        values = self.receivers.values(body, frame)
        if values and all(isinstance(value, Table) for value in values):
            return "data"
        is_text = values and all(isinstance(value, Literal) and isinstance(value.value, str) for value in values)
        return "text" if is_text else None

    def _raises(self, expression: facts.Expression, frame: Frame) -> bool:
        """Tell whether the body is a response whose making fails already."""
        body = _body_of(expression)
        values = () if body is expression else self.receivers.values(body, frame)
        return any(failing(self.receivers, value, "fastapi", "flask-maker") for value in values)

    def _fate(self, run: Activation, given: Given) -> Fate | None:
        model = given.find("response_model", None)
        if model is not None and not (model and all(is_none(value) for value in model)):
            return None
        written = given.find("response_class", None)
        if written is not None:
            names = {value.path.rpartition(".")[2] for value in written if isinstance(value, Symbol)}
            return "text" if names and names <= _TEXT_CLASSES else None
        return "list" if model is not None else self._promised_fate(run)

    def _promised_fate(self, run: Activation) -> Fate | None:
        returns = run.function.node.returns
        if returns is None:
            return "list"
        base = returns.value if isinstance(returns, facts.Subscript) else returns
        paths = self.receivers.paths(base, run.function.frame)
        names = {path.rpartition(".")[2].lower() for path in paths}
        if names and names <= {"tuple", "any"}:
            return "list"
        return "mismatch" if names and names <= {"dict", "str"} else None

    def _has_status(self, expression: facts.Expression, frame: Frame) -> bool:
        if isinstance(expression, facts.Items):
            parts = expression.items
            if expression.kind != "tuple" or len(parts) not in (2, 3) or isinstance(parts[0], facts.Starred):
                return False
            return self._is_status(self.receivers.values(parts[1], frame)) and self._is_body(parts[0], frame)
        if not isinstance(expression, facts.Call):
            return False
        values = self.receivers.values(expression, frame)
        return bool(values) and all(self._is_answer(value) for value in values)

    def _is_answer(self, value: Value) -> bool:
        """Tell whether a function of the project gives a body with a status."""
        if not isinstance(value, Sequence) or len(value.items) not in (2, 3) or value.rest:
            return False
        return self._is_status(value.items[1]) and any(_is_data(part) for part in value.items[0])

    def _is_status(self, values: Values) -> bool:
        return bool(values) and all(
            (isinstance(value, Literal) and type(value.value) is int and value.value in _STATUSES)
            or (isinstance(value, Symbol) and value.path.startswith(_STATUS_NAMES))
            for value in values
        )

    def _is_body(self, expression: facts.Expression, frame: Frame) -> bool:
        if isinstance(expression, (facts.Pairs, facts.Text)):
            return True
        if isinstance(expression, facts.Items):
            return expression.kind == "list"
        if isinstance(expression, facts.Constant):
            return expression.value is None or isinstance(expression.value, str)
        values = self.receivers.values(expression, frame)
        return bool(values) and all(_is_data(value) or self._is_response(value) for value in values)

    def _is_response(self, value: Value) -> bool:
        if failing(self.receivers, value, "fastapi", "flask-maker", "flask-response"):
            return True
        return isinstance(value, Instance) and isinstance(value.kind, str) and value.kind.endswith("Response")

    def responses(self, returned: list[facts.Expression], run: Activation) -> Iterator[FlaskResponse]:
        """Yield the responses of Flask's that are returned."""
        for whole in returned:
            expression = _body_of(whole)
            values = self.receivers.values(expression, run.frame)
            found = [self._flask_response(value, Place(run.frame.path, expression.at)) for value in values]
            if found and all(part is not None for part in found) and found[0] is not None:
                is_maker = found[0].extension.kind == "flask-maker"
                if isinstance(expression, facts.Call) if is_maker else expression is whole:
                    call = expression if isinstance(expression, facts.Call) else None
                    answer = whole if isinstance(whole, facts.Items) and whole is not expression else None
                    yield replace(found[0], call=call, answer=answer)

    def _flask_response(self, value: Value, place: Place) -> FlaskResponse | None:
        extension = failing(self.receivers, value, "fastapi", "flask-maker", "flask-response")
        if extension is None or not isinstance(value, (Symbol, Instance)):
            return None
        return FlaskResponse(place, value.path if isinstance(value, Symbol) else str(value.kind), extension)


def _options(expression: facts.Expression) -> Iterator[facts.Expression]:
    """Yield what an expression can give: the options of a choice, else itself."""
    if isinstance(expression, facts.Choice) and expression.kind != "and":
        for option in expression.options:
            yield from _options(option)
    else:
        yield expression


def _body_of(expression: facts.Expression) -> facts.Expression:
    """Return what stands before the status of a tuple, else the expression itself."""
    is_pair = isinstance(expression, facts.Items) and expression.kind == "tuple" and len(expression.items) in (2, 3)
    return expression.items[0] if is_pair and isinstance(expression, facts.Items) else expression


def _is_data(value: Value) -> bool:
    return isinstance(value, Table) or (isinstance(value, Literal) and isinstance(value.value, str))
