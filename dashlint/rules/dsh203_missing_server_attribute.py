"""DSH203: an attribute of `app.server` that the server of the app's backend does not have, or ignores."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect, Severity
from dashlint.project import Project
from dashlint.project.dash_names import HOOKS
from dashlint.project.server_attributes import How, ServerAttributeUse
from dashlint.rule import Problem, rule
from dashlint.rules.backends import BACKENDS

STATIC_HELP = 'mount it, `app.server.mount("/static", StaticFiles(directory="static"))`, or use Dash\'s `assets` folder'
OTHER_WITH = {"flask": "with", "quart": "async with"}


@rule("DSH203", severity="error", effect=Effect.START, since="4.2.0")
def missing_server_attribute(project: Project) -> Iterator[Problem]:
    """`app.server.config` and kin where the backend's server lacks them; hooks on FastAPI are another rule's."""
    told = set()
    wrapped = {wrapper.statement for wrapper in project.wsgi_wrappers}
    for use in project.server_attributes:
        is_hook = use.backend == "fastapi" and use.attribute.name in HOOKS
        is_wrapped = use.attribute.name == "wsgi_app" and use.statement in wrapped
        if use.place not in told and not is_hook and not is_wrapped:
            told.add(use.place)
            yield _problem(use)
    for link in project.static_links:
        message = f"`{link.path}` is answered with the index page, because FastAPI serves no `/static` folder by itself"
        yield Problem(link.place, message, STATIC_HELP, severity=Severity.WARNING, effect=Effect.SILENT)


def _problem(use: ServerAttributeUse) -> Problem:
    name, backend = use.attribute.name, BACKENDS[use.backend]
    if use.how is How.IGNORED:
        message = f"`server.{name}` has no effect, because {backend} accepts the attribute and never reads it"
        return Problem(use.place, message, _help(use), severity=Severity.WARNING, effect=Effect.SILENT)
    if use.how is How.UNAWAITED:
        message = f"`server.{name}().push()` does nothing, because {backend} pushes the context in a coroutine"
        return Problem(use.place, message, f"use `async with app.server.{name}():`", effect=Effect.SILENT)
    effect = Effect.REQUEST if use.at_request else Effect.START
    if use.how is How.ENTERED:
        needed = OTHER_WITH[use.backend]
        message = f"`server.{name}()` raises `TypeError` here, because on {backend} it is entered by `{needed}`"
        return Problem(use.place, message, f"use `{needed} app.server.{name}():`", effect=effect)
    message = f"`server.{name}` raises `AttributeError`, because the server of {backend} has no such attribute"
    return Problem(use.place, message, _help(use), effect=effect)


def _help(use: ServerAttributeUse) -> str:
    return next((text for backend, text in use.attribute.replacements.items() if backend == use.backend), "")
