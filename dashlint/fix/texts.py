"""Texts and edits: where an edit stands in a text, which edits get on with each other, and the text they leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashlint.decoding import encoding_of
from dashlint.diagnostic import Edit, Location
from dashlint.lines import LINE_END, line_starts


class UnwritableError(Exception):
    """The encoding of a file has no room for the text that an edit writes."""


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the content of a file after edits that do not overlap, in its own encoding and with its own line ends.

    Raises:
        UnwritableError: its encoding lacks a character that is to be written.
    """
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise UnwritableError(f"is not {encoding}") from error
    starts = line_starts(text)
    newline = _newline(text)
    for edit in sorted(edits, key=lambda edit: _bounds(edit.location), reverse=True):
        first, last = offsets(edit.location, starts)
        text = text[:first] + edit.text.replace("\n", newline) + text[last:]
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise UnwritableError(f"{encoding} has no room for {error.object[error.start : error.end]!r}") from error
    except UnicodeError as error:  # some codecs do not say what they have no room for
        raise UnwritableError(f"{encoding} has no room for what is to be written") from error


def compatible(groups: Iterable[Sequence[Edit]]) -> list[int]:
    """Return which groups of edits can be made together, by number; of two that touch each other the first one wins.

    An edit that is in several groups and may be shared is made once.
    """
    taken: dict[str, set[Edit]] = {}
    chosen = []
    for number, group in enumerate(groups):
        if not any(_clashes(edit, taken.get(edit.location.path, set())) for edit in group):
            chosen.append(number)
            for edit in group:
                taken.setdefault(edit.location.path, set()).add(edit)
    return chosen


def offsets(location: Location, starts: Sequence[int]) -> tuple[int, int]:
    """Return where a location begins and ends in a text whose lines begin at `starts`."""
    return starts[location.line - 1] + location.column - 1, starts[location.end_line - 1] + location.end_column - 1


def _clashes(edit: Edit, others: Iterable[Edit]) -> bool:
    return any(_touch(edit.location, other.location) for other in others if edit != other or not edit.is_shared)


def _touch(one: Location, other: Location) -> bool:
    return _bounds(one)[0] <= _bounds(other)[1] and _bounds(other)[0] <= _bounds(one)[1]


def _bounds(location: Location) -> tuple[tuple[int, int], tuple[int, int]]:
    return (location.line, location.column), (location.end_line, location.end_column)


def _newline(text: str) -> str:
    found = LINE_END.search(text)
    return found[0] if found else "\n"
