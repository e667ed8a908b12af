"""DSH403: a hook of Dash's own whose response FastAPI never sees."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule


@rule("DSH403", severity="error", effect=Effect.ACCESS, since="4.2.0", until="4.4.1")
def ignored_hook_response(project: Project) -> Iterator[Problem]:
    """`app.backend.before_request` with a function that can answer the request, on FastAPI."""
    told = set()
    for use in project.servers.uses:
        if not use.on_dash or use.name != "before_request" or "fastapi" not in use.backends or use.place in told:
            continue
        place = project.servers.response(use, "fastapi")
        if place is not None:
            told.add(use.place)
            yield Problem(
                use.place,
                "Dash drops what `app.backend.before_request` functions return on FastAPI, so a redirect or a 401 "
                "lets everyone in",
                help='use `@app.server.middleware("http")`, and return the response from there',
                notes=(Note(place, "this response is dropped"),),
            )
