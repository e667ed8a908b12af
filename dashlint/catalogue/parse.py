"""The catalogue's files, table by table, turned into parts that can be merged."""

from __future__ import annotations

from typing import Final, TypeVar, cast, get_args

from dashlint.catalogue.blocking_tables import SEVERITIES, parse_blocking
from dashlint.catalogue.parts import Parts
from dashlint.catalogue.table import Table
from dashlint.catalogue.values import (
    SELF,
    Backend,
    Consumer,
    Decorator,
    Extension,
    ExtensionKind,
    KnownType,
    Outcome,
    Runner,
    Takes,
    When,
)

T = TypeVar("T")
BACKENDS: Final[tuple[Backend, ...]] = get_args(Backend)


def parse(source: Table, parts: Parts) -> None:
    """Add what the tables of one source say to the parts."""
    for table in source.tables("blocking"):
        parse_blocking(table, parts)
    for table in source.tables("type"):
        _type(table, parts)
    for table in source.tables("alias"):
        parts.aliases.append((table.where, table.text("path"), table.text("name")))
        table.finish()
    parts.runners.extend((table.where, _runner(table)) for table in source.tables("runner"))
    parts.consumers.extend((table.where, _consumer(table)) for table in source.tables("consumer"))
    parts.decorators.extend((table.where, _decorator(table)) for table in source.tables("decorator"))
    parts.extensions.extend((table.where, _extension(table)) for table in source.tables("extension"))
    source.finish()


def _type(table: Table, parts: Parts) -> None:
    name = table.text("name")
    known = KnownType(
        name,
        bases=table.texts("bases"),
        safe=frozenset(table.texts("safe")),
        returns=_returns(table),
        attributes=table.names("attributes"),
        item=table.text("item", ""),
        element=table.text("element", ""),
        enter=table.text("enter", ""),
    )
    parts.types.append((table.where, known))
    parts.aliases.extend((table.where, path, name) for path in table.texts("aliases"))
    parts.factories.extend((table.where, path, name) for path in table.texts("factories"))
    table.finish()


def _returns(table: Table) -> dict[str, str]:
    """Return the types of what methods return; those under `chains` return an object of the same type."""
    return {**dict.fromkeys(table.texts("chains"), SELF), **table.names("returns")}


def _runner(table: Table) -> Runner:
    when = table.one_of("when", get_args(When), "now")
    return _finished(table, Runner(table.text("name"), _places(table), cast(When, when)))


def _consumer(table: Table) -> Consumer:
    takes = cast(Takes, table.one_of("takes", get_args(Takes), "all"))
    return _finished(table, Consumer(table.text("name"), _places(table), table.number("rest"), takes))


def _places(table: Table) -> tuple[int | str, ...]:
    return cast("tuple[int | str, ...]", table.items("arguments", int, str))


def _decorator(table: Table) -> Decorator:
    return _finished(table, Decorator(table.text("name"), table.flag("offloads"), table.text("makes", "")))


def _extension(table: Table) -> Extension:
    outcomes: dict[Backend, Outcome] = {}
    replacements: dict[Backend, str] = {}
    for backend in BACKENDS:
        inner = table.table(backend)
        if inner is not None:
            severity = inner.one_of("severity", ("none", *SEVERITIES))
            outcomes[backend] = Outcome(SEVERITIES.get(severity), inner.text("outcome"))
            replacements[backend] = inner.text("help", "")
            inner.finish()
    extension = Extension(
        package=table.text("package"),
        kind=cast(ExtensionKind, table.one_of("kind", get_args(ExtensionKind))),
        binds=table.texts("binds"),
        uses=table.texts("uses"),
        before=table.text("before", ""),
        note=table.text("note", ""),
        outcomes=outcomes,
        replacements=replacements,
    )
    return _finished(table, extension)


def _finished(table: Table, value: T) -> T:
    table.finish()
    return value
