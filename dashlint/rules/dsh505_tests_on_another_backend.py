"""DSH505: tests that run on Flask what is served on another backend."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH505", severity="info", effect=Effect.SILENT, since="4.2.0")
def tests_on_another_backend(project: Project) -> Iterator[Problem]:
    """Tests that choose Flask, of an app that is served on FastAPI or Quart."""
    tests = project.flask_tests
    for test in tests[:1]:
        backend = BACKENDS[next(one for one in test.app.backends if one != "flask")]
        more = f", like {len(tests) - 1} more in these tests" if len(tests) > 1 else ""
        yield Problem(
            test.place,
            f"this runs on Flask what is served on {backend}, so no test sees what fails on {backend} alone{more}",
            help=f"test with the app that is served, or on {backend} too",
            notes=(Note(test.app.place, f"this app runs on {backend}"),),
        )
