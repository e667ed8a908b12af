"""DSH101: a sleep in async code that sleeps the whole loop."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import async_problems


@rule("DSH101", severity="error", effect=Effect.LOOP)
def blocking_sleep(project: Project) -> Iterator[Problem]:
    """`time.sleep` and kin in async code."""
    yield from async_problems(project, "sleep")
