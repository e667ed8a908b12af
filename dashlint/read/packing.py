"""Packing: facts as text that holds plain values only, which can be kept and taken apart again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from operator import attrgetter
from sys import intern
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

from dashlint import facts
from dashlint.read.rows import DamagedError

#: Makes a value of what JSON made of it; turns are so much larger than they were. Raises what Python raises.
Make: TypeAlias = Callable[[Any, int], Any]

_TURN = "at"


def packed(statements: Sequence[facts.Statement], turn: int) -> str | None:
    """Return the facts of a stretch of code whose turns begin behind `turn`; None if text cannot hold them."""
    try:
        text = _ENCODER.encode((turn, statements))
        text.encode()
    except (LookupError, TypeError, ValueError, RecursionError):
        return None
    return text


def unpacked(text: str, turn: int) -> tuple[facts.Statement, ...]:
    """Return packed facts as if their turns began behind `turn`.

    Raises:
        DamagedError: they are none.
    """
    try:
        before, statements = json.loads(text)
        found: tuple[facts.Statement, ...] = _STATEMENTS(statements, turn - _turn(before, 0))
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise DamagedError from error
    return found


def shape() -> str:
    """Return what facts look like: packed ones are for facts of the same shape only."""
    looks = (", ".join(f"{field.name}: {field.type}" for field in fields(kind)) for kind in _NUMBERS)
    return "; ".join(f"{kind.__name__}({look})" for kind, look in zip(_NUMBERS, looks, strict=True))


def _kinds_in(hint: Any, found: dict[type, None]) -> dict[type, None]:
    """Return the classes of facts that a value of a type may consist of."""
    if isinstance(hint, type) and is_dataclass(hint) and hint not in found:
        found[hint] = None
        for inner in _hints(hint).values():
            _kinds_in(inner, found)
    for inner in get_args(hint):
        _kinds_in(inner, found)
    return found


def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, vars(facts))


_NUMBERS: dict[type, int] = {kind: number for number, kind in enumerate(_kinds_in(facts.Statement, {}))}


def _getter(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [field.name for field in fields(kind)]
    get: Callable[[Any], Any] = attrgetter(*names)
    return get if len(names) > 1 else lambda fact: (get(fact),)


def _plain(value: Any) -> tuple[Any, ...]:
    """Return a value that JSON does not know by those that it does."""
    if isinstance(value, bytes):
        return (value.hex(),)
    number, get = _GETTERS[type(value)]
    return (number, *get(value))


_GETTERS = {kind: (number, _getter(kind)) for kind, number in _NUMBERS.items()}
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_plain)


def _making(hint: Any, known: dict[type, Make]) -> Make:
    """Return what makes values of a type."""
    if get_origin(hint) in (Sequence, tuple):
        parts = [_making(part, known) for part in get_args(hint) if part is not Ellipsis]
        return _sequence(parts[0]) if len(parts) == 1 else _row(parts)
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not type(None)]
    makes: dict[object, Make] = {_NUMBERS[kind]: _fact(kind, known) for kind in kinds if kind in _NUMBERS}
    if not makes:
        return _text if hint is str else _plain_value(frozenset(get_args(hint) or (hint,)))
    return _one_of(makes, is_optional=len(kinds) < len(get_args(hint)))


def _fact(kind: type, known: dict[type, Make]) -> Make:
    """Return what makes facts of a class, which may hold facts of that class."""
    if kind not in known:
        makes: list[Make] = []

        def make(value: Any, shift: int) -> Any:
            return kind(*[make(part, shift) for make, part in zip(makes, value[1:], strict=True)])

        known[kind] = make
        makes += (_turn if name == _TURN else _making(hint, known) for name, hint in _hints(kind).items())
    return known[kind]


def _one_of(makes: dict[object, Make], is_optional: bool) -> Make:
    def make(value: Any, shift: int) -> Any:
        return makes[value[0]](value, shift)

    return (lambda value, shift: None if value is None else make(value, shift)) if is_optional else make


def _sequence(make: Make) -> Make:
    def make_all(value: Any, shift: int) -> tuple[Any, ...]:
        if type(value) is not list:
            raise TypeError
        return tuple([make(part, shift) for part in value])

    return make_all


def _row(makes: list[Make]) -> Make:
    return lambda value, shift: tuple([make(part, shift) for make, part in zip(makes, value, strict=True)])


def _plain_value(kinds: frozenset[type]) -> Make:
    def make(value: Any, shift: int) -> Any:
        if type(value) in kinds:
            return value
        if bytes in kinds and type(value) is list and len(value) == 1:
            return bytes.fromhex(value[0])
        raise TypeError

    return make


def _text(value: Any, shift: int) -> str:
    return intern(value)


def _turn(value: Any, shift: int) -> int:
    if type(value) is not int:
        raise TypeError
    return value + shift


_STATEMENTS = _making(facts.Block, {})
