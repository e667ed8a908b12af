"""DSH505: tests that run on Flask what is served on another backend."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.apps.tested_backends import FlaskTest
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH505", severity="info", effect=Effect.SILENT, since="4.2.0")
def tests_on_another_backend(project: Project) -> Iterator[Problem]:
    """Tests that choose Flask, of an app that is served on FastAPI or Quart."""
    by_app: dict[Place, list[FlaskTest]] = {}
    for test in project.deployment.flask_tests:
        by_app.setdefault(test.app.place, []).append(test)
    for first, *others in by_app.values():
        backend = BACKENDS[next(one for one in first.app.backends if one != "flask")]
        yield Problem(
            first.place,
            f"this runs on Flask what is served on {backend}, so no test sees what fails on {backend} alone",
            help=f"test the app that is served, on {backend} as it is",
            notes=(
                Note(first.app.place, f"this app runs on {backend}"),
                *(Note(other.place, "this runs on Flask too") for other in others),
            ),
        )
