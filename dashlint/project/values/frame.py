"""Frames: the activations of scopes, with the calls made in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.scopes import Scope

if TYPE_CHECKING:
    from dashlint.project.values.objects import ProjectClass
    from dashlint.project.values.value import Values


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
