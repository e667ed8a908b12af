"""DSH401: a hook of Flask's and Quart's servers that FastAPI does not have."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Fix
from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.entries.server_uses import ServerUse
from dashlint.rule import Problem, rule
from dashlint.rules.hook_fixes import middleware

#: What does the same on FastAPI, by a part of the hook's name.
WAYS = {
    "error": "use `@app.server.exception_handler(...)`, or `Dash(on_error=...)` for callbacks",
    "websocket": "use an ASGI middleware, `app.server.add_middleware(...)`, which sees websockets too",
    "serving": "use the lifespan of the server, `Dash(server=FastAPI(lifespan=...))`",
    "first": "use the lifespan of the server, `Dash(server=FastAPI(lifespan=...))`",
    "url_": "use a dependency of the routes that need it, `Depends(...)`",
    "shell": "remove it, because FastAPI has no shell of its own",
    "context_proc": "use `Jinja2Templates(context_processors=[...])` for the pages that you render yourself",
}
#: Hooks that a middleware can be written for: the one added last is the outermost, and sees the answers of the others.
ORDERED = ("before_request", "after_request")


@rule("DSH401", severity="error", effect=Effect.START, since="4.2.0")
def hook_missing_on_fastapi(project: Project) -> Iterator[Problem]:
    """`app.server.before_request` and kin on FastAPI, which raise `AttributeError` at import."""
    told = set()
    for use in project.servers.hook_reads:
        if "fastapi" in use.backends and not use.is_tried and use.place not in told:
            told.add(use.place)
            owner = "router" if use.on_router else "server"
            yield Problem(
                use.place,
                f"`{owner}.{use.name}` raises `AttributeError`, because a FastAPI {owner} has no such hook",
                help=_help(use.name),
                fix=_fix(project, use),
            )


def _fix(project: Project, read: ServerUse) -> Fix | None:
    """Return what makes a middleware of a hook; none where the order of several would not be the same."""
    uses = [use for use in project.servers.uses if use.place == read.place and use.name == read.name]
    if len(uses) != 1 or read.name not in ORDERED:
        return None
    beside = [one for one in project.servers.hook_reads if one.name in ORDERED and set(one.apps) & set(read.apps)]
    names = [one.name for one in beside]
    is_ordered = names in (["before_request"], ["after_request"], list(ORDERED))
    return middleware(project, uses[0]) if is_ordered and len({one.place.path for one in beside}) == 1 else None


def _help(name: str) -> str:
    ways = [way for part, way in WAYS.items() if part in name]
    return ways[0] if ways else 'use `@app.server.middleware("http")`'
