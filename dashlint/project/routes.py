"""Routes: the routes of FastAPI servers, with their paths, functions and what they can return."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal as Choice

from dashlint import facts
from dashlint.catalogue import Extension
from dashlint.facts import Place
from dashlint.project import calling, gates
from dashlint.project.arguments import NOTHING, Given
from dashlint.project.flask_kinds import failing, is_none
from dashlint.project.guards import Guards
from dashlint.project.receivers import Receivers
from dashlint.project.servers import ServerUse
from dashlint.project.values import Activation, Frame, Instance, Literal, Sequence, Symbol, Table, Value, Values

METHODS = frozenset("get post put delete patch head options trace api_route add_api_route".split())
#: Part of a path as Flask writes it: `<name>`, `<int:number>`, `<any(a, b):name>`.
_PARAMETER = re.compile(r"<(?:([a-zA-Z_]\w*)(?:\([^<>]*\))?:)?([a-zA-Z_]\w*)>")
_STATUSES = frozenset(int(status) for status in HTTPStatus if status >= 200)
_STATUS_NAMES = ("http.HTTPStatus.", "starlette.status.HTTP_", "fastapi.status.HTTP_")
_TEXT_CLASSES = frozenset({"HTMLResponse", "PlainTextResponse"})

Fate = Choice["list", "mismatch", "text"]


@dataclass(frozen=True, slots=True)
class Status:
    """A body with a status behind it, which FastAPI takes for data.

    It becomes a "list" in an answer with 200; or it does not fit what the function promises ("mismatch"), or cannot be
    written as "text", and the request fails.
    """

    place: Place
    fate: Fate


@dataclass(frozen=True, slots=True)
class FlaskResponse:
    """A response of Flask's that is returned, by the name of what makes it."""

    place: Place
    name: str
    extension: Extension


@dataclass(frozen=True, slots=True)
class Route:
    """A route of a FastAPI server: its paths as they are written, and what the function returns the Flask way.

    `promised` is a response of Flask's in the function's annotation.
    """

    use: ServerUse
    paths: tuple[str, ...]
    statuses: tuple[Status, ...] = ()
    responses: tuple[FlaskResponse, ...] = ()
    promised: FlaskResponse | None = None

    @property
    def flask_paths(self) -> tuple[str, ...]:
        """The paths whose parameters are written as Flask does."""
        return tuple(path for path in self.paths if _PARAMETER.search(path))


def fastapi_path(path: str) -> str:
    """Return a path with the parameters as FastAPI writes them."""
    return _PARAMETER.sub(lambda found: f"{{{found[2]}:path}}" if found[1] == "path" else f"{{{found[2]}}}", path)


@dataclass(slots=True)
class Routes:
    """Finds what the routes of FastAPI servers are given and give."""

    receivers: Receivers
    guards: Guards
    _given: dict[ServerUse, Given] = field(default_factory=dict)

    def of(self, uses: Iterable[ServerUse]) -> Iterator[Route]:
        """Yield the routes among what is registered on servers."""
        for use in uses:
            if use.name in METHODS and "fastapi" in use.backends and not use.on_dash and not self._is_on_blueprint(use):
                yield self._route(use)

    def _route(self, use: ServerUse) -> Route:
        given = calling.given(self.receivers, use.call) if use.call is not None else NOTHING
        paths = tuple(value.value for value in given.find("path", 0) or () if isinstance(value, Literal))
        written = tuple(path for path in paths if isinstance(path, str))
        run = self._own_run(use)
        if run is None or given.hides_more:
            return Route(use, written)
        promised = self._promised(run, given)
        if promised is not None:
            return Route(use, written, promised=promised)
        returned = list(self._returned(run))
        return Route(use, written, tuple(self._statuses(returned, run, given)), tuple(self._responses(returned, run)))

    def _is_on_blueprint(self, use: ServerUse) -> bool:
        """Tell whether a route is that of a blueprint, which a FastAPI server does not take at all."""
        function = use.call.call.function if use.call is not None else None
        if not use.on_router or use.call is None or not isinstance(function, facts.Attribute):
            return False
        kinds = {getattr(value, "kind", None) for value in self.receivers.values(function.value, use.call.frame)}
        return bool(kinds & {"flask.Blueprint", "quart.Blueprint"})

    def _own_run(self, use: ServerUse) -> Activation | None:
        """Return the function as FastAPI calls it, if no decorator changes what it returns."""
        if use.function is None or len(use.runs) != 1:
            return None
        run = use.runs[0]
        is_own = run.function.place == use.function.place and run.function.wrapper is None
        return run if is_own and not run.function.node.is_generator else None

    def _promised(self, run: Activation, given: Given) -> FlaskResponse | None:
        returns = run.function.node.returns
        if returns is None or given.find("response_model", None) is not None:
            return None
        for value in self.receivers.values(returns, run.function.frame):
            found = self._flask_response(value, Place(run.frame.path, returns.at))
            if found is not None and isinstance(value, Symbol):
                return found
        return None

    def _returned(self, run: Activation) -> Iterator[facts.Expression]:
        dead = self.guards.dead(run.frame, "fastapi")
        for statement, branch in run.frame.scope.statements:
            if isinstance(statement, facts.Return) and statement.value is not None and statement.at not in dead:
                is_taken = self.receivers.is_taken(branch, run.frame)
                if is_taken and "fastapi" in gates.possible(self.receivers, branch, run.frame):
                    yield from _options(statement.value)

    # a body with a status

    def _statuses(self, returned: list[facts.Expression], run: Activation, given: Given) -> Iterator[Status]:
        fate = self._fate(run, given)
        for expression in returned if fate is not None else ():
            if fate is not None and self._has_status(expression, run.frame) and not self._raises(expression, run.frame):
                yield Status(Place(run.frame.path, expression.at), fate)

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

    # responses of Flask's

    def _responses(self, returned: list[facts.Expression], run: Activation) -> Iterator[FlaskResponse]:
        for whole in returned:
            expression = _body_of(whole)
            values = self.receivers.values(expression, run.frame)
            found = [self._flask_response(value, Place(run.frame.path, expression.at)) for value in values]
            if found and all(part is not None for part in found) and found[0] is not None:
                is_maker = found[0].extension.kind == "flask-maker"
                if isinstance(expression, facts.Call) if is_maker else expression is whole:
                    yield found[0]

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
