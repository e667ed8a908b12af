"""DSH509: an async callback on Flask that awaits one thing after the other."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule


@rule("DSH509", severity="info", effect=Effect.COST, since="3.1.0")
def async_on_flask(project: Project) -> Iterator[Problem]:
    """An async callback on Flask that does nothing at the same time as anything else."""
    for entry in project.blocking.awaiting_in_turn:
        yield Problem(
            entry.place,
            f"`{entry.function.node.name}` awaits one thing after the other in a loop that Flask starts for it alone, "
            "so `async` gains nothing over `def`",
            help="await what does not depend on each other together, with `asyncio.gather`, or write `def` with a "
            "client that is not async",
            about=entry.place,
            yields=True,
        )
