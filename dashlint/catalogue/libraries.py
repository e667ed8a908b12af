"""What libraries give and take: the types of their objects, and what calls, iterates or decorates functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from dashlint.catalogue.blocking import Blocking

When: TypeAlias = Literal["now", "iterated", "loop", "elsewhere"]
Takes: TypeAlias = Literal["all", "one", "passes"]

#: What the path of a type ends in that is only known as the result of a call.
CALL: Final = "()"
#: What a chain, an item or an element is that has the type of the object itself.
SELF: Final = "self"


@dataclass(frozen=True, slots=True)
class KnownType:
    """What the catalogue knows of a type: the methods that block, and the types that its members give."""

    name: str
    bases: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset()
    safe: frozenset[str] = frozenset()
    returns: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    item: str = ""
    element: str = ""
    enter: str = ""


@dataclass(frozen=True, slots=True)
class Runner:
    """A function that calls what it is given: at once, when its result is iterated, later on the loop, or elsewhere.

    `loses_context` tells that context variables have other values there, or none.
    """

    name: str
    arguments: tuple[int | str, ...]
    when: When = "now"
    loses_context: bool = False


@dataclass(frozen=True, slots=True)
class Consumer:
    """A function that iterates arguments: "all" of each at once, "one" item, or it "passes" iteration on.

    `rest` is the position from which every further positional argument is iterated too.
    """

    name: str
    arguments: tuple[int | str, ...] = ()
    rest: int | None = None
    takes: Takes = "all"


@dataclass(frozen=True, slots=True)
class Decorator:
    """What a decorator of a library makes of a function: run in a thread, turned into a type, or made to block."""

    name: str
    offloads: bool = False
    makes: str = ""
    blocking: Blocking | None = None
