"""DSH203: an attribute of `app.server` that the server of the app's backend does not have, or ignores."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.servers.attributes import ServerAttributeUse
from dashlint.project.values.dash_names import HOOKS
from dashlint.rule import Problem, rule
from dashlint.rules.server_attribute_problems import problem_of, problem_of_link


@rule("DSH203", severity="error", effect=Effect.START, since="4.2.0")
def missing_server_attribute(project: Project) -> Iterator[Problem]:
    """`app.server.config` and kin where the backend's server lacks them, and `/static/` on FastAPI."""
    wrapped = {wrapper.statement for wrapper in project.servers.wsgi_wrappers}
    uses: dict[Place, ServerAttributeUse] = {}
    for use in project.servers.attributes:
        if not _belongs_to_others(use, wrapped):
            uses.setdefault(use.place, use)
    yield from map(problem_of, uses.values())
    yield from map(problem_of_link, project.servers.static_links)


def _belongs_to_others(use: ServerAttributeUse, wrapped: set[Place]) -> bool:
    """Tell whether DSH401 speaks of a hook on FastAPI, or DSH204 of a wrapper around `wsgi_app`."""
    is_hook = use.backend == "fastapi" and use.attribute.name in HOOKS
    return is_hook or (use.attribute.name == "wsgi_app" and use.statement in wrapped)
