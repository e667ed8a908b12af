"""Where places are: their lines and columns in the text of their files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dashlint.decoding import decoded
from dashlint.diagnostic import Location
from dashlint.facts import Place
from dashlint.read import Span, locate


@dataclass(frozen=True, slots=True)
class Located:
    """Where a place is, and the function or class around it, as `Client.fetch`; "" at the top of a file."""

    location: Location
    scope: str


def locations(places: Collection[Place], texts: Mapping[str, bytes]) -> dict[Place, Location]:
    """Return the location of each place; a turn below zero stands for a whole line."""
    return {place: found.location for place, found in located(places, texts).items()}


def located(places: Collection[Place], texts: Mapping[str, bytes]) -> dict[Place, Located]:
    """Return the location of each place with what is around it; a turn below zero stands for a whole line."""
    found: dict[Place, Located] = {}
    for path in sorted({place.path for place in places}):
        turns = {place.at for place in places if place.path == path}
        spans = _line_spans(texts[path], {-turn for turn in turns if turn < 0})
        spans |= locate(texts[path], turns - spans.keys()) if turns - spans.keys() else {}
        found |= {Place(path, turn): Located(_location(path, span), span.scope) for turn, span in spans.items()}
    return found


def _line_spans(text: bytes, numbers: set[int]) -> dict[int, Span]:
    """Return the spans of whole lines, which turns below zero stand for, by turn."""
    lines = decoded(text).splitlines() if numbers else []
    spans = {}
    for number in numbers:
        line = lines[number - 1] if number <= len(lines) else ""
        first = len(line) - len(line.lstrip()) + 1
        spans[-number] = Span(number, first, number, max(len(line.rstrip()), first) + 1)
    return spans


def _location(path: str, span: Span) -> Location:
    return Location(path, span.line, span.column, span.end_line, span.end_column)
