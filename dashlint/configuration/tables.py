"""The settings that are tables: of keys, of rules, of patterns, and lists of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashlint.configuration.errors import SettingsError
from dashlint.configuration.kinds import Choice, Kind, Schema
from dashlint.configuration.lists import is_pattern
from dashlint.configuration.places import Place
from dashlint.configuration.rule_names import checked_rules
from dashlint.settings import ADVICE
from dashlint.words import did_you_mean

OFF = ("off", "none", "no", "never", "false", "ignore", "disable", "disabled", "0")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: what it takes and means; `example` is its value in TOML, `default` what counts without it."""

    name: str
    kind: Kind
    text: str
    example: str = ""
    default: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of tables with these keys, each with at least one, or `exactly_one`, of those that it `needs`."""

    keys: tuple[Key, ...]
    needs: tuple[str, ...] = ()
    exactly_one: bool = False
    words: str = "a list of tables"

    def checked(self, value: Any, place: Place) -> list[Mapping[str, Any]]:
        if not isinstance(value, list):
            raise place.error(f"must be {self.words}")
        return [self._checked(entry, place.at(number)) for number, entry in enumerate(value)]

    def _checked(self, entry: Any, place: Place) -> Mapping[str, Any]:
        if not isinstance(entry, dict):
            raise SettingsError(f"{place.named_around} must be a table")
        checked = check_keys(entry, self.keys, place)
        present = [name for name in self.needs if entry.get(name)]
        if self.needs and (not present or (self.exactly_one and len(present) > 1)):
            names = ", ".join(f"`{name}`" for name in self.needs)
            amount = "exactly one" if self.exactly_one else "at least one"
            raise SettingsError(f"{place.named_around} must have {amount} of {names}")
        return checked

    def schema(self) -> Schema:
        table = table_schema(self.keys)
        if self.needs:
            table["oneOf" if self.exactly_one else "anyOf"] = [_present(name, self.keys) for name in self.needs]
        return {"type": "array", "items": table}


@dataclass(frozen=True, slots=True)
class Table:
    """One table with these keys."""

    keys: tuple[Key, ...]
    words: str = "a table"

    def checked(self, value: Any, place: Place) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise place.error(f"must be {self.words}")
        return check_keys(value, self.keys, place)

    def schema(self) -> Schema:
        return table_schema(self.keys)


@dataclass(frozen=True, slots=True)
class Severities:
    """A table of severities by rule."""

    choice: Choice
    words: str = 'a table of rules, such as `DSH105 = "info"`'

    def checked(self, value: Any, place: Place) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, dict):
            raise place.error(f"must be {self.words}")
        return tuple((entry, self._severity(entry, severity, place.at(entry))) for entry, severity in value.items())

    def _severity(self, entry: str, severity: Any, place: Place) -> str:
        if entry.upper() == ADVICE:
            raise SettingsError(
                f"{place.named}: `{ADVICE}` means what has the severity `info`, so name the rules instead"
            )
        checked_rules([entry], place.rules, place.named)
        if str(severity).lower() in OFF:
            raise place.error(f"must be a severity, not `{severity}`; list the rule under `ignore` instead")
        return self.choice.checked(severity, place)

    def schema(self) -> Schema:
        names = {"allOf": [{"$ref": "#/definitions/rules"}, {"not": {"const": ADVICE}}]}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.choice.schema()}


@dataclass(frozen=True, slots=True)
class ByPattern:
    """A table of values by patterns of paths in the manner of .gitignore; `!` before one means all other files."""

    kind: Kind
    words: str

    def checked(self, value: Any, place: Place) -> tuple[tuple[str, Any], ...]:
        if not isinstance(value, dict):
            raise place.error(f"must be {self.words}")
        return tuple((pattern, self._value(pattern, held, place.at(pattern))) for pattern, held in value.items())

    def _value(self, pattern: str, held: Any, place: Place) -> Any:
        if not is_pattern(pattern.removeprefix("!")):
            raise SettingsError(f"{place.named} is no pattern of the kind .gitignore has")
        return self.kind.checked(held, place)

    def schema(self) -> Schema:
        names = {"$ref": "#/definitions/pattern"}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.kind.schema()}


def check_keys(table: Mapping[str, Any], keys: tuple[Key, ...], place: Place) -> dict[str, Any]:
    """Return the checked values of a table by key.

    Raises:
        SettingsError: a key is unknown or missing, or its value is wrong.
    """
    known = {key.name: key for key in keys}
    for name in table:
        if name not in known:
            what = "no key of this table" if place.way else "no setting of dashlint"
            raise place.at(name).error(f"is {what}{did_you_mean(name, known)}")
    for key in keys:
        if key.is_required and key.name not in table:
            raise SettingsError(f"{place.named_around} must have `{key.name}`")
    return {key.name: key.kind.checked(table[key.name], place.at(key.name)) for key in keys if key.name in table}


def table_schema(keys: tuple[Key, ...]) -> Schema:
    """Return the JSON schema of a table with these keys and no others."""
    required = [key.name for key in keys if key.is_required]
    found: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: described(key) for key in keys},
    }
    return {**found, "required": required} if required else found


def described(key: Key) -> Schema:
    """Return the JSON schema of a key's value with its description."""
    return {"description": key.text, **key.kind.schema()}


def _present(name: str, keys: tuple[Key, ...]) -> Schema:
    """Return the JSON schema that holds where a key is there and not empty."""
    kind = next(key.kind.schema() for key in keys if key.name == name)
    return {"required": [name], **({"properties": {name: {"minItems": 1}}} if kind.get("type") == "array" else {})}
