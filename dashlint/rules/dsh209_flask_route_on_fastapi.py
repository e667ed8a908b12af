"""DSH209: a route on FastAPI that is written the Flask way."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Fix
from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.flask.route_answers import FlaskResponse, Status
from dashlint.project.flask.routes import Route, fastapi_path
from dashlint.rule import Problem, rule
from dashlint.rules.route_fixes import path_fix, response_fix, status_fix

FATES = {
    "list": "so this answers 200 with both in a JSON list",
    "mismatch": "which does not fit the function's annotation, so the request fails with 500",
    "text": "which `response_class` cannot write, so the request fails with 500",
}
#: What outweighs a finding about the function that makes the response.
WEIGHT = 3


@rule("DSH209", severity="error", effect=Effect.SILENT, since="4.2.0")
def flask_route_on_fastapi(project: Project) -> Iterator[Problem]:
    """`return body, status`, `/<name>` and responses of Flask's in a route of a FastAPI server."""
    found = [problem for route in project.flask.routes for problem in _problems(route, _is_shared(project, route))]
    yield from {(problem.place, problem.message): problem for problem in found}.values()


def _is_shared(project: Project, route: Route) -> bool:
    """Tell whether another server than FastAPI's calls the function as well."""
    function = route.use.function
    uses = (use for use in project.servers.uses if use.function is not None and use.function == function)
    return function is None or any(use.backends != {"fastapi"} for use in uses)


def _problems(route: Route, is_shared: bool) -> Iterator[Problem]:
    for path in route.flask_paths:
        message = f"FastAPI takes `{path}` as it is written, so no address with a value in it ever gets here"
        yield Problem(route.use.place, message, help=f"write `{fastapi_path(path)}`", fix=path_fix(route, path))
    for status in route.statuses:
        yield _status(status, None if is_shared else status_fix(route, status))
    for response in route.responses:
        yield _response(response, None if is_shared else response_fix(route, response))
    if route.promised is not None:
        message = f"FastAPI makes no model of `{route.promised.name}` and raises `FastAPIError` at import"
        yield Problem(route.promised.place, message, help=_help(route.promised), effect=Effect.START)


def _status(status: Status, fix: Fix | None) -> Problem:
    message = f"FastAPI takes a body with a status for a tuple of data, {FATES[status.fate]}"
    effect = None if status.fate == "list" else Effect.REQUEST
    help = "return a `fastapi.responses.JSONResponse(body, status_code=...)`, or raise `fastapi.HTTPException`"
    return Problem(status.place, message, help=help, effect=effect, weight=WEIGHT, about=status.place, fix=fix)


def _response(response: FlaskResponse, fix: Fix | None) -> Problem:
    outcome = response.extension.outcome("fastapi")
    message = f"on FastAPI `{response.name}` in a route {outcome.text}"
    effect = None if response.extension.kind == "flask-response" else Effect.REQUEST
    where = response.place
    return Problem(where, message, help=_help(response), effect=effect, weight=WEIGHT, about=where, fix=fix)


def _help(response: FlaskResponse) -> str:
    known = response.extension
    return known.replacements_in.get(("routes", "fastapi"), known.replacements["fastapi"])
