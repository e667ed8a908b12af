"""The order of imports as isort has it: by section, then statements by module, then names by their kind."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from enum import IntEnum
from typing import TypeAlias

NameKey: TypeAlias = tuple[int, str, str]
LineKey: TypeAlias = tuple[bool | str, bool | str, NameKey]


class Section(IntEnum):
    """A part of the imports of a file, set off by an empty line."""

    FUTURE = 0
    STANDARD = 1
    OTHERS = 2
    OWN = 3
    RELATIVE = 4


def section_of(module: str, own: Collection[str]) -> Section:
    """Return the section of a module; `own` are the names of the project's own top-level modules."""
    root = module.partition(".")[0]
    if not root:
        return Section.RELATIVE
    if root == "__future__":
        return Section.FUTURE
    if root in sys.stdlib_module_names:
        return Section.STANDARD
    return Section.OWN if root in own else Section.OTHERS


def line_order(lines: Sequence[tuple[bool, str, str]]) -> Callable[[tuple[bool, str, str]], LineKey]:
    """Return the key of the order in which lines stand: whether they begin with `from`, the module and its first name.

    Where they stand in no known order, it is the usual one.
    """
    return next((key for key in _LINE_ORDERS if list(lines) == sorted(lines, key=key)), _from_last)


def name_order(names: Sequence[str]) -> Callable[[str], NameKey] | None:
    """Return the key of the order in which the names behind a `from … import` stand, None if they have none."""
    return next((key for key in _NAME_ORDERS if list(names) == sorted(names, key=key)), None)


def _by_kind(name: str) -> NameKey:
    """Constants, classes, then the rest."""
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name.lower(), name


def _by_letters(name: str) -> NameKey:
    return 0, name.lower(), name


def _by_case(name: str) -> NameKey:
    return 0, name, name


def _from_last(line: tuple[bool, str, str]) -> LineKey:
    return line[0], line[1].lower(), _by_kind(line[2])


def _by_module(line: tuple[bool, str, str]) -> LineKey:
    return line[1].lower(), line[0], _by_kind(line[2])


_NAME_ORDERS = (_by_kind, _by_letters, _by_case)
_LINE_ORDERS = (_from_last, _by_module)
