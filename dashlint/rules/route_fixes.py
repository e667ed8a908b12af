"""Fixes of routes that are written the Flask way: what FastAPI needs instead."""

from __future__ import annotations

from dashlint import facts
from dashlint.changes import Fix, Rename, Respell, Rewrite
from dashlint.diagnostic import Applicability
from dashlint.facts import Place
from dashlint.project.entries.server_uses import ServerUse
from dashlint.project.flask.route_answers import FlaskResponse, Status
from dashlint.project.flask.routes import Route, path_parameters

_RESPONSES = "fastapi.responses."
_REDIRECTS = frozenset({"flask.redirect", "quart.redirect", "werkzeug.utils.redirect"})
_JSON = frozenset({"flask.jsonify", "quart.jsonify"})
#: Flask's converters by the type that they give, where Starlette has the same.
_CONVERTERS = {"": "str", "string": "str", "path": "str", "int": "int", "float": "float", "uuid": "UUID"}
_PLAIN = frozenset({"", "string"})


def path_fix(route: Route, path: str) -> Fix | None:
    """Return what writes the parameters of a path as FastAPI does, if the function takes them by their names."""
    places = [place for text, place in route.written if text == path]
    parameters = list(path_parameters(path))
    if (
        not _is_fastapi(route)
        or len(places) != 1
        or not all(_is_taken(route.use, *parameter[1:]) for parameter in parameters)
    ):
        return None
    changes = [Respell(places[0], old, f"{{{name}{_converter(kind)}}}") for old, kind, name in parameters]
    return _fix("write the parameters of the path as FastAPI does", *changes)


def status_fix(route: Route, status: Status) -> Fix | None:
    """Return what makes a response of a body with a status behind it."""
    if not _is_fastapi(route) or not route.is_plain or status.body is None or not status.parts:
        return None
    name = "JSONResponse" if status.body == "data" else "HTMLResponse"
    return _fix(f"return a `{name}`", _response(status.place, name, "{0}", status.parts[:1], status.parts[1:]))


def response_fix(route: Route, response: FlaskResponse) -> Fix | None:
    """Return what takes the place of a response of Flask's, if its arguments say all of it."""
    call = response.call
    if call is None or not route.is_plain or not _is_fastapi(route) or any(given.star for given in call.arguments):
        return None
    if response.name in _REDIRECTS and response.answer is None:
        return _redirect(response, call)
    return _data(response, call) if response.name in _JSON else None


def _data(response: FlaskResponse, call: facts.Call) -> Fix | None:
    """Return what takes the place of `jsonify`: its only argument, or a dictionary of the named ones."""
    path, given = response.place.path, call.arguments
    is_dict = len(given) > 0 and all(argument.keyword for argument in given)
    if not is_dict and (len(given) != 1 or given[0].keyword):
        return None
    if response.answer is None and is_dict:
        return _fix("return a `dict` instead of `jsonify`", Rename(response.place, "dict"))
    parts = tuple(Place(path, argument.value.at) for argument in given)
    if response.answer is None:
        return _fix("return the data without `jsonify`", Rewrite(response.place, "{0}", parts))
    status = tuple(Place(path, part.at) for part in response.answer.items[1:])
    named = ", ".join(f"{argument.keyword}={{{index}}}" for index, argument in enumerate(given))
    body = f"{{dict}}({named})" if is_dict else "{0}"
    change = _response(Place(path, response.answer.at), "JSONResponse", body, parts, status, is_dict=is_dict)
    return _fix("return a `JSONResponse`", change)


def _redirect(response: FlaskResponse, call: facts.Call) -> Fix | None:
    """Return what redirects as Flask does, which is with 302."""
    named = {argument.keyword or ("location", "code", "Response")[n]: argument.value for n, argument in _first(call)}
    if len(named) != len(call.arguments) or not {"location"} <= named.keys() <= {"location", "code"}:
        return None
    parts = tuple(Place(response.place.path, named[name].at) for name in ("location", "code") if name in named)
    names = (("response", f"{_RESPONSES}RedirectResponse"),)
    pattern = f"{{response}}({{0}}, status_code={'{1}' if 'code' in named else '302'})"
    return _fix("return a `RedirectResponse` of FastAPI's", Rewrite(response.place, pattern, parts, names))


def _first(call: facts.Call) -> list[tuple[int, facts.Argument]]:
    return list(enumerate(call.arguments))[:3]


def _response(
    place: Place, name: str, body: str, parts: tuple[Place, ...], status: tuple[Place, ...], *, is_dict: bool = False
) -> Rewrite:
    options = ("status_code", "headers")[: len(status)]
    written = "".join(f", {option}={{{index}}}" for index, option in enumerate(options, len(parts)))
    names = (("response", f"{_RESPONSES}{name}"), *((("dict", "dict"),) if is_dict else ()))
    return Rewrite(place, f"{{response}}({body}{written})", (*parts, *status), names)


def _is_fastapi(route: Route) -> bool:
    return route.use.backends == {"fastapi"}


def _is_taken(use: ServerUse, kind: str, name: str) -> bool:
    """Tell whether the function has a parameter of this name that takes what a converter gives."""
    wanted = _CONVERTERS.get(kind)
    parameters = use.function.node.parameters if use.function and len(use.runs) == 1 else ()
    found = next((one for one in parameters if one.name == name and one.kind in ("any", "keyword")), None)
    if found is None or wanted is None:
        return False
    promised = getattr(found.annotation, "id", None) or getattr(found.annotation, "name", None)
    return found.annotation is None or promised == wanted


def _converter(kind: str) -> str:
    return "" if kind in _PLAIN else f":{kind}"


def _fix(title: str, *changes: Rename | Respell | Rewrite) -> Fix:
    return Fix(title, Applicability.UNSAFE, changes)
