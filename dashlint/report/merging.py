"""Makes one edit of several, for tools that know no fix with more than one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dashlint.diagnostic import Edit, Location
from dashlint.report.excerpt import Excerpts


def merged(edits: Sequence[Edit], excerpts: Excerpts) -> Edit | None:
    """One edit that does what all of them do, with the text between them; None for edits in several files."""
    if not edits or len({edit.location.path for edit in edits}) > 1:
        return None
    ordered = sorted(edits, key=lambda edit: edit.location)
    text = ordered[0].text
    for before, after in pairwise(ordered):
        text += _between(before.location, after.location, excerpts) + after.text
    first, last = ordered[0].location, ordered[-1].location
    return Edit(Location(first.path, first.line, first.column, last.end_line, last.end_column), text)


def _between(before: Location, after: Location, excerpts: Excerpts) -> str:
    """What stands between the end of one place and the beginning of another, with `\\n` at the end of each line."""
    lines = [excerpts.line(before.path, number) for number in range(before.end_line, after.line + 1)]
    lines[-1] = lines[-1][: after.column - 1]
    lines[0] = lines[0][before.end_column - 1 :]
    return "\n".join(lines)
