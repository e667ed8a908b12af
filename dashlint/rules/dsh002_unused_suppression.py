"""DSH002: a comment that silences nothing, or a range that never ends."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Fix
from dashlint.comments import Comments, Remark
from dashlint.diagnostic import Applicability
from dashlint.rule import Note, Problem, comment_rule
from dashlint.suppress import removal

_WHERE = {"ignore-next-line": "on the next line", "ignore-file": "in this file", "disable": "in this block"}
_PLACES = {
    "ignore-file": "at the left edge, on a line of its own",
    "ignore-next-line": "above the code that it is for",
    "disable": "on a line of its own above the block",
    "enable": "on a line of its own below the block",
}


@comment_rule("DSH002", severity="warning")
def unused_suppression(comments: Comments) -> Iterator[Problem]:
    """A comment for rules of dashlint that keeps none of their problems silent, or whose range has no end."""
    for remark in comments.unused():
        where = _WHERE.get(remark.suppression.directive.verb, "on this line")
        yield Problem(
            remark.place,
            f"{_subject(remark)} silences nothing here, so all it can do is hide the next mistake {where}",
            help=_help(remark),
            columns=remark.suppression.directive.columns,
            notes=tuple(Note(place, f"a comment for {code} belongs here") for code, place in remark.elsewhere),
            fix=_removal(remark),
        )
    for remark in comments.faulty():
        yield _faulty(remark)


def _faulty(remark: Remark) -> Problem:
    columns, subject = remark.suppression.directive.columns, _subject(remark)
    if remark.suppression.fault == "unmatched":
        message = f"{subject} ends nothing, because no `dashlint: disable` of the same rules is open in this block"
        advice = "list what `disable` lists and indent both alike, or remove the comment"
        return Problem(remark.place, message, help=advice, columns=columns, fix=_removal(remark))
    if remark.suppression.fault == "unclosed":
        message = f"{subject} is never ended, so it also silences whatever is written below it in this block"
        advice = f"write {_ending(remark)} where it shall end, as far to the right as this comment"
        return Problem(remark.place, message, help=advice, columns=columns)
    verb = remark.suppression.directive.verb
    message = f"`dashlint: {verb}` silences nothing where it stands, so what it was written for is reported"
    return Problem(remark.place, message, help=f"write it {_PLACES[verb]}", columns=columns)


def _removal(remark: Remark) -> Fix:
    title = "Remove the comment" if remark.is_whole else f"Remove {_listed(remark)} from the comment"
    return Fix(title, Applicability.SAFE, removal(remark.place.path, remark.suppression, remark.entries))


def _subject(remark: Remark) -> str:
    written = remark.suppression.directive
    name = f"`dashlint: {written.verb}`" if written.is_own else "`noqa`"
    return f"{name} of {_listed(remark)}" if remark.entries else name


def _ending(remark: Remark) -> str:
    listed = ", ".join(remark.suppression.directive.listed)
    return f"`# dashlint: enable[{listed}]`" if listed else "`# dashlint: enable`"


def _help(remark: Remark) -> str:
    if remark.elsewhere:
        return f"write {'it' if remark.is_whole else _listed(remark)} where the problem is reported, or remove it"
    return "remove the comment" if remark.is_whole else f"remove {_listed(remark)} from the comment"


def _listed(remark: Remark) -> str:
    return ", ".join(f"`{entry}`" for entry in remark.entries)
