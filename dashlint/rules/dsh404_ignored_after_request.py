"""DSH404: Dash's own hook for the time after a request, which is not the same on every backend."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.entries.server_uses import ServerUse
from dashlint.rule import Problem, rule
from dashlint.rules.hook_fixes import middleware, server_hook


@rule("DSH404", severity="error", effect=Effect.SILENT, since="4.2.0")
def ignored_after_request(project: Project) -> Iterator[Problem]:
    """`app.backend.after_request` on FastAPI, which never runs, or on Quart with a function that takes the response."""
    told = set()
    for use in project.servers.uses:
        if use.on_dash and use.name == "after_request" and use.place not in told:
            for problem in _problems(project, use):
                told.add(use.place)
                yield problem


def _problems(project: Project, use: ServerUse) -> Iterator[Problem]:
    if "fastapi" in use.backends and not all(project.servers.is_given_server_later(app) for app in use.apps):
        yield Problem(
            use.place,
            "FastAPI never runs what `app.backend.after_request` is given, because Dash has set up its middleware "
            "without it when it made the app",
            help='use `@app.server.middleware("http")`, with the work after `await call_next(request)`',
            fix=middleware(project, use),
        )
    elif "quart" in use.backends and use.needs_argument:
        yield Problem(
            use.place,
            "Dash calls `app.backend.after_request` functions on Quart without the response, so every request fails "
            "with a `TypeError`",
            help="use `@app.server.after_request` with an `async def` that takes the response and returns it",
            effect=Effect.REQUEST,
            fix=server_hook(project, use),
        )
