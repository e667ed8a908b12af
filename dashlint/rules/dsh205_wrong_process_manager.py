"""DSH205: a server that cannot serve the app it is given."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.servers.serving import Serving
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS
from dashlint.rules.right_server import advice

SPEAKS = {"wsgi": "speaks WSGI", "asgi": "speaks ASGI", "asgi3": "speaks ASGI", "rsgi": "speaks RSGI unless told so"}


@rule("DSH205", severity="error", effect=Effect.DEPLOYMENT)
def wrong_process_manager(project: Project) -> Iterator[Problem]:
    """A WSGI server for an ASGI app, or an ASGI server for a Flask app."""
    told: set[Place] = set()
    for serving in project.deployment.servings:
        if serving.fails and serving.place not in told:
            told.add(serving.place)
            note = Note(serving.app.place, f"this app runs on {BACKENDS[serving.backend]}")
            yield Problem(serving.place, _message(serving), help=advice(serving), notes=(note,))


def _message(serving: Serving) -> str:
    what = f"`{serving.target.module}:{serving.target.attribute}`" if serving.target else "what it is given"
    backend = f"a {BACKENDS[serving.backend]} app{' by default' if _is_default(serving) else ''}"
    if serving.interface in BACKENDS:
        alone = BACKENDS[serving.interface]
        return f"`{serving.manager} run` starts {alone} apps alone and {what} is {backend}, so it is never served"
    if serving.is_dash and serving.interface != "wsgi":
        return f"`{serving.manager}` answers every request with 500, because {what} is the Dash object, no ASGI app"
    shown = f"`{serving.manager} -k {serving.worker}`" if serving.worker else f"`{serving.manager}`"
    speaks = SPEAKS.get(serving.interface, "")
    return f"{shown} {speaks} and {what} is {backend}, so every request answers 500"


def _is_default(serving: Serving) -> bool:
    return serving.app.is_default and serving.backend == serving.app.backend
