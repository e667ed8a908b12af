"""The kinds of single values that settings take: how each is checked and described to a JSON schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from dashlint.configuration.places import Place
from dashlint.configuration.rule_names import checked_version
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
        from packaging.specifiers import SpecifierSet

        try:
            hash(SpecifierSet(value if value[:1] in ("<", ">", "=", "!", "~") else f"=={value}"))
        except (ValueError, TypeError, AttributeError) as error:
            raise place.error('must be a version or a requirement, such as `">=0.1,<1"`') from error
        return str(value)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^({_RELEASE}|{_COMPARED}(, ?{_COMPARED})*)$"}
