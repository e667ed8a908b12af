"""DSH508: a deployed app that nobody can ask whether it is ready."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule


@rule("DSH508", severity="info", effect=Effect.DEPLOYMENT)
def no_readiness_check(project: Project) -> Iterator[Problem]:
    """A command that serves an app without a health or readiness route."""
    for serving in project.deployment.servings_unasked:
        yield Problem(
            serving.place,
            "the app that this serves has no health route, and Dash answers every other path with 200 and its page, "
            "so no check can tell whether it works",
            help='give the app `Dash(..., health_endpoint="health")` (Dash 3.3 or later) or a route that looks at '
            "what it needs, and have the platform ask for that",
            notes=(Note(serving.app.place, "this app has no such route"),),
        )
