"""Routes: the routes of FastAPI servers, with their paths, functions and what they return the Flask way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.entries.server_uses import ServerUse
from dashlint.project.flask.route_answers import FlaskResponse, RouteAnswers, Status
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Activation
from dashlint.project.values.value import Literal

METHODS = frozenset("get post put delete patch head options trace api_route add_api_route".split())
#: Part of a path as Flask writes it: `<name>`, `<int:number>`, `<any(a, b):name>`.
_PARAMETER = re.compile(r"<(?:([a-zA-Z_]\w*)(?:\([^<>]*\))?:)?([a-zA-Z_]\w*)>")


@dataclass(frozen=True, slots=True)
class Route:
    """A route of a FastAPI server: its paths as they are written, and what the function returns the Flask way.

    `promised` is a response of Flask's in the function's annotation. `written` are the texts of the paths where they
    stand in the registration itself. One that `is_plain` promises nothing of what it returns.
    """

    use: ServerUse
    paths: tuple[str, ...]
    statuses: tuple[Status, ...] = ()
    responses: tuple[FlaskResponse, ...] = ()
    promised: FlaskResponse | None = None
    written: tuple[tuple[str, Place], ...] = ()
    is_plain: bool = False

    @property
    def flask_paths(self) -> tuple[str, ...]:
        """The paths whose parameters are written as Flask does."""
        return tuple(path for path in self.paths if _PARAMETER.search(path))


def fastapi_path(path: str) -> str:
    """Return a path with the parameters as FastAPI writes them."""
    return _PARAMETER.sub(lambda found: f"{{{found[2]}:path}}" if found[1] == "path" else f"{{{found[2]}}}", path)


def path_parameters(path: str) -> Iterator[tuple[str, str, str]]:
    """Yield the parameters that are written as Flask does: each as it is written, its converter and its name."""
    for found in _PARAMETER.finditer(path):
        yield found[0], found[0][1:-1].rpartition(":")[0], found[2]


@dataclass(frozen=True, slots=True)
class Routes:
    """Finds what the routes of FastAPI servers are given and give."""

    receivers: Receivers
    answers: RouteAnswers

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
        route = Route(use, written, written=tuple(_texts(use.call)) if use.call is not None else ())
        if run is None or given.hides_more:
            return route
        promised = self.answers.promised(run, given)
        if promised is not None:
            return replace(route, promised=promised)
        returned = list(self.answers.returned(run))
        options = (given.find(name, None) for name in ("response_model", "response_class"))
        return replace(
            route,
            statuses=tuple(self.answers.statuses(returned, run, given)),
            responses=tuple(self.answers.responses(returned, run)),
            is_plain=run.function.node.returns is None and not any(options),
        )

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


def _texts(call: Site) -> Iterator[tuple[str, Place]]:
    """Yield the literal texts among the arguments of a registration."""
    for argument in call.call.arguments if call.passed is None else ():
        if isinstance(argument.value, facts.Constant) and isinstance(argument.value.value, str):
            yield argument.value.value, Place(call.frame.path, argument.value.at)
