"""DSH107: computing in async code that takes its time."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import async_problems


@rule("DSH107", severity="info", effect=Effect.LOOP)
def blocking_compute(project: Project) -> Iterator[Problem]:
    """Work for the processor in async code."""
    yield from async_problems(project, "compute")
