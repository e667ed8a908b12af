"""DSH001: a file that could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.facts import Place
from dashlint.project import Project
from dashlint.rule import Problem, rule


@rule("DSH001", severity="error")
def unreadable_file(project: Project) -> Iterator[Problem]:
    """A file that is needed but not decodable or not parsable."""
    for facts in project.modules.files_read:
        if facts.defect is not None:
            yield Problem(
                Place(facts.path, -facts.defect.line),
                f"this file is {facts.defect.message}, so nothing in it was looked at",
                help="mend or exclude it",
            )
