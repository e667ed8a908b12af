"""DSH402: a plain hook on Quart, which costs every request a thread."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Fix
from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.entries.server_uses import ServerUse
from dashlint.rule import Problem, rule
from dashlint.rules.async_fixes import made_async
from dashlint.rules.hook_fixes import is_for

ON_REQUEST = frozenset(
    "before_request after_request teardown_request teardown_appcontext before_app_request after_app_request "
    "teardown_app_request".split()
)
ON_WEBSOCKET = frozenset(
    "before_websocket after_websocket teardown_websocket before_app_websocket after_app_websocket "
    "teardown_app_websocket".split()
)


@rule("DSH402", severity="warning", effect=Effect.COST, since="4.2.0")
def sync_hook_on_quart(project: Project) -> Iterator[Problem]:
    """A plain function as `before_request` or `after_request` on Quart."""
    told = set()
    for use in project.servers.uses:
        if "quart" in use.backends and use.place not in told and _is_plain(use):
            told.add(use.place)
            yield Problem(
                use.place,
                f"Quart moves the plain {_name(use)} to a thread on {_when(use)}, "
                f"because `{use.name}` takes coroutines",
                help="make it `async def`, with what blocks in it moved to `await asyncio.to_thread(...)`",
                fix=_fix(project, use),
            )


def _is_plain(use: ServerUse) -> bool:
    if use.name not in ON_REQUEST | ON_WEBSOCKET or not use.runs or use.is_async:
        return False
    return not (use.on_dash and use.name == "after_request")


def _fix(project: Project, use: ServerUse) -> Fix | None:
    """Return what makes a hook async; none where the function is not what Quart calls, or another backend's too."""
    others = [one for one in project.servers.uses if one.function == use.function and one.place != use.place]
    if use.function is None or len(use.runs) != 1 or use.runs[0].function != use.function:
        return None
    if not all(is_for("quart", one) for one in (use, *others)):
        return None
    return made_async(project, use.runs[0], "quart")


def _name(use: ServerUse) -> str:
    name = use.function.node.name if use.function else ""
    return f"`{name}`" if name.isidentifier() else "function"


def _when(use: ServerUse) -> str:
    if use.name in ON_WEBSOCKET:
        return "every websocket connection"
    return "every request to its blueprint" if use.on_router and "app" not in use.name else "every request"
