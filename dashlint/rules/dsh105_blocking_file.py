"""DSH105: file access in async code."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import async_problems


@rule("DSH105", severity="warning", effect=Effect.LOOP)
def blocking_file(project: Project) -> Iterator[Problem]:
    """File access in async code; the metadata of files is advice only."""
    yield from async_problems(project, "file")
