"""DSH501: a callback that is sure to be slow, or that waits long for an answer, outside the background."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.blocking.waits import Wait
from dashlint.project.entries.contexts import Runs
from dashlint.rule import Note, Problem, rule

#: Seconds from which on a sleep, or the longest wait for an answer, makes a callback slow.
SLOW_SLEEP = 3
SLOW_LIMIT = 15


@rule("DSH501", severity="info", effect=Effect.COST)
def slow_callback(project: Project) -> Iterator[Problem]:
    """A callback that sleeps or waits for seconds, and is no background callback."""
    slowest: dict[Place, Wait] = {}
    for wait in project.blocking.waits:
        if _is_slow(wait):
            known = slowest.get(wait.entry.place, wait)
            slowest[wait.entry.place] = max(known, wait, key=lambda one: (not one.is_limit, one.seconds))
    for wait in slowest.values():
        yield Problem(
            wait.start,
            _message(wait),
            help="give the callback `background=True`, so that a worker process waits and the page can say so",
            notes=tuple(_notes(wait)),
            about=wait.entry.place,
            yields=True,
        )


def _is_slow(wait: Wait) -> bool:
    entry = wait.entry
    is_websocket = entry.is_moved_by_async or (entry.runs is Runs.THREAD and entry.backend != "flask")
    return (
        entry.role == "callback" and not is_websocket and wait.seconds >= (SLOW_LIMIT if wait.is_limit else SLOW_SLEEP)
    )


def _message(wait: Wait) -> str:
    name = wait.entry.function.node.name
    callback = f"callback `{name}`" if name.isidentifier() else "this callback"
    if wait.is_limit:
        lasts = f"can take {wait.seconds:g} s, because `{wait.name}` waits that long for an answer"
    else:
        lasts = f"waits {wait.seconds:g} s in `{wait.name}`"
    return f"{callback} {lasts}, and meanwhile {_meanwhile(wait)}"


def _meanwhile(wait: Wait) -> str:
    if not wait.holds_thread:
        return "the page shows nothing new"
    return "the worker serves nobody else" if wait.entry.runs is Runs.LOOP else "it holds a thread of the server"


def _notes(wait: Wait) -> Iterator[Note]:
    for link in wait.links:
        yield Note(link.place, f"calls {link.function}", is_step=True)
    if wait.links:
        yield Note(wait.place, f"calls `{wait.name}`", is_step=True)
