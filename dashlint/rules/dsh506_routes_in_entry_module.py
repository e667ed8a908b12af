"""DSH506: routes of one backend's server in the module that makes the app."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH506", severity="info", effect=Effect.COST)
def routes_in_entry_module(project: Project) -> Iterator[Problem]:
    """Several routes that the module of the app registers itself, whatever the backend."""
    for found in project.servers.entry_routes:
        first, *others = found.uses
        backend = BACKENDS[found.app.backend]
        yield Problem(
            first.place,
            f"the module that makes the app registers {len(found.uses)} routes on its {backend} server, so a move to "
            "another backend begins with a rewrite of that module",
            help="move them to a function of a module of their own, such as `register_routes(server)`, and call it "
            f"where the backend is {backend}",
            notes=tuple(Note(use.place, "another one") for use in others),
        )
