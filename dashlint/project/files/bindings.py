"""Bindings: the places where names are bound, and which of them a use in some branch can see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.files.flow import Arm, Branch

Bindable = (
    facts.Assign
    | facts.For
    | facts.Loop
    | facts.WithItem
    | facts.Walrus
    | facts.Function
    | facts.Class
    | facts.Import
    | facts.Parameter
    | None
)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a starred name takes of an unpacked value: all but so many items before and behind."""

    before: int
    behind: int


@dataclass(frozen=True, slots=True)
class Binding:
    """One place where a name is bound: by what, at which turn, in which branch.

    `unpack` leads from the bound value to the name's part of it (`a, (b, *c) = ...`); `imported` is the name's entry
    of an import. A binding without `source` is one about which nothing is known.
    """

    name: str
    at: int
    branch: Branch
    source: Bindable
    unpack: tuple[int | Rest, ...] = ()
    imported: facts.ImportedName | None = None
    is_async: bool = False
    is_deletion: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """One place where a container gets something: `path.method(arguments)`; `x[k] = v` counts as `__setitem__`."""

    path: str
    method: str
    arguments: tuple[facts.Argument, ...]
    at: int


def positions(items: tuple[facts.Expression, ...]) -> list[int | Rest]:
    """Return where in an unpacked value each target finds its part: counted from the end behind a starred one."""
    star = next((index for index, item in enumerate(items) if isinstance(item, facts.Starred)), len(items))
    behind = len(items) - star - 1
    return [
        index if index < star else Rest(star, behind) if index == star else index - len(items)
        for index in range(len(items))
    ]


def prefixes(path: str) -> list[str]:
    """Return the paths that a path goes through: of "a.b.c" these are "a" and "a.b"."""
    names = path.split(".")
    return [".".join(names[:count]) for count in range(1, len(names))]


def visible(bindings: Iterable[Binding], branch: Branch) -> tuple[list[Binding], Binding | None]:
    """Return the bindings that are seen in a branch, the last one first, and the one that is there for certain."""
    seen: list[Binding] = []
    for binding in reversed(list(bindings)):
        if _hidden(binding.branch, branch):
            continue
        if not binding.is_deletion:
            seen.append(binding)
        if binding.branch == branch[: len(binding.branch)]:
            return seen, binding
    return seen, None


def _hidden(bound: Branch, used: Branch) -> bool:
    for index, arm in enumerate(bound):
        other = used[index] if index < len(used) else None
        if other is not None and other.at == arm.at:
            if other.number == arm.number:
                continue
            return arm.exclusive and other.exclusive
        return any(rest.ends for rest in bound[index:])
    return False


def leaves(branch: Branch, loop: Arm) -> bool:
    """Tell whether a branch in a loop's body leaves the loop, so that it is followed by no other round."""
    return any(arm.ends for arm in branch[branch.index(loop) + 1 :])
