"""Fixes of calls that block a loop: what awaits them."""

from __future__ import annotations

from dashlint.changes import Await, Change, Fix, HandOver, MakeAsync, Rename, Rewrite
from dashlint.diagnostic import Applicability
from dashlint.project import Project
from dashlint.project.blocking.blocked_calls import BlockedCall
from dashlint.project.blocking.offloading import Offload

_TO_THREAD = "asyncio.to_thread"
_SLEEP = "asyncio.sleep"


def blocking_fix(project: Project, call: BlockedCall) -> Fix | None:
    """Return what awaits a blocked call, in a function that becomes async for it; none if not surely right.

    Only a sleep in async code that shares nothing keeps its meaning; all else may run beside other code.
    """
    found = project.fixing.offload(call)
    if found is None:
        return None
    is_safe = found.way == "sleep" and found.made_async is None and not found.is_shared
    made = (MakeAsync(found.made_async),) if found.made_async is not None else ()
    title = f"make `{found.function}` `async def`, and {_title(found)}" if made else _title(found)
    return Fix(title, Applicability.SAFE if is_safe else Applicability.UNSAFE, (*made, *_changes(found)))


def _title(found: Offload) -> str:
    if found.way == "sleep":
        return f"await `{_SLEEP}` instead of `{found.name}`"
    if found.way == "coroutine":
        return f"await the coroutine instead of `{found.name}`"
    return f"await `{found.name}` in a thread, by `{_TO_THREAD}`"


def _changes(found: Offload) -> tuple[Change, ...]:
    if found.way == "sleep":
        return Await(found.place), Rename(found.place, _SLEEP)
    if found.argument is not None:
        pattern = "(await {0})" if found.is_held_tightly else "await {0}"
        return (Rewrite(found.place, pattern, (found.argument,)),)
    return Await(found.place), HandOver(found.place, _TO_THREAD)
