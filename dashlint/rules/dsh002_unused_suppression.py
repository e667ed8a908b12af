"""DSH002: a comment that silences nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.comments import Comments, Remark
from dashlint.rule import Note, Problem, comment_rule


@comment_rule("DSH002", severity="warning")
def unused_suppression(comments: Comments) -> Iterator[Problem]:
    """A `noqa` or `dashlint: ignore` with rules of dashlint that keeps none of their problems silent."""
    for remark in comments.unused():
        yield Problem(
            remark.place,
            f"{_subject(remark)} silences nothing here, so all it can do is hide the next mistake on this line",
            help=_help(remark),
            columns=remark.suppression.directive.columns,
            notes=tuple(Note(place, f"a comment for {code} belongs here") for code, place in remark.elsewhere),
        )


def _subject(remark: Remark) -> str:
    if remark.entries:
        return ("`dashlint: ignore` of " if remark.suppression.directive.is_own else "`noqa` of ") + _listed(remark)
    return "`dashlint: ignore`"


def _help(remark: Remark) -> str:
    if remark.elsewhere:
        return f"write {'it' if remark.is_whole else _listed(remark)} where the problem is reported, or remove it"
    return "remove the comment" if remark.is_whole else f"remove {_listed(remark)} from the comment"


def _listed(remark: Remark) -> str:
    return ", ".join(f"`{entry}`" for entry in remark.entries)
