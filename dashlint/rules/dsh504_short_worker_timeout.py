"""DSH504: a gunicorn that kills its worker before a callback has waited to the end."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.blocking.waits import Wait
from dashlint.project.entries.contexts import Runs
from dashlint.project.servers.serving import Serving
from dashlint.rule import Note, Problem, rule


@rule("DSH504", severity="info", effect=Effect.DEPLOYMENT)
def short_worker_timeout(project: Project) -> Iterator[Problem]:
    """A worker timeout of gunicorn below the longest wait of the app that it serves."""
    told: set[Place] = set()
    for serving in project.deployment.servings:
        if serving.patience is not None and not serving.fails and serving.place not in told:
            waits = [wait for wait in project.blocking.waits if _is_cut_short(wait, serving)]
            if waits:
                told.add(serving.place)
                longest = max(waits, key=lambda wait: wait.seconds)
                yield _problem(serving, longest, serving.patience.seconds, serving.patience.is_default)


def _is_cut_short(wait: Wait, serving: Serving) -> bool:
    entry, patience = wait.entry, serving.patience
    if patience is None or entry.app != serving.app or entry.backend not in serving.backends:
        return False
    is_silent = (wait.holds_thread and entry.runs is Runs.LOOP) if patience.on_loop else entry.runs is not Runs.WORKER
    return is_silent and wait.seconds > patience.seconds


def _problem(serving: Serving, wait: Wait, seconds: float, is_default: bool) -> Problem:
    name = wait.entry.function.node.name
    waiting = f"the {wait.entry.role} {f'`{name}`' if name.isidentifier() else 'in the app'}"
    lasts = f"{'can wait' if wait.is_limit else 'waits'} {wait.seconds:g} s"
    after = f"after {seconds:g} s{', its default,' if is_default else ''}"
    steps = [Note(link.place, f"calls {link.function}", is_step=True) for link in wait.links]
    return Problem(
        serving.place,
        f"gunicorn kills a worker {after} without a sign of life, and {waiting} {lasts}, so its request fails",
        help=f"give gunicorn a `--timeout` above {wait.seconds:g}, or {_otherwise(wait)}",
        notes=(*steps, Note(wait.place, f"`{wait.name}` {lasts}", is_step=True)),
        about=wait.entry.place,
    )


def _otherwise(wait: Wait) -> str:
    if wait.entry.role == "callback":
        return "the callback `background=True`"
    return f"the {wait.entry.role} less to wait for"
