"""DSH104: a wait for another process in async code."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import async_problems


@rule("DSH104", severity="error", effect=Effect.LOOP)
def blocking_subprocess(project: Project) -> Iterator[Problem]:
    """A call in async code that waits until another process ends."""
    yield from async_problems(project, "subprocess")
