"""DSH102: a network call in async code that waits on the loop."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import async_problems


@rule("DSH102", severity="error", effect=Effect.LOOP)
def blocking_network(project: Project) -> Iterator[Problem]:
    """A synchronous client's request in async code."""
    yield from async_problems(project, "network")
