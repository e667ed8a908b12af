"""DSH308: an object that requests on Flask share, though it belongs to the event loop of one of them."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.coroutines.loop_bound_globals import LoopBoundGlobal
from dashlint.rule import Note, Problem, rule


@rule("DSH308", severity="error", effect=Effect.REQUEST, since="3.1.0")
def loop_bound_global(project: Project) -> Iterator[Problem]:
    """An async client, pool, lock or queue that is made once and used by async code on Flask."""
    for found in project.coroutines.loop_bound_globals:
        yield Problem(found.place, _message(found), help=found.binding.instead, notes=_notes(found))


def _message(found: LoopBoundGlobal) -> str:
    if found.binding.waits:
        consequence = "a request that has to wait for it after another one did"
    else:
        consequence = "a later request"
    return (
        f"`{found.name}` is made once for all requests, but on Flask each has an event loop of its own: "
        f"{consequence} fails with `{found.binding.raises}`"
    )


def _notes(found: LoopBoundGlobal) -> tuple[Note, ...]:
    app = found.entry.app
    user = f"`{found.used_in}`" if found.used_in else "this"
    notes = [Note(found.use, f"{user} uses it in the loop of its request")]
    if app is not None and app.path not in ("", found.place.path):
        notes.append(Note(app.place, "this app runs on Flask"))
    if app is not None and not app.is_decided:
        notes.append(Note(None, "on FastAPI and Quart, where all requests share one loop, it would not fail"))
    return tuple(notes)
