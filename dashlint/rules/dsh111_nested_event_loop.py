"""DSH111: a second event loop started in code that a loop already runs."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.blocking.blocked_calls import BlockedCall
from dashlint.project.entries.contexts import Runs
from dashlint.rule import Problem, rule
from dashlint.rules.backends import BACKENDS
from dashlint.rules.blocked_calls import problem
from dashlint.rules.blocking_fixes import blocking_fix

#: What Dash runs inside the loop of its request on Flask, once it dispatches asynchronously.
ROLES = ("callback", "page layout", "`on_error` handler")


@rule("DSH111", severity="error", effect=Effect.REQUEST)
def nested_event_loop(project: Project) -> Iterator[Problem]:
    """`asyncio.run` and kin where a loop is running, which raises `RuntimeError`."""
    for call in project.blocking.calls:
        if call.chain.cause.kind == "loop" and _in_loop(project, call):
            where = f"{BACKENDS[call.entry.backend]} runs this {call.entry.role} in a loop"
            found = problem(call, f"raises `RuntimeError`, because {where} already", _help(call))
            fix = blocking_fix(project, call)
            yield Problem(found.place, found.message, found.help, found.notes, about=found.about, fix=fix)


def _in_loop(project: Project, call: BlockedCall) -> bool:
    """Tell whether a loop runs: on Flask a plain callback has one as soon as Dash dispatches asynchronously."""
    entry = call.entry
    if entry.runs <= Runs.OWN_LOOP:
        return True
    if entry.app is None or entry.role not in ROLES or entry.runs is not Runs.THREAD:
        return False
    if entry.backend != "flask" or entry.app.use_async is not None:
        return entry.backend == "flask" and bool(entry.app.use_async)
    return project.manifests.declares_dash_async(entry.app.path)


def _help(call: BlockedCall) -> str:
    if call.entry.is_async:
        return "await the coroutine instead"
    return "make the callback `async def` and await the coroutine"
