"""The parts of the catalogue as the files give them, and how they are put together: nothing may be said twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dashlint.catalogue.backends import ServerAttribute
from dashlint.catalogue.blocking import Blocking
from dashlint.catalogue.coroutines import AsyncDecorator, Coroutine, LoopBound
from dashlint.catalogue.extensions import Extension
from dashlint.catalogue.libraries import CALL, Consumer, Decorator, KnownType, Runner
from dashlint.catalogue.table import CatalogueError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """What one source of tables says; each part is kept with the place it was written at."""

    calls: list[tuple[str, Blocking]] = field(default_factory=list)
    types: list[tuple[str, KnownType]] = field(default_factory=list)
    factories: list[tuple[str, str, str]] = field(default_factory=list)
    aliases: list[tuple[str, str, str]] = field(default_factory=list)
    runners: list[tuple[str, Runner]] = field(default_factory=list)
    consumers: list[tuple[str, Consumer]] = field(default_factory=list)
    decorators: list[tuple[str, Decorator]] = field(default_factory=list)
    async_decorators: list[tuple[str, AsyncDecorator]] = field(default_factory=list)
    extensions: list[tuple[str, Extension]] = field(default_factory=list)
    server_attributes: list[tuple[str, ServerAttribute]] = field(default_factory=list)
    coroutines: list[tuple[str, Coroutine]] = field(default_factory=list)
    loop_bound: list[tuple[str, LoopBound]] = field(default_factory=list)


def merge_calls(parts: Parts) -> dict[str, Blocking]:
    """Return the blocking calls by name; what blocks when iterated is kept under the call's result."""
    return unique((where, _key(call), call) for where, call in parts.calls)


def _key(call: Blocking) -> str:
    return f"{call.name}{CALL}.__next__" if call.shape == "iterated" else call.name


def merge_types(parts: Parts) -> dict[str, KnownType]:
    """Return the types by name, each with everything that any table says of it."""
    types: dict[str, KnownType] = {}
    for where, part in parts.types:
        known = types.get(part.name)
        types[part.name] = part if known is None else _joined(known, part, where)
    return types


def _joined(known: KnownType, part: KnownType, where: str) -> KnownType:
    for name in ("item", "element", "enter"):
        old, new = getattr(known, name), getattr(part, name)
        if old and new and old != new:
            raise CatalogueError(f"{where}: `{name}` of {part.name} is {new}, and {old} elsewhere")
    return replace(
        known,
        bases=known.bases + tuple(base for base in part.bases if base not in known.bases),
        methods=known.methods | part.methods,
        safe=known.safe | part.safe,
        returns={**known.returns, **part.returns},
        attributes={**known.attributes, **part.attributes},
        item=known.item or part.item,
        element=known.element or part.element,
        enter=known.enter or part.enter,
    )


def unique(entries: Iterable[tuple[str, str, T]]) -> dict[str, T]:
    """Return the entries by key; the same key twice is an error that names both places."""
    found: dict[str, T] = {}
    places: dict[str, str] = {}
    for where, key, value in entries:
        if key in found:
            raise CatalogueError(f"{where}: `{key}` is listed twice, first in {places[key]}")
        found[key], places[key] = value, where
    return found
