"""DSH405: what one backend lacks, outside any condition on the backend, in an app that is to run on several."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect, Severity
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.apps.app import App
from dashlint.rule import Note, Problem, Rule, rule
from dashlint.rules import (
    dsh201_flask_only_extension,
    dsh202_flask_context_global,
    dsh203_missing_server_attribute,
    dsh204_wsgi_middleware,
    dsh401_hook_missing_on_fastapi,
)
from dashlint.rules.backends import BACKENDS

CHOICES = ("fastapi", "quart")
FLASK_ONLY = (
    dsh201_flask_only_extension.flask_only_extension,
    dsh202_flask_context_global.flask_context_global,
    dsh203_missing_server_attribute.missing_server_attribute,
    dsh204_wsgi_middleware.wsgi_middleware,
    dsh401_hook_missing_on_fastapi.hook_missing_on_fastapi,
)


@rule("DSH405", severity="warning", effect=Effect.START, since="4.2.0")
def ungated_server_api(project: Project) -> Iterator[Problem]:
    """What fails on FastAPI or Quart where a run-time choice may fall on them."""
    if not project.chosen_at_run_time:
        return
    told = {problem.place for _, problem in _failures(project)}
    for backend in [name for name in CHOICES if project.mentions(name)] or CHOICES:
        for source, problem in _failures(project.where_chosen(backend)):
            if problem.place not in told:
                told.add(problem.place)
                yield _ungated(source, problem, backend, _app_of(project, problem.place))


def _failures(project: Project) -> Iterator[tuple[Rule, Problem]]:
    for source in FLASK_ONLY:
        for problem in source.problems(project):
            if (problem.severity or source.severity) is Severity.ERROR:
                yield source, problem


def _ungated(source: Rule, problem: Problem, backend: str, app: App) -> Problem:
    name = BACKENDS[backend]
    there = f"; on {name} {problem.help}" if problem.help else ""
    return Problem(
        problem.place,
        f"where {name} is chosen, {problem.message.removeprefix(f'on {name} ')}",
        help=f"put it behind a condition on the backend{there}",
        notes=(*problem.notes, Note(app.place, "the backend is chosen at run time here")),
        effect=source.effect_of(problem),
    )


def _app_of(project: Project, place: Place) -> App:
    """Return the app that a place most likely belongs to, of those whose backend is chosen at run time."""
    chosen = project.chosen_at_run_time
    return next((app for app in chosen if app.path == place.path), chosen[0])
