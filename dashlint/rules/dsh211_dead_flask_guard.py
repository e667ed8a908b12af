"""DSH211: a test for a Flask request, which an app on FastAPI or Quart never has."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect, Severity
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.flask.dead_guards import DeadGuard
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH211", severity="warning", effect=Effect.SILENT, since="4.2.0")
def dead_flask_guard(project: Project) -> Iterator[Problem]:
    """A branch on `flask.has_request_context()` and kin, which are always False on an ASGI app."""
    told: set[Place] = set()
    for guard in project.flask.dead_guards:
        if guard.place not in told:
            told.add(guard.place)
            yield Problem(
                guard.place,
                f"{_subject(guard)} is always False on {BACKENDS[guard.body.entry.backend]}, {_consequence(guard)}",
                help=guard.help,
                notes=()
                if guard.body.is_own
                else (Note(guard.body.entry.place, f"runs for this {guard.body.entry.role}"),),
                severity=Severity.ERROR if guard.lets_in or guard.refuses else None,
                effect=Effect.ACCESS if guard.lets_in else Effect.REQUEST if guard.refuses else None,
            )


def _subject(guard: DeadGuard) -> str:
    return f"`{guard.name}()`" if guard.is_called else f"`bool({guard.name})`"


def _consequence(guard: DeadGuard) -> str:
    if guard.lets_in:
        return "so the check behind it never runs and refuses nobody"
    if guard.refuses:
        return "so this branch always runs and refuses everybody"
    if guard.holds is None:
        return "because no Flask request is there"
    return "so this branch always runs" if guard.holds else "so this branch never runs"
