"""Values: all that an expression can stand for, the project's objects among it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashlint.project.files.scopes import Scope
from dashlint.project.values.objects import (
    Activation,
    Bound,
    Instance,
    Partial,
    ProjectClass,
    ProjectFunction,
    ProjectModule,
    Symbol,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; `is_default` where it is what an environment variable falls back to, or a flag that people set.

    `variable` is that environment variable.
    """

    value: str | bytes | int | float | bool | None
    is_default: bool = False
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A tuple, list, set or other iterable, item by item.

    `rest` are the values of items whose position is not known, `runs` what iterating over it runs (`map`, `zip`).
    """

    items: tuple[Values, ...]
    rest: Values = ()
    runs: Values = ()
    hashed: int = field(init=False, repr=False, compare=False)
    scopes: frozenset[Scope] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashed", hash((self.items, self.rest, self.runs)))
        object.__setattr__(self, "scopes", scopes_in_all(*self.items, self.rest))

    def __hash__(self) -> int:
        return self.hashed


@dataclass(frozen=True, slots=True)
class Table:
    """A dictionary; `rest` are values whose key is not known."""

    items: tuple[tuple[str, Values], ...]
    rest: Values = ()
    hashed: int = field(init=False, repr=False, compare=False)
    scopes: frozenset[Scope] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashed", hash((self.items, self.rest)))
        object.__setattr__(self, "scopes", scopes_in_all(*(found for _, found in self.items), self.rest))

    def __hash__(self) -> int:
        return self.hashed


@dataclass(frozen=True, slots=True)
class Super:
    """`super()` in a method of `owner` called on `receiver`."""

    owner: ProjectClass
    receiver: Value


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on the backend: the backends for which it can hold, and for which it can fail.

    `subject` is what the compared expression is known to say itself, if anything.
    """

    holds: frozenset[str]
    fails: frozenset[str]
    subject: frozenset[str] = frozenset()

    @property
    def negated(self) -> Gate:
        """The opposite condition."""
        return Gate(self.fails, self.holds, self.subject)


Value = (
    Symbol
    | Instance
    | ProjectModule
    | ProjectClass
    | ProjectFunction
    | Bound
    | Partial
    | Activation
    | Literal
    | Sequence
    | Table
    | Super
    | Gate
)
#: All that an expression can stand for, in a stable order; empty where nothing is known.
Values = tuple[Value, ...]
#: What can be more things than this is too general to be told apart; only the first of them count.
MOST_VALUES = 48


def united(*parts: Values) -> Values:
    """Return the values of all parts, each once, in order of first appearance."""
    filled = [part for part in parts if part]
    if len(filled) == 1:
        return filled[0]
    return tuple(dict.fromkeys(value for part in filled for value in part))[:MOST_VALUES]


def is_informative(values: Values) -> bool:
    """Tell whether values say more than that something is `None`."""
    return any(not (isinstance(value, Literal) and value.value is None) for value in values)


def scopes_in_all(*parts: Values) -> frozenset[Scope]:
    """Return the scopes that these values come from, directly or by what they hold."""
    return frozenset[Scope]().union(*(scopes_in(value) for part in parts for value in part))


def scopes_in(value: Value) -> frozenset[Scope]:
    """Return the scopes that a value comes from, directly or by what it holds."""
    if isinstance(value, (Sequence, Table)):
        return value.scopes
    if isinstance(value, (ProjectFunction, ProjectClass, Activation)):
        return value.frame.within
    if isinstance(value, Instance):
        made = value.site.frame.within if value.site is not None else frozenset[Scope]()
        return made | value.kind.frame.within if isinstance(value.kind, ProjectClass) else made
    if isinstance(value, Partial):
        return value.site.frame.within
    if isinstance(value, Bound):
        return scopes_in(value.function) | scopes_in(value.receiver)
    if isinstance(value, Symbol) and value.receiver is not None:
        return scopes_in(value.receiver)
    return frozenset()
