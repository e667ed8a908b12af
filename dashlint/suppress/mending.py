"""The changes of text that take entries out of silencing comments, or write others in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dashlint.changes import WriteText
from dashlint.facts import Place
from dashlint.suppress.suppression import Directive, Suppression


def removal(path: str, suppression: Suppression, entries: Collection[str]) -> tuple[WriteText, ...]:
    """Return what takes these entries out of a comment, and the comment away with the last of them.

    The comment that ends a range loses the same entries as the one that begins it. A comment without entries goes as a
    whole, and what other tools or readers find beside it stays.
    """
    gone = frozenset(entry.lower() for entry in entries)
    is_whole = all(entry.lower() in gone for entry in suppression.directive.listed)
    return tuple(_without(path, one, gone) for one in _both(suppression) if is_whole or not one.is_blanket)


def renaming(path: str, suppression: Suppression, names: Mapping[str, str]) -> tuple[WriteText, ...]:
    """Return what writes other entries for those of a comment that are keys of `names`, and none twice."""
    return tuple(_renamed(path, one, names) for one in _both(suppression) if one.listed)


def _both(suppression: Suppression) -> Iterator[Directive]:
    yield suppression.directive
    if suppression.closing is not None:
        yield suppression.closing


def _without(path: str, directive: Directive, gone: frozenset[str]) -> WriteText:
    kept = {index: entry for index, entry in enumerate(directive.listed) if entry.lower() not in gone}
    return _rewritten(path, directive, kept) if kept else _away(path, directive)


def _renamed(path: str, directive: Directive, names: Mapping[str, str]) -> WriteText:
    kept: dict[int, str] = {}
    for index, entry in enumerate(directive.listed):
        new = names.get(entry, entry)
        if new == entry or new.lower() not in {other.lower() for other in (*directive.listed, *kept.values())}:
            kept[index] = new
    return _rewritten(path, directive, kept)


def _away(path: str, directive: Directive) -> WriteText:
    place = Place(path, -directive.line)
    return WriteText(place, (directive.columns[0], directive.end), "", drops_comment=True)


def _rewritten(path: str, directive: Directive, kept: Mapping[int, str]) -> WriteText:
    """Return what writes the kept entries where the list is, each with what stands between it and the one before."""
    columns = directive.entry_columns[0][0], directive.entry_columns[-1][1]
    text = ""
    for index, entry in sorted(kept.items()):
        text += (_between(directive, index) if text else "") + entry
    return WriteText(Place(path, -directive.line), columns, text, drops_comment=True)


def _between(directive: Directive, index: int) -> str:
    begin = directive.columns[0]
    return directive.text[directive.entry_columns[index - 1][1] - begin : directive.entry_columns[index][0] - begin]
