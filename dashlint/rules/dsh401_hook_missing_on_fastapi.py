"""DSH401: a hook of Flask's and Quart's servers that FastAPI does not have."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project, ServerUse
from dashlint.rule import Problem, rule

HOOKS = (
    "before_request after_request teardown_request teardown_appcontext before_first_request errorhandler "
    "register_error_handler context_processor before_websocket after_websocket teardown_websocket "
    "url_value_preprocessor"
).split()


@rule("DSH401", severity="error", effect=Effect.START, since="4.2.0")
def hook_missing_on_fastapi(project: Project) -> Iterator[Problem]:
    """`app.server.before_request` and kin on FastAPI, which raise `AttributeError` at import."""
    told = set()
    for use in project.server_uses:
        if use.place not in told and _is_missing(use):
            told.add(use.place)
            yield Problem(
                use.place,
                f"`server.{use.name}` raises `AttributeError`, because a FastAPI server has no such hook",
                help=_help(use.name),
            )


def _is_missing(use: ServerUse) -> bool:
    return use.name in HOOKS and not use.on_dash and not use.is_tried and "fastapi" in use.backends


def _help(name: str) -> str:
    if "error" in name:
        return "use `@app.server.exception_handler(...)`, or `Dash(on_error=...)` for callbacks"
    return 'use `@app.server.middleware("http")`'
