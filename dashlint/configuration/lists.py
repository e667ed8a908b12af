"""The kinds of lists that settings take: how each is checked and described to a JSON schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashlint.configuration.errors import SettingsError
from dashlint.configuration.kinds import Schema
from dashlint.configuration.places import Place
from dashlint.configuration.rule_names import checked_rules
from dashlint.ignored import compiles
from dashlint.settings import ADVICE, ALL

_STRINGS = "a list of strings"


@dataclass(frozen=True, slots=True)
class Texts:
    """Strings that are not empty, each once."""

    words: str = _STRINGS

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        for number, entry in _strings(value, place):
            if not entry or entry in value[:number]:
                problem = f"holds `{entry}` twice" if entry else "holds an empty string"
                raise SettingsError(f"{_named(place, number)} {problem}")
        return tuple(value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}


@dataclass(frozen=True, slots=True)
class Rules:
    """Entries that name rules."""

    words: str = _STRINGS

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        for number, entry in _strings(value, place):
            checked_rules([entry], place.rules, _named(place, number))
        return tuple(value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"$ref": "#/definitions/rules"}}


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns in the manner of .gitignore."""

    words: str = _STRINGS

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        for number, entry in _strings(value, place):
            if not is_pattern(entry):
                problem = f"holds `{entry}`, which is no pattern of the kind .gitignore has"
                raise SettingsError(f"{_named(place, number)} {problem}")
        return tuple(value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"$ref": "#/definitions/pattern"}}


@dataclass(frozen=True, slots=True)
class Folders:
    """Paths of folders, which become absolute."""

    words: str = _STRINGS

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        for number, entry in _strings(value, place):
            if not entry or "\0" in entry:
                raise SettingsError(f"{_named(place, number)} must be a list of folders")
        return tuple(place.path(entry) for entry in value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string", "pattern": r"^[^\u0000]+$"}}


@dataclass(frozen=True, slots=True)
class Scalars:
    """Constants; if they are `whole`, positions and keywords."""

    whole: bool = False

    @property
    def words(self) -> str:
        """What the list may hold."""
        return f"a list of {'positions and keywords' if self.whole else 'constants'} with at least one entry"

    def checked(self, value: Any, place: Place) -> tuple[Any, ...]:
        kinds: tuple[type, ...] = (int, str) if self.whole else (str, int, float, bool)
        if not isinstance(value, list) or not value:
            raise place.error(f"must be {self.words}")
        for number, entry in enumerate(value):
            if not isinstance(entry, kinds) or (self.whole and isinstance(entry, bool)):
                raise SettingsError(f"{_named(place, number)} must be {self.words}")
        return tuple(value)

    def schema(self) -> Schema:
        kinds = ["integer", "string"] if self.whole else ["string", "number", "boolean"]
        return {"type": "array", "items": {"type": kinds}, "minItems": 1}


def is_pattern(entry: str) -> bool:
    """Whether a text is a pattern as .gitignore has them; comments, blank lines and `//` are none."""
    from pathspec import GitIgnoreSpec

    if not compiles(entry):
        return False
    spec = GitIgnoreSpec.from_lines([entry])
    means_something = any(pattern.include is not None for pattern in spec.patterns)
    return means_something and not entry.removeprefix("!").startswith("//")


def rule_entries(rules: Mapping[str, str]) -> Sequence[str]:
    """Return every entry that names rules, as it is best spelled."""
    starts = {code[:length] for code in rules for length in range(3, 6)}
    return [ALL, ADVICE, *sorted(starts | rules.keys()), *sorted(rules.values())]


def _strings(value: Any, place: Place) -> Iterator[tuple[int, str]]:
    """Yield the entries of a list of strings, each with its number."""
    if not isinstance(value, list):
        raise place.error(f"must be {_STRINGS}")
    for number, entry in enumerate(value):
        if not isinstance(entry, str):
            raise SettingsError(f"{_named(place, number)} must be {_STRINGS}")
        yield number, entry


def _named(place: Place, number: int) -> str:
    """Return the line of an entry with the name of its list."""
    return place.named.replace(place.spot, place.at(number).spot, 1)
