"""DSH106: a wait for another thread, or for a person, in async code."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import async_problems


@rule("DSH106", severity="error", effect=Effect.LOOP)
def blocking_wait(project: Project) -> Iterator[Problem]:
    """A lock, queue, future, thread or standard input waited for in async code."""
    yield from async_problems(project, "wait")
