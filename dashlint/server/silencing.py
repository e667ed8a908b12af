"""The edits that silence a problem: a comment on its line, or one for its whole file."""

from __future__ import annotations

import re

from dashlint.decoding import decoded
from dashlint.diagnostic import Diagnostic, Edit, Location
from dashlint.file_kinds import kind_of
from dashlint.lines import LINE_END
from dashlint.suppress import Directive, Wanted, silencing_edits, suppressions

_BEFORE_ALL = re.compile(r"#!|#.*?coding[:=]")


def on_line(found: Diagnostic, content: bytes) -> tuple[Edit, ...]:
    """Return the edits that silence a problem on its line; none where that cannot be done."""
    here = found.location
    wanted = Wanted(here.line, found.code, found.name)
    return silencing_edits(here.path, decoded(content), [wanted]).edits


def in_file(found: Diagnostic, content: bytes) -> tuple[Edit, ...]:
    """Return the edits that silence a rule in a whole file of Python; none in other files."""
    path = found.location.path
    if kind_of(path) not in ("python", None):
        return ()
    text = decoded(content)
    known = [one.directive for one in suppressions(text) if one.directive.verb == "ignore-file" and not one.fault]
    listing = next((directive for directive in known if directive.listed), None)
    if listing is not None:
        return (_joined(listing, found.code, path),)
    line = _first_line(text)
    return (Edit(Location(path, line, 1, line, 1), f"# dashlint: ignore-file[{found.code}]\n"),)


def _joined(directive: Directive, code: str, path: str) -> Edit:
    """Return the edit that adds a code to the list of a comment, behind its last entry."""
    column = directive.entry_columns[-1][1]
    return Edit(Location(path, directive.line, column, directive.line, column), f", {code}")


def _first_line(text: str) -> int:
    """Return the first line that may hold any comment: above it stand the interpreter and the encoding."""
    rows = LINE_END.split(text)
    return next((number for number, row in enumerate(rows[:2], 1) if not _BEFORE_ALL.match(row)), min(len(rows), 3))
