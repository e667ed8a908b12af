"""Arguments: what a call passes, and what the parameters of the called function get of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.values.frame import Site
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: How much of an argument tells one call of a function from another; larger numbers are all the same.
LONGEST_TEXT = 64
LONGEST_SEQUENCE = 32
DEEPEST_NESTING = 3
LARGEST_NUMBER = 8
LARGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call: by position, by keyword, and whether a star hides more of them."""

    positional: tuple[Values, ...] = ()
    keywords: tuple[tuple[str, Values], ...] = ()
    hides_more: bool = False
    site: Site | None = None

    def find(self, name: str, position: int | None) -> Values | None:
        """Return the argument called `name` or at `position` (from 0), None if it is not given."""
        for keyword, values in self.keywords:
            if keyword == name:
                return values
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def at(self, position: int) -> Values:
        """Return the argument at `position`, nothing if there is none."""
        return self.positional[position] if position < len(self.positional) else ()


NOTHING = Given()


def given(receivers: Receivers, site: Site) -> Given:
    """Return the arguments of the call at `site`."""
    if site.passed is not None:
        return Given(site.passed, site=site)
    positional: list[Values] = []
    keywords: list[tuple[str, Values]] = []
    hides_more = False
    for argument in site.call.arguments:
        values = receivers.values(argument.value, site.frame)
        if argument.star == "*":
            hides_more |= not _spread(values, positional)
        elif argument.star == "**":
            hides_more |= not _spread_table(values, keywords)
        elif argument.keyword is not None:
            keywords.append((argument.keyword, values))
        else:
            positional.append(values)
    return Given(tuple(positional), tuple(keywords), hides_more, site)


def _spread(values: Values, positional: list[Values]) -> bool:
    sequences = [value for value in values if isinstance(value, Sequence)]
    if len(sequences) != 1 or sequences[0].rest:
        return False
    positional.extend(sequences[0].items)
    return True


def _spread_table(values: Values, keywords: list[tuple[str, Values]]) -> bool:
    tables = [value for value in values if isinstance(value, Table)]
    for table in tables:
        keywords.extend(table.items)
    return len(tables) == 1 and not tables[0].rest


def bind(function: facts.Function, arguments: Given, receiver: Value | None) -> tuple[tuple[str, Values], ...]:
    """Return what the parameters of a function stand for in a call with these arguments."""
    positional = [*([(receiver,)] if receiver is not None else []), *arguments.positional]
    keywords = dict(arguments.keywords)
    bound: list[tuple[str, Values]] = []
    for parameter in function.parameters:
        if parameter.kind == "*":
            bound.append((parameter.name, (Sequence(tuple(_trimmed(values) for values in positional)),)))
            positional = []
        elif parameter.kind == "**":
            bound.append((parameter.name, (Table(tuple((name, _trimmed(v)) for name, v in keywords.items())),)))
        elif parameter.kind in ("positional", "any") and positional:
            bound.append((parameter.name, _trimmed(positional.pop(0))))
        elif parameter.kind != "positional" and parameter.name in keywords:
            bound.append((parameter.name, _trimmed(keywords.pop(parameter.name))))
    return tuple(bound)


def _trimmed(values: Values, nesting: int = 0) -> Values:
    """Return values as they are told apart in the arguments of a call, without what would only make many of them."""
    return tuple(dict.fromkeys([_trim(value, nesting) for value in values if _is_telling(value, nesting)]))


def _is_telling(value: Value, nesting: int) -> bool:
    if isinstance(value, (Sequence, Table)):
        return nesting < DEEPEST_NESTING
    if not isinstance(value, Literal) or not isinstance(value.value, (str, bytes)):
        return True
    return isinstance(value.value, str) and (len(value.value) <= LONGEST_TEXT or "://" in value.value)


def _trim(value: Value, nesting: int) -> Value:
    if isinstance(value, Sequence):
        items = tuple(_trimmed(item, nesting + 1) for item in value.items[:LONGEST_SEQUENCE])
        left = (inner for item in value.items[LONGEST_SEQUENCE:] for inner in item)
        return Sequence(items, _trimmed((*value.rest, *left), nesting + 1), value.runs)
    if isinstance(value, Table):
        named = tuple((name, _trimmed(found, nesting + 1)) for name, found in value.items)
        return Table(named, _trimmed(value.rest, nesting + 1))
    if not isinstance(value, Literal) or isinstance(value.value, bool):
        return value
    if isinstance(value.value, str):
        return Literal(value.value[:LONGEST_TEXT], value.is_default, value.variable)
    if isinstance(value.value, (int, float)) and not _is_small(value.value):
        return Literal(LARGE if value.value > 0 else -LARGE)
    return value


def _is_small(number: float) -> bool:
    """Tell whether a number is one of a few integers; the others are not told apart."""
    return -LARGEST_NUMBER <= number <= LARGEST_NUMBER and number == int(number)
