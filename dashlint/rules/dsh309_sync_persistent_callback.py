"""DSH309: a persistent callback that stays in a worker thread of the websocket."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH309", severity="warning", effect=Effect.COST, since="4.4.0")
def sync_persistent_callback(project: Project) -> Iterator[Problem]:
    """`persistent=True` on a plain `def` without Output, over the websocket of FastAPI or Quart."""
    told = set()
    for found in project.callbacks.persistent:
        function, app = found.entry.function, found.app
        if function.place not in told:
            told.add(function.place)
            threads = f"the {found.workers} worker threads" if found.workers else "the worker threads"
            yield Problem(
                function.place,
                f"`{function.node.name}` is a plain `def`, so it keeps one of {threads} that all websockets of a "
                f"{BACKENDS[found.entry.backend]} worker share, as long as it runs",
                help="write `async def` and await what it waits for: then it runs on the event loop",
                notes=(Note(app.place, f"this app runs on {BACKENDS[found.entry.backend]}"),)
                if app.path not in ("", function.place.path)
                else (),
            )
