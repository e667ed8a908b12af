"""The catalogue's files, table by table, turned into parts that can be merged."""

from __future__ import annotations

from typing import Final, TypeVar, cast, get_args

from dashlint.catalogue.backends import Backend, ServerAttribute
from dashlint.catalogue.blocking_tables import SEVERITIES, parse_blocking
from dashlint.catalogue.coroutines import AsyncDecorator, Coroutine, LoopBound, Treatment
from dashlint.catalogue.extensions import (
    Extension,
    ExtensionKind,
    FlaskKind,
    Keys,
    Outcome,
    PackageKind,
    Same,
    Surroundings,
)
from dashlint.catalogue.libraries import SELF, Consumer, Decorator, KnownType, Runner, Takes, When
from dashlint.catalogue.parts import Parts
from dashlint.catalogue.table import Table
from dashlint.diagnostic import Effect, Effort

T = TypeVar("T")
BACKENDS: Final[tuple[Backend, ...]] = get_args(Backend)
SURROUNDINGS: Final[tuple[Surroundings, ...]] = get_args(Surroundings)
KEYS: Final[tuple[Keys, ...]] = get_args(Keys)
EXTENSION_KINDS: Final = (*get_args(PackageKind), *get_args(FlaskKind))
EFFECTS: Final = {effect.name.lower(): effect for effect in Effect}
EFFORTS: Final = {effort.value: effort for effort in Effort}


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
    for table in source.tables("async_decorator"):
        parts.async_decorators.extend((table.where, decorator) for decorator in _async_decorators(table))
    parts.extensions.extend((table.where, _extension(table)) for table in source.tables("extension"))
    parts.server_attributes.extend(
        (table.where, known) for table in source.tables("server") for known in _server_attributes(table)
    )
    parts.coroutines.extend(
        (table.where, known) for table in source.tables("coroutine") for known in _coroutines(table)
    )
    parts.loop_bound.extend(
        (table.where, known) for table in source.tables("loop_bound") for known in _loop_bound(table)
    )
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
    runner = Runner(table.text("name"), _places(table), cast(When, when), table.flag("loses_context"))
    return _finished(table, runner)


def _consumer(table: Table) -> Consumer:
    takes = cast(Takes, table.one_of("takes", get_args(Takes), "all"))
    return _finished(table, Consumer(table.text("name"), _places(table), table.number("rest"), takes))


def _places(table: Table) -> tuple[int | str, ...]:
    return cast("tuple[int | str, ...]", table.items("arguments", int, str))


def _decorator(table: Table) -> Decorator:
    return _finished(table, Decorator(table.text("name"), table.flag("offloads"), table.text("makes", "")))


def _async_decorators(table: Table) -> list[AsyncDecorator]:
    does = cast(Treatment, table.one_of("does", get_args(Treatment)))
    backends, advice = frozenset(_backends(table.texts("on") or BACKENDS)), table.text("help")
    return _finished(table, [AsyncDecorator(name, does, backends, advice) for name in table.texts("names")])


def _coroutines(table: Table) -> list[Coroutine]:
    called, read = table.texts("called"), table.texts("read")
    known = [
        Coroutine(f"{owner}.{name}", is_property=name in read)
        for owner in table.texts("of")
        for name in (*called, *read)
    ]
    return _finished(table, known)


def _loop_bound(table: Table) -> list[LoopBound]:
    raises, instead = table.text("raises"), table.text("instead")
    waits, needs_loop = table.flag("waits"), table.flag("needs_loop")
    given, unless = table.text("given", ""), table.texts("unless")
    known = [
        LoopBound(f"{owner}.{name}", raises, instead, waits, needs_loop, given, unless)
        for owner in table.texts("of")
        for name in table.texts("uses")
    ]
    return _finished(table, known)


def _extension(table: Table) -> Extension:
    outcomes: dict[Backend, Outcome] = {}
    replacements: dict[Backend, str] = {}
    replacements_in: dict[tuple[Surroundings, Backend], str] = {}
    same: dict[Backend, tuple[Same, ...]] = {}
    for backend in BACKENDS:
        inner = table.table(backend)
        if inner is not None:
            outcomes[backend] = _outcome(inner)
            replacements[backend] = inner.text("help", "")
            for where in SURROUNDINGS:
                if other := inner.text(f"help_in_{where}", ""):
                    replacements_in[where, backend] = other
            same[backend] = tuple(_same(one) for one in inner.tables("same_in_callbacks"))
            inner.finish()
    extension = Extension(
        package=table.text("package"),
        kind=cast(ExtensionKind, table.one_of("kind", EXTENSION_KINDS)),
        binds=table.texts("binds"),
        uses=table.texts("uses"),
        before=table.text("before", ""),
        measured=table.text("measured", ""),
        note=table.text("note", ""),
        effort=EFFORTS.get(table.one_of("effort", tuple(EFFORTS), "")),
        outcomes=outcomes,
        replacements=replacements,
        replacements_in=replacements_in,
        same_in_callbacks=same,
    )
    return _finished(table, extension)


def _same(table: Table) -> Same:
    same = Same(table.text("name"), table.text("other"), cast(Keys, table.one_of("keys", KEYS)))
    return _finished(table, same)


def _outcome(table: Table) -> Outcome:
    severity = table.one_of("severity", ("none", *SEVERITIES))
    effect = table.one_of("effect", tuple(EFFECTS), "")
    return Outcome(SEVERITIES.get(severity), table.text("outcome"), EFFECTS.get(effect), table.flag("patched"))


def _server_attributes(table: Table) -> list[ServerAttribute]:
    having = table.texts("on")
    replacements = {backend: table.text(backend) for backend in BACKENDS if backend not in having}
    written = table.text("written", "")
    if written and not (written.endswith(")") and "." in written.partition("(")[0]):
        raise table.error("written", "must be the call of a function by its dotted name")
    flags = frozenset(_backends(having)), table.flag("assigned"), table.flag("entered")
    known = [ServerAttribute(name, *flags, replacements, written) for name in table.texts("names")]
    return _finished(table, known)


def _backends(names: tuple[str, ...]) -> list[Backend]:
    return [backend for backend in BACKENDS if backend in names]


def _finished(table: Table, value: T) -> T:
    table.finish()
    return value
