"""What a project's settings add to the catalogue, in the form of the catalogue's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashlint.catalogue import CatalogueError, check
from dashlint.catalogue.load import USER
from dashlint.configuration.errors import SettingsError
from dashlint.configuration.layers import Layer
from dashlint.settings import Additions

_PREFIX = f"{USER}: "
_FAILS = {"severity": "error", "effect": "request", "outcome": "is made for Flask, and this app's server is another"}


def additions(layer: Layer) -> tuple[Additions, ...]:
    """Return what a layer adds; nothing if it has none of these tables.

    Raises:
        SettingsError: the tables contradict each other.
    """
    entries = list(_entries(layer.values))
    tables: dict[str, list[Any]] = {}
    for (key, number), (table, entry) in entries:
        tables.setdefault(table, []).append(entry)
        try:
            check(tables)
        except CatalogueError as error:
            raise SettingsError(f"{layer.place.at(key, number).spot}: {str(error).replace(_PREFIX, '')}") from error
    safe = layer.values.get("safe", ())
    return (Additions(tables, safe),) if tables or safe else ()


def _entries(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, int], tuple[str, dict[str, Any]]]]:
    """Yield the key and number of every table that a user wrote, with a table of the catalogue that it means."""
    makers = {
        "blocking": _blocking,
        "offload": _offload,
        "callback-decorators": _callback_decorator,
        "flask-only": _extension,
    }
    for key, make in makers.items():
        for number, entry in enumerate(values.get(key, ())):
            for made in make(_plain(entry)):
                yield (key, number), made


def _blocking(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    names = [*entry.get("functions", ()), *entry.get("iterated", ()), *entry.get("decorators", ())]
    names += [one["name"] for one in entry.get("types", ())]
    yield "blocking", {"library": names[0].partition(".")[0], "severity": "error", **entry}


def _offload(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "runner", {"arguments": [0], "when": "elsewhere", **entry}
    if "arguments" not in entry:
        yield "decorator", {"name": entry["name"], "offloads": True}


def _callback_decorator(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    name = "dash.long_callback" if entry.get("background") else "dash.callback"
    yield "alias", {"path": entry["name"], "name": name}


def _extension(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    advice = entry.pop("help", "")
    first = [*entry.get("binds", ()), *entry.get("uses", ())][0]
    if "fastapi" not in entry and "quart" not in entry:
        entry |= {backend: {**_FAILS, "help": advice} for backend in ("fastapi", "quart")}
    elif advice:
        entry |= {name: {"help": advice, **inner} for name, inner in entry.items() if name in ("fastapi", "quart")}
    yield "extension", {"package": first.partition(".")[0], "kind": "package", **entry}


def _plain(value: Any) -> Any:
    """Return a checked value with lists again where the check made tuples."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
