"""The `[[blocking]]` tables of the catalogue: which calls block, on which conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast, get_args

from dashlint.catalogue.arguments import Condition, Constant, Test
from dashlint.catalogue.blocking import Blocking, Fallback, Kind, Shape
from dashlint.catalogue.libraries import CALL, Decorator, KnownType
from dashlint.catalogue.parts import Parts
from dashlint.catalogue.table import Table
from dashlint.diagnostic import Severity

SEVERITIES: Final = {str(severity): severity for severity in Severity}


def parse_blocking(table: Table, parts: Parts) -> None:
    """Add the calls and types of one `[[blocking]]` table to the parts."""
    entry = Entry(table)
    for name in table.texts("functions"):
        parts.calls.append((table.where, entry.call(name, name, "function")))
    for name in table.texts("iterated"):
        parts.calls.append((table.where, entry.call(name, name, "iterated")))
        parts.factories.append((table.where, name, name + CALL))
    for name in table.texts("decorators"):
        blocking = entry.call(name, name, "decorator")
        parts.decorators.append((table.where, Decorator(name, blocking=blocking)))
    for inner in table.tables("types"):
        _blocking_type(inner, entry, parts)
    table.finish()


def _blocking_type(table: Table, entry: Entry, parts: Parts) -> None:
    name, methods = table.text("name"), table.texts("methods")
    parts.types.append((table.where, KnownType(name, methods=frozenset(methods), safe=frozenset(table.texts("safe")))))
    parts.factories.extend((table.where, path, name) for path in table.texts("factories"))
    parts.aliases.extend((table.where, path, name) for path in table.texts("aliases"))
    if table.flag("constructor_blocks"):
        parts.calls.append((table.where, entry.call(name, name, "constructor")))
    for shape, members in (("method", methods), ("attribute", table.texts("attributes"))):
        for member in members:
            call = entry.call(f"{name}.{member}", member, cast(Shape, shape))
            parts.calls.append((table.where, call))
    for member in table.texts("iterated"):
        parts.calls.append((table.where, entry.call(f"{name}.{member}", member, "iterated")))
        parts.factories.append((table.where, f"{name}.{member}", f"{name}.{member}{CALL}"))
    table.finish()


class Entry:
    """What the calls of one `[[blocking]]` table share."""

    def __init__(self, table: Table) -> None:
        self.library = table.text("library")
        self.kind = cast(Kind, table.one_of("kind", get_args(Kind)))
        self.severity = SEVERITIES[table.one_of("severity", tuple(SEVERITIES))]
        self.replacement = table.text("replacement", "")
        self.fallback = cast(Fallback, table.one_of("fallback", get_args(Fallback), "to_thread"))
        self.advice, self.note = table.text("advice", ""), table.text("note", "")
        self.remote, self.in_memory = table.flag("remote"), table.flag("in_memory")
        self.holds_gil = table.flag("holds_gil")
        self.until = table.text("until", "")
        self.conditions = [*_conditions(table, "unless"), *_conditions(table, "only_if")]

    def call(self, name: str, member: str, shape: Shape) -> Blocking:
        """Make the entry of one callable; `member` is what the conditions' `on` calls it."""
        return Blocking(
            name=name,
            library=self.library,
            kind=self.kind,
            severity=self.severity,
            shape=shape,
            replacement=self.replacement,
            fallback=self.fallback,
            advice=self.advice,
            note=self.note,
            remote=self.remote,
            in_memory=self.in_memory,
            holds_gil=self.holds_gil,
            until=self.until,
            conditions=tuple(condition for on, condition in self.conditions if not on or member in on or name in on),
        )


def _conditions(table: Table, key: str) -> Iterator[tuple[tuple[str, ...], Condition]]:
    for inner in table.tables(key):
        test = inner.text("is", "") and inner.one_of("is", get_args(Test))
        condition = Condition(
            argument=inner.text("argument"),
            position=inner.number("position"),
            constructor=inner.one_of("of", ("call", "constructor"), "call") == "constructor",
            unless=key == "unless",
            test=cast("Test | None", test or None),
            equals=_constants(inner, "equals"),
            differs=_constants(inner, "differs"),
        )
        if (condition.test is not None) + bool(condition.equals) + bool(condition.differs) != 1:
            raise inner.error("is", "or `equals` or `differs` must be given, and only one of them")
        yield inner.texts("on"), condition
        inner.finish()


def _constants(table: Table, key: str) -> tuple[Constant, ...]:
    return cast("tuple[Constant, ...]", table.items(key, str, int, float, bool))
