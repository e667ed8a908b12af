"""What is said of an attribute that a server lacks or ignores."""

from __future__ import annotations

from dashlint.changes import Fix, Rewrite
from dashlint.diagnostic import Applicability, Effect, Severity
from dashlint.project.servers.attributes import How, ServerAttributeUse
from dashlint.project.servers.static_links import StaticLink
from dashlint.rule import Problem
from dashlint.rules.backends import BACKENDS

_OTHER_WITH = {"flask": "with", "quart": "async with"}
_STATIC_HELP = (
    'mount it, `app.server.mount("/static", StaticFiles(directory="static"))`, or use Dash\'s `assets` folder'
)


def problem_of(use: ServerAttributeUse) -> Problem:
    """Return the problem that a use of an attribute is."""
    name, backend, help_there = use.attribute.name, BACKENDS[use.backend], _help(use)
    effect = Effect.REQUEST if use.at_request else Effect.START
    if use.how is How.IGNORED:
        message = f"`server.{name}` has no effect, because {backend} accepts the attribute and never reads it"
        return Problem(use.place, message, help_there, severity=Severity.WARNING, effect=Effect.SILENT)
    if use.how is How.UNAWAITED:
        message = f"`server.{name}().push()` does nothing, because {backend} pushes the context in a coroutine"
        return Problem(use.place, message, f"use `async with app.server.{name}():`", effect=Effect.SILENT)
    if use.how is How.FOREIGN:
        message = f"a view of `flask.views` answers 500 on {backend}, because it asks for the Flask app that serves it"
        return Problem(use.place, message, "use `quart.views.MethodView`", effect=Effect.REQUEST)
    if use.how is How.ENTERED:
        needed = _OTHER_WITH[use.backend]
        message = f"`server.{name}()` raises `TypeError` here, because on {backend} it is entered by `{needed}`"
        return Problem(use.place, message, f"use `{needed} app.server.{name}():`", effect=effect)
    message = f"`server.{name}` raises `AttributeError`, because the server of {backend} has no such attribute"
    return Problem(use.place, message, help_there, effect=effect, fix=_fix(use))


def problem_of_link(link: StaticLink) -> Problem:
    """Return the problem that a link to Flask's static folder is on FastAPI."""
    message = f"`{link.path}` is answered with the index page, because FastAPI serves no `/static` folder by itself"
    return Problem(link.place, message, _STATIC_HELP, severity=Severity.WARNING, effect=Effect.SILENT)


def _fix(use: ServerAttributeUse) -> Fix | None:
    """Return what writes a call instead that serves on every backend, where there is one."""
    function, bracket, arguments = use.attribute.written.partition("(")
    if not function:
        return None
    change = Rewrite(use.own, "{function}" + bracket + arguments, names=(("function", function),))
    return Fix(f"use `{use.attribute.written}`", Applicability.UNSAFE, (change,))


def _help(use: ServerAttributeUse) -> str:
    return next((text for backend, text in use.attribute.replacements.items() if backend == use.backend), "")
