"""DSH110: a plain callback that blocks on a backend where Dash runs it on the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.blocking.blocked_calls import BlockedCall
from dashlint.project.entries.contexts import Runs
from dashlint.rule import Problem, rule
from dashlint.rules.backends import BACKENDS
from dashlint.rules.blocked_calls import async_ways, problem
from dashlint.rules.blocking_fixes import blocking_fix


@rule("DSH110", severity="error", effect=Effect.LOOP, since="4.2.0")
def blocking_sync_callback(project: Project) -> Iterator[Problem]:
    """A plain `def` that Dash runs on the event loop, and that blocks."""
    for call in project.blocking.calls:
        if not call.entry.is_async and call.entry.runs is Runs.LOOP and call.chain.cause.kind != "loop":
            backend = BACKENDS[call.entry.backend]
            consequence = f"blocks the event loop: {backend} runs a plain `def` {call.entry.role} on it too"
            yield problem(call, consequence, _help(project, call), blocking_fix(project, call))


def _help(project: Project, call: BlockedCall) -> str:
    cause = call.chain.cause
    if cause.advice:
        return cause.advice
    if call.entry.role == "`on_error` handler":
        return "hand the slow part to a thread, because Dash does not await an error handler"
    needs_extra = call.entry.role == "page layout" and not project.manifests.declares_dash_async(call.entry.path)
    extra = "declare `dash[async]`, without which an async page layout answers 500, " if needs_extra else ""
    ways = [f"{extra}make it `async def` and {way}" for way in [" or ".join(async_ways(cause))] if way]
    if call.entry.role == "callback":
        ways.append("give the callback `background=True` or `websocket=True`")
    return ", or ".join(ways) or "take the work out of it"
