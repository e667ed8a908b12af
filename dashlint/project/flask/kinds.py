"""Which names of the flask package the catalogue knows, and what becomes of them on a backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.catalogue import Extension
from dashlint.catalogue.backends import Backend
from dashlint.catalogue.extensions import FlaskKind, Surroundings
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Literal, Value

if TYPE_CHECKING:
    from dashlint.project.entries.contexts import EntryPoint
    from dashlint.project.meaning.receivers import Receivers

BACKENDS: dict[str, Backend] = {"flask": "flask", "fastapi": "fastapi", "quart": "quart"}
#: Entry points in which `dash.ctx` works.
_IN_CALLBACKS = ("callback", "`on_error` handler")
#: Those that are given no request, on which backend ever.
_WITHOUT_REQUEST = ("layout", "page layout", "API endpoint")


def failing(receivers: Receivers, value: Value, backend: str, *kinds: FlaskKind) -> Extension | None:
    """Return the catalogue's entry for a value that is a name of one of these kinds and does not work on a backend."""
    path = path_of(value)
    extension = receivers.catalogue.extension(path) if path else None
    if extension is None or extension.kind not in kinds or path not in extension.uses:
        return None
    return extension if extension.outcome(BACKENDS[backend]).severity is not None else None


def path_of(value: Value) -> str | None:
    """Return the dotted name of something outside the project, or of what made it."""
    if isinstance(value, Symbol):
        return value.path
    return value.kind if isinstance(value, Instance) and isinstance(value.kind, str) else None


def bound_object(receivers: Receivers, expression: facts.Expression, frame: Frame, backend: str) -> str | None:
    """Return the name of the object of Flask's request that an expression is, if it can be nothing else but `None`."""
    if not isinstance(expression, (facts.Name, facts.Attribute)):
        return None
    values = [value for value in receivers.values(expression, frame) if not is_none(value)]
    found = [value for value in values if isinstance(value, Symbol)]
    if len(found) == len(values) == 1 and failing(receivers, found[0], backend, "flask-object"):
        return found[0].path
    return None


def is_none(value: Value) -> bool:
    """Tell whether a value is `None`."""
    return isinstance(value, Literal) and value.value is None


def advice(receivers: Receivers, path: str, entry: EntryPoint) -> str:
    """Return what to do about a name in code that an entry point runs; an attribute falls back on its object."""
    backend, where = BACKENDS[entry.backend], _surroundings(entry)
    known = [part for part in _extensions(receivers, path) if part.outcome(backend).severity is not None]
    special = (part.replacements_in.get((where, backend), "") for part in known if where is not None)
    return next(filter(None, special), known[0].replacements.get(backend, "") if known else "")


def _surroundings(entry: EntryPoint) -> Surroundings | None:
    if entry.role in _IN_CALLBACKS:
        return None
    is_bare_hook = entry.role.startswith("`before_request`") and entry.backend == "fastapi"
    return "layouts" if entry.role in _WITHOUT_REQUEST or is_bare_hook else "routes"


def _extensions(receivers: Receivers, path: str) -> list[Extension]:
    found: list[Extension] = []
    while path:
        extension = receivers.catalogue.extension(path)
        if extension is not None and extension not in found:
            found.append(extension)
        path = path.rpartition(".")[0]
    return found
