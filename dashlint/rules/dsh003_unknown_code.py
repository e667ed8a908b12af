"""DSH003: a comment that names no rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashlint.comments import Comments, Remark
from dashlint.rule import Problem, comment_rule
from dashlint.words import nearest


@comment_rule("DSH003", severity="warning")
def unknown_code(comments: Comments) -> Iterator[Problem]:
    """A `noqa` or `dashlint: ignore` with a code or a name that no rule of dashlint has."""
    words = [word for rule in comments.names.items() for word in rule]
    for remark in comments.unknown():
        yield Problem(
            remark.place,
            f"no rule is called {_listed(remark)}, so this comment silences less than it says",
            help=_help(remark, words),
            columns=remark.suppression.directive.columns,
        )


def _help(remark: Remark, words: Iterable[str]) -> str:
    if any(entry.upper() == "ALL" for entry in remark.entries):
        return "write `# dashlint: ignore` to silence every rule"
    near = [word for entry in remark.entries if (word := nearest(entry, words))]
    if near:
        return "check the spelling: the nearest is " + ", ".join(f"`{word}`" for word in near)
    return "replace it with a code or a name that `dashlint rules` prints, or remove it"


def _listed(remark: Remark) -> str:
    return ", ".join(f"`{entry}`" for entry in remark.entries)
