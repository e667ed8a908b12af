"""What an expression can stand for: the values that receivers are resolved to."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashlint import facts
from dashlint.project.scopes import Scope


class Frame:
    """One activation of a scope: what its parameters stand for, and the frame around it.

    A parameter stands for the values given here. For one that has none, an open frame takes whatever the project's
    calls pass to it; in a closed frame nothing is known of it. `owner` is the class whose method runs; `within` are
    the scopes that the frame and its arguments come from. `known` holds what expressions of the scope stand for here,
    by their turns. Frames are made by `Frames` alone, which makes equal ones once, and compared by identity.
    """

    __slots__ = ("arguments", "is_open", "known", "outer", "owner", "scope", "within")

    def __init__(
        self,
        scope: Scope,
        arguments: tuple[tuple[str, Values], ...],
        outer: Frame | None,
        owner: ProjectClass | None,
        within: frozenset[Scope],
        is_open: bool,
    ) -> None:
        self.scope = scope
        self.arguments = arguments
        self.outer = outer
        self.owner = owner
        self.within = within
        self.is_open = is_open
        self.known: dict[int, Values] = {}

    @property
    def path(self) -> str:
        """The file that the frame's code stands in."""
        return self.scope.path


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """The call that made an object, with the frame in which it was evaluated.

    `passed` is what a decorator gives to what it calls, which no expression of the code stands for.
    """

    call: facts.Call
    frame: Frame
    passed: tuple[Values, ...] | None = None

    @property
    def place(self) -> facts.Place:
        """The call's place."""
        return facts.Place(self.frame.path, self.call.at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Site) and self.call.at == other.call.at and self.frame is other.frame

    def __hash__(self) -> int:
        return hash((self.call.at, self.frame))


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something outside the project by its canonical dotted path; `receiver` is the object it was looked up on."""

    path: str
    receiver: Value | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """An object: `kind` is its project class, or the canonical path of an outside type or of what returned it."""

    kind: ProjectClass | str
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class ProjectModule:
    """A module of the project (`path` of its file), or a package without `__init__.py` (a folder's path)."""

    path: str


@dataclass(frozen=True, slots=True, eq=False)
class ProjectClass:
    """A class of the project; `frame` is the one that its statement runs in."""

    node: facts.Class
    frame: Frame

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProjectClass) and self.node.at == other.node.at and self.frame is other.frame

    def __hash__(self) -> int:
        return hash((self.node.at, self.frame))


@dataclass(frozen=True, slots=True, eq=False)
class ProjectFunction:
    """A function of the project as written, without its decorators.

    `wrapper` is the path of an outside decorator around it, about which nothing is known but its name.
    """

    node: facts.Function
    frame: Frame
    owner: ProjectClass | None = None
    wrapper: str | None = None

    @property
    def place(self) -> facts.Place:
        """The place of its `def`."""
        return facts.Place(self.frame.path, self.node.at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProjectFunction) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.node.at, self.frame))

    def _key(self) -> tuple[int, int, ProjectClass | None, str | None]:
        return self.node.at, id(self.frame), self.owner, self.wrapper


@dataclass(frozen=True, slots=True)
class Bound:
    """A function with its first argument: a method of an object, or of a class."""

    function: ProjectFunction
    receiver: Value


@dataclass(frozen=True, slots=True)
class Partial:
    """`functools.partial(function, ...)`, made at `site`."""

    function: Value
    site: Site


@dataclass(frozen=True, slots=True)
class Activation:
    """A called `async def` or generator whose body runs when it is awaited or iterated."""

    function: ProjectFunction
    frame: Frame


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
