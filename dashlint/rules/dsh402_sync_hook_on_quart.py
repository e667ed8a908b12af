"""DSH402: a plain hook on Quart, which costs every request a thread."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule

HOOKS = ("before_request", "after_request")


@rule("DSH402", severity="warning", effect=Effect.COST, since="4.2.0")
def sync_hook_on_quart(project: Project) -> Iterator[Problem]:
    """A plain function as `before_request` or `after_request` on Quart."""
    told = set()
    for use in project.server_uses:
        if use.name not in HOOKS or use.function is None or use.function.node.is_async or use.place in told:
            continue
        if "quart" in use.backends and not (use.on_dash and use.name == "after_request"):
            told.add(use.place)
            yield Problem(
                use.place,
                f"Quart moves the plain `{use.function.node.name}` to a thread on every request, "
                f"because `{use.name}` takes coroutines",
                help="make it `async def`, with what blocks in it moved to `await asyncio.to_thread(...)`",
            )
