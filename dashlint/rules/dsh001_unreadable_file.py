"""DSH001: a file that could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.facts import Place
from dashlint.project import Project
from dashlint.rule import Problem, rule


@rule("DSH001", severity="error", comes_last=True)
def unreadable_file(project: Project) -> Iterator[Problem]:
    """A file that is needed but not decodable or not parsable."""
    for path, defect in project.defects:
        yield Problem(
            Place(path, -defect.line),
            f"this file is {defect.message}, so nothing in it was looked at",
            help="mend or exclude it",
        )
