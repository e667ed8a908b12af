"""Objects: modules, classes, functions and their instances, of the project and of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts

if TYPE_CHECKING:
    from dashlint.project.values.frame import Frame, Site
    from dashlint.project.values.value import Value


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
