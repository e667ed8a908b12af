"""Reading one TOML table strictly: every key has a type, and a key that nobody asked for is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


class CatalogueError(Exception):
    """The catalogue, or what a user added to it, is not well formed; the text names the file and the key."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, which remembers the keys that were read."""

    where: str
    values: Mapping[str, object]
    read: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string; without a default it must be there."""
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.error(key, "must be a text")
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return a string that is one of those allowed, or the default."""
        value = self.text(key, default)
        if value not in allowed and value != default:
            raise self.error(key, f"is {value!r}, must be one of {', '.join(allowed)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings, which may be left out."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.error(key, "must be a list of texts")
        if len(set(value)) < len(value):
            raise self.error(key, "holds the same text twice")
        return tuple(value)

    def items(self, key: str, *types: type) -> tuple[object, ...]:
        """Return a list of values of the given types, which may be left out."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, types) for item in value):
            raise self.error(key, f"must be a list of {' or '.join(kind.__name__ for kind in types)}")
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Return a truth value, false if left out."""
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def number(self, key: str) -> int | None:
        """Return a whole number, None if left out."""
        value = self._take(key, None)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.error(key, "must be a whole number")
        return value

    def names(self, key: str) -> dict[str, str]:
        """Return a table from texts to texts, which may be left out."""
        value = self._take(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) and item for item in value.values()):
            raise self.error(key, "must be a table of texts")
        return dict(value)

    def table(self, key: str) -> Table | None:
        """Return the table under a key, None if left out."""
        value = self._take(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.error(key, "must be a table")
        return Table(f"{self.where}: {key}", value)

    def tables(self, key: str) -> Iterator[Table]:
        """Return the tables of a list, none if left out."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "must be a list of tables")
        for position, item in enumerate(value, 1):
            label = item.get("name", item.get("library", item.get("package", item.get("path", ""))))
            yield Table(f"{self.where}: {key} {position}" + (f" ({label})" if label else ""), item)

    def finish(self) -> None:
        """Refuse keys that nobody read."""
        for key in self.values:
            if key not in self.read:
                raise self.error(key, f"is unknown, known here: {', '.join(sorted(self.read))}")

    def error(self, key: str, problem: str) -> CatalogueError:
        """Make the error for a key."""
        return CatalogueError(f"{self.where}: `{key}` {problem}")

    def _take(self, key: str, default: object) -> object:
        self.read.add(key)
        return self.values.get(key, default)
