"""DSH202: a name of Flask's that needs a Flask request, in code that an ASGI app runs."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect, Severity
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.flask.names import FlaskNameUse
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS
from dashlint.rules.request_fixes import from_context


@rule("DSH202", severity="error", effect=Effect.REQUEST, since="4.2.0")
def flask_context_global(project: Project) -> Iterator[Problem]:
    """`flask.request`, `session`, `g`, `url_for` and kin in code that runs without a Flask context."""
    told: set[Place] = set()
    fixes = {read.place: from_context(read) for read in project.flask.request_reads}
    for use in project.flask.names:
        if use.place not in told:
            told.add(use.place)
            yield Problem(
                use.place,
                _message(use),
                help=use.help,
                notes=() if use.body.is_own else (Note(use.body.entry.place, f"runs for this {use.body.entry.role}"),),
                severity=Severity.WARNING if use.is_caught else use.outcome.severity,
                effect=_effect(project, use),
                about=use.place,
                fix=fixes.get(use.place),
            )


def _message(use: FlaskNameUse) -> str:
    hidden = "; the `except` around it hides that" if use.is_caught else ""
    return f"on {BACKENDS[use.body.entry.backend]} `{use.name}` {use.outcome.text}{hidden}"


def _effect(project: Project, use: FlaskNameUse) -> Effect | None:
    if use.is_caught:
        return Effect.SILENT
    return Effect.START if project.runs_at_start(use.body.entry) else None
