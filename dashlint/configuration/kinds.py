"""The kinds of values that settings take: how each is checked, and how a JSON schema says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from dashlint.configuration.places import Place
from dashlint.configuration.rule_names import checked_rules, checked_version
from dashlint.settings import ADVICE, ALL
from dashlint.words import did_you_mean

Schema: TypeAlias = dict[str, Any]
_RELEASE = r"[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?(\.dev[0-9]+)?"
_COMPARED = rf"(==|!=|>=|<=|>|<) ?{_RELEASE}"


class Kind(Protocol):
    """A kind of value."""

    @property
    def words(self) -> str:
        """What it is, as a message and the reference say."""

    def checked(self, value: Any, place: Place) -> Any:
        """Return the value as settings keep it.

        Raises:
            SettingsError: it is not of this kind.
        """

    def schema(self) -> Schema:
        """Return the JSON schema of such a value as it is best spelled."""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    words: str = "true or false"

    def checked(self, value: Any, place: Place) -> bool:
        if not isinstance(value, bool):
            raise place.error(f"must be {self.words}")
        return value

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from 0."""

    words: str = "a whole number, 0 or more"

    def checked(self, value: Any, place: Place) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise place.error(f"must be {self.words}")
        return value

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Text:
    """A string that is not empty."""

    words: str = "a string that is not empty"

    def checked(self, value: Any, place: Place) -> str:
        if not isinstance(value, str) or not value:
            raise place.error(f"must be {self.words}")
        return value

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True, slots=True)
class File:
    """The path of a file."""

    words: str = "the path of a file"

    def checked(self, value: Any, place: Place) -> str:
        if not isinstance(value, str) or not value or "\0" in value:
            raise place.error(f"must be {self.words}")
        return place.path(value)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^[^\u0000]+$"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    choices: tuple[str, ...]

    @property
    def words(self) -> str:
        """The choices."""
        return "one of " + ", ".join(f"`{choice}`" for choice in self.choices)

    def checked(self, value: Any, place: Place) -> str:
        if not isinstance(value, str):
            raise place.error(f"must be a string: {self.words}")
        if value.lower() not in self.choices:
            raise place.error(f"must be {self.words}, not `{value}`{did_you_mean(value, self.choices)}")
        return value.lower()

    def schema(self) -> Schema:
        return {"enum": list(self.choices)}


@dataclass(frozen=True, slots=True)
class ReleaseNumber:
    """The version of a package."""

    words: str = "a version"

    def checked(self, value: Any, place: Place) -> str:
        if not isinstance(value, str):
            raise place.error('must be a string, a version such as `"4.4.1"`')
        return checked_version(value, place.named)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_RELEASE}$"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A version, or what a version has to be compared with."""

    words: str = "a version or a requirement"

    def checked(self, value: Any, place: Place) -> str:
        try:
            SpecifierSet(value if value[:1] in ("<", ">", "=", "!", "~") else f"=={value}")
        except (InvalidSpecifier, TypeError, AttributeError) as error:
            raise place.error('must be a version or a requirement, such as `">=0.1,<1"`') from error
        return str(value)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^({_RELEASE}|{_COMPARED}(, ?{_COMPARED})*)$"}


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of strings."""

    words: str = "a list of strings"

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise place.error(f"must be {self.words}")
        for number, entry in enumerate(value):
            if not isinstance(entry, str):
                raise _entry_error(place, number, f"must be {self.words}")
            if not entry or entry in value[:number]:
                raise _entry_error(place, number, f"holds `{entry}` twice" if entry else "holds an empty string")
        return tuple(value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}


@dataclass(frozen=True, slots=True)
class Rules:
    """A list of entries that name rules."""

    words: str = "a list of strings"

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise place.error(f"must be {self.words}")
        for number, entry in enumerate(value):
            if not isinstance(entry, str):
                raise _entry_error(place, number, f"must be {self.words}")
            checked_rules([entry], place.rules, _entry_named(place, number))
        return tuple(value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"$ref": "#/$defs/rules"}}


@dataclass(frozen=True, slots=True)
class Patterns:
    """A list of patterns in the manner of .gitignore."""

    words: str = "a list of strings"

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise place.error(f"must be {self.words}")
        for number, entry in enumerate(value):
            if not isinstance(entry, str):
                raise _entry_error(place, number, f"must be {self.words}")
            if not is_pattern(entry):
                raise _entry_error(place, number, f"holds `{entry}`, which is no pattern of the kind .gitignore has")
        return tuple(value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"$ref": "#/$defs/pattern"}}


@dataclass(frozen=True, slots=True)
class Folders:
    """A list of folders."""

    words: str = "a list of strings"

    def checked(self, value: Any, place: Place) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise place.error(f"must be {self.words}")
        for number, entry in enumerate(value):
            if not isinstance(entry, str) or not entry or "\0" in entry:
                raise _entry_error(place, number, "must be a list of folders")
        return tuple(place.path(entry) for entry in value)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "string", "pattern": r"^[^\u0000]+$"}}


@dataclass(frozen=True, slots=True)
class Scalars:
    """A list of constants, or of positions and keywords; `whole` leaves only whole numbers and strings."""

    whole: bool = False

    @property
    def words(self) -> str:
        """What the list may hold."""
        return f"a list of {'positions and keywords' if self.whole else 'constants'} with at least one entry"

    def checked(self, value: Any, place: Place) -> list[Any]:
        kinds: tuple[type, ...] = (int, str) if self.whole else (str, int, float, bool)
        if not isinstance(value, list) or not value:
            raise place.error(f"must be {self.words}")
        for number, entry in enumerate(value):
            if not isinstance(entry, kinds) or (self.whole and isinstance(entry, bool)):
                raise _entry_error(place, number, f"must be {self.words}")
        return value

    def schema(self) -> Schema:
        kinds = ["integer", "string"] if self.whole else ["string", "number", "boolean"]
        return {"type": "array", "items": {"type": kinds}, "minItems": 1}


def is_pattern(entry: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([entry])
    except ValueError:
        return False
    return bool(entry.strip())


def _entry_error(place: Place, number: int, problem: str) -> Exception:
    from dashlint.configuration.errors import SettingsError

    return SettingsError(f"{_entry_named(place, number)} {problem}")


def _entry_named(place: Place, number: int) -> str:
    """Return the line of an entry of a list with the name of the list."""
    entry = place.at(number)
    return place.named.replace(place.spot, entry.spot, 1)


def rule_entries(rules: Mapping[str, str]) -> Sequence[str]:
    """Return every entry that names rules, as it is best spelled."""
    starts = {code[:length] for code in rules for length in range(3, 6)}
    return [ALL, ADVICE, *sorted(starts | rules.keys()), *sorted(rules.values())]
