"""DSH003: a comment that names no rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dashlint.changes import Fix
from dashlint.comments import Comments, Remark
from dashlint.diagnostic import Applicability
from dashlint.rule import Problem, comment_rule
from dashlint.suppress import renaming
from dashlint.words import nearest


@comment_rule("DSH003", severity="warning")
def unknown_code(comments: Comments) -> Iterator[Problem]:
    """A `noqa` or `dashlint: ignore` with a code or a name that no rule of dashlint has."""
    words = [word for rule in comments.names.items() for word in rule]
    for remark in comments.unknown():
        near = {entry: word for entry in remark.entries if (word := nearest(entry, words))}
        yield Problem(
            remark.place,
            f"no rule is called {_listed(remark.entries)}, so this comment silences less than it says",
            help=_help(remark, tuple(near.values())),
            columns=remark.suppression.directive.columns,
            fix=_fix(remark, near),
        )


def _help(remark: Remark, near: Collection[str]) -> str:
    if any(entry.upper() == "ALL" for entry in remark.entries):
        verb = remark.suppression.directive.verb
        return f"write `# dashlint: {'ignore' if verb == 'noqa' else verb}` to silence every rule"
    if near:
        return f"check the spelling: the nearest is {_listed(near)}"
    return "replace it with a code or a name that `dashlint rules` prints, or remove it"


def _fix(remark: Remark, near: dict[str, str]) -> Fix | None:
    """Return what writes the names that were meant; it may silence what is reported now, so it is unsafe."""
    changes = renaming(remark.place.path, remark.suppression, near) if near else ()
    return Fix(f"Write {_listed(near.values())}", Applicability.UNSAFE, changes) if changes else None


def _listed(words: Collection[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
