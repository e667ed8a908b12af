"""Containers: what lists, dictionaries and other iterables hold, and what taking something out of them gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dashlint.project.files.bindings import Fill, Rest
from dashlint.project.meaning import fields
from dashlint.project.meaning.arguments import NOTHING
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Instance, ProjectClass, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: A table with more keys than this is not told apart by key.
MOST_KEYS = 64
_ADDING = frozenset({"append", "appendleft", "add"})
_KEYED = frozenset({"__setitem__", "setdefault"})


def everything(value: Sequence | Table) -> Values:
    """Return all that a container holds."""
    parts = value.items if isinstance(value, Sequence) else [held for _, held in value.items]
    return united(*parts, value.rest)


def elements(receivers: Receivers, value: Value) -> Values:
    """Return what iterating over `value` yields."""
    if isinstance(value, Sequence):
        return everything(value)
    if isinstance(value, Activation) and value.function.node.is_generator:
        return receivers.yielded(value)
    if isinstance(value, Table):
        return tuple(Literal(key) for key, _ in value.items)
    if isinstance(value, Instance) and isinstance(value.kind, str):
        found = receivers.catalogue.element(value.kind)
        return (Instance(found, value.site),) if found else ()
    if isinstance(value, Instance):
        named = fields.as_sequence(receivers, value)
        return everything(named) if named is not None else _iterated(receivers, value)
    return ()


def _iterated(receivers: Receivers, value: Instance) -> Values:
    found: list[Values] = []
    for name in ("__iter__", "__aiter__"):
        for method in receivers.attribute(value, name):
            iterators = receivers.call(method, NOTHING)
            found.append(receivers.elements(tuple(i for i in iterators if i != value)))
    for name in ("__next__", "__anext__"):
        methods = receivers.attribute(value, name)
        found += [receivers.awaited(receivers.call(method, NOTHING)) for method in methods]
    return united(*found)


def item(receivers: Receivers, value: Value, index: Values) -> Values:
    """Return what `value[index]` stands for."""
    keys = [key.value for key in index if isinstance(key, Literal)]
    if isinstance(value, Table):
        chosen = [found for key, found in value.items if not keys or key in keys]
        return united(*chosen, value.rest)
    if isinstance(value, Sequence):
        numbers = [key for key in keys if isinstance(key, int)]
        return united(*(_at(value, number) for number in numbers)) if numbers else everything(value)
    if isinstance(value, Instance) and isinstance(value.kind, str):
        found = receivers.catalogue.item(value.kind)
        return (Instance(found, value.site),) if found else ()
    if isinstance(value, Instance):
        named = fields.item_field(receivers, value, index)
        if named is not None:
            return named
        return united(*(receivers.call(getter, NOTHING) for getter in receivers.attribute(value, "__getitem__")))
    return (value,) if isinstance(value, (ProjectClass, Symbol)) else ()


def part(value: Value) -> Values:
    """Return what a slice of `value` stands for."""
    if isinstance(value, Sequence):
        return (Sequence((), everything(value)),)
    return (value,) if isinstance(value, Literal) else ()


def _at(value: Sequence, number: int) -> Values:
    """Return the item at a position; behind items of unknown number it can be any."""
    if number >= 0 and number < len(value.items):
        return value.items[number]
    if number < 0 and not value.rest and -number <= len(value.items):
        return value.items[number]
    return value.rest if number >= 0 and value.rest else everything(value)


def unpacked(receivers: Receivers, values: Values, path: tuple[int | Rest, ...]) -> Values:
    """Return the part of unpacked values that a name gets; `path` is its way through nested targets."""
    for index in path:
        values = united(*(_unpacked(receivers, value, index) for value in values))
    return values


def _unpacked(receivers: Receivers, value: Value, index: int | Rest) -> Values:
    sequence = value if isinstance(value, Sequence) else fields.as_sequence(receivers, value)
    if isinstance(index, Rest):
        if sequence is not None and not sequence.rest:
            return (Sequence(sequence.items[index.before : len(sequence.items) - index.behind]),)
        return (Sequence((), receivers.elements((value,))),)
    if sequence is None:
        return receivers.elements((value,))
    return _at(sequence, index)


def filled(receivers: Receivers, values: Values, fills: Iterable[tuple[Fill, Frame]]) -> Values:
    """Return values with what is put into them later, if they are containers."""
    for fill, frame in fills:
        added = [receivers.values(argument.value, frame) for argument in fill.arguments]
        values = tuple(_with(receivers, value, fill, added) for value in values)
    return values


def _with(receivers: Receivers, value: Value, fill: Fill, added: list[Values]) -> Value:
    if isinstance(value, Sequence):
        if fill.method in _ADDING or fill.method == "insert" or fill.method in _KEYED:
            return Sequence(value.items, united(value.rest, added[-1]), value.runs)
        spread = united(*(receivers.elements(values) for values in added))
        return Sequence(value.items, united(value.rest, spread), value.runs)
    if isinstance(value, Table):
        if fill.method in _KEYED and len(added) > 1:
            return _with_item(value, added[0], added[1])
        if fill.method == "update":
            return _updated(value, fill, added)
    return value


def _with_item(table: Table, key: Values, values: Values) -> Table:
    keys = [part.value for part in key if isinstance(part, Literal)]
    if len(keys) != 1 or not isinstance(keys[0], str) or len(table.items) >= MOST_KEYS:
        return Table(table.items, united(table.rest, values))
    return Table((*table.items, (keys[0], values)), table.rest)


def _updated(table: Table, fill: Fill, added: list[Values]) -> Table:
    items, rest = table.items, table.rest
    for argument, values in zip(fill.arguments, added, strict=True):
        if argument.keyword is not None:
            items = (*items, (argument.keyword, values))
        for value in values if argument.keyword is None else ():
            if isinstance(value, Table):
                items, rest = (*items, *value.items), united(rest, value.rest)
    return Table(tuple(dict.fromkeys(items)), rest)


def table_method(table: Table, method: str, positional: tuple[Values, ...]) -> Values:
    """Return what a method of a dictionary gives."""
    if method in ("get", "pop", "setdefault"):
        keys = [key.value for key in (positional[0] if positional else ()) if isinstance(key, Literal)]
        default = positional[1] if len(positional) > 1 else ()
        chosen = [values for key, values in table.items if key in keys] if keys else [everything(table)]
        found = united(*chosen, table.rest)
        return united(found, default) if method == "setdefault" else found or default
    if method == "values":
        return (Sequence((), everything(table)),)
    if method == "keys":
        return (Sequence((), tuple(Literal(key) for key, _ in table.items)),)
    if method == "items":
        pairs = tuple((Sequence(((Literal(key),), values)),) for key, values in table.items)
        return (Sequence(pairs, (Sequence(((), table.rest)),) if table.rest else ()),)
    return (table,) if method == "copy" else ()


def sequence_method(sequence: Sequence, method: str) -> Values:
    """Return what a method of a list or set gives."""
    if method in ("pop", "popleft"):
        return everything(sequence)
    return (sequence,) if method in ("copy", "union") else ()
