"""DSH204: WSGI middleware around the server of an app on FastAPI or Quart, which is no WSGI app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dashlint.catalogue.backends import Backend
from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.extensions.wsgi_wrappers import Fate, WsgiWrapper
from dashlint.rule import Problem, rule
from dashlint.rules.backends import BACKENDS

EFFECTS = {Fate.LACKING: Effect.START, Fate.IGNORED: Effect.SILENT, Fate.REFUSED: Effect.REQUEST}
HELP = {
    "fastapi": "use an ASGI middleware, by `app.server.add_middleware(...)`",
    "quart": "put an ASGI middleware around `app.server.asgi_app`",
}


@rule("DSH204", severity="error", effect=Effect.START, since="4.2.0")
def wsgi_middleware(project: Project) -> Iterator[Problem]:
    """ProxyFix, DispatcherMiddleware, WSGIMiddleware, WhiteNoise and their like around an ASGI app."""
    told = set()
    for use in project.servers.wsgi_wrappers:
        if use.place not in told:
            told.add(use.place)
            yield Problem(use.place, _message(use), help=_help(use), effect=EFFECTS[use.fate])


def _message(use: WsgiWrapper) -> str:
    backend, wrapper = BACKENDS[use.backend], f"`{use.name}`" if use.name else "what wraps it"
    if use.fate is Fate.LACKING:
        return f"`server.wsgi_app` raises `AttributeError` before {wrapper} gets it, as {backend} has no WSGI app"
    if use.fate is Fate.IGNORED:
        return f"{wrapper} has no effect in `server.wsgi_app`, because {backend} takes no request there"
    return f"{wrapper} answers requests with a `TypeError`, because it calls a WSGI app and {backend} is an ASGI one"


def _help(use: WsgiWrapper) -> str:
    known = use.extension.replacements if use.extension is not None else {}
    return known.get(cast(Backend, use.backend)) or HELP[use.backend]
