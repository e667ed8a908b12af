"""What a catalogue entry may ask about the arguments of a call before it calls it blocking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, Protocol, TypeAlias

#: What is written into these stays in memory; an `ExcelWriter` writes its file when it is closed.
MEMORY_FILES: Final = frozenset({"io.StringIO", "io.BytesIO", "pandas.ExcelWriter"})


class Mark(Enum):
    """What is known of an argument that has no constant value."""

    MISSING = "not given"
    UNKNOWN = "given, but not a constant"


MISSING: Final = Mark.MISSING
UNKNOWN: Final = Mark.UNKNOWN


@dataclass(frozen=True, slots=True)
class Named:
    """An argument that names something of a library, such as `os.P_WAIT`."""

    path: str


@dataclass(frozen=True, slots=True)
class Instance:
    """An argument that is an object of a known type, such as `io.BytesIO(data)`."""

    type_path: str


Constant: TypeAlias = "str | bytes | bool | int | float | complex | None"
Known: TypeAlias = "Constant | Named | Instance | Mark"
Test: TypeAlias = Literal["false", "true", "zero", "positive", "given", "memory"]


class Arguments(Protocol):
    """The arguments of one call, as far as the code tells them."""

    def get(self, name: str, position: int | None) -> Known:
        """Return the argument called `name`, or the one at `position` (from 0) where it is passed by place."""
        ...


@dataclass(frozen=True, slots=True)
class Condition:
    """One question about one argument; `unless` turns a yes into "does not block"."""

    argument: str
    position: int | None
    constructor: bool
    unless: bool
    test: Test | None = None
    equals: tuple[Constant, ...] = ()
    differs: tuple[Constant, ...] = ()

    def allows(self, call: Arguments, constructor: Arguments | None) -> bool:
        """Say whether the call may block; of an unknown argument `unless` assumes the worst, `only_if` the best."""
        arguments = constructor if self.constructor else call
        known = UNKNOWN if arguments is None else arguments.get(self.argument, self.position)
        answer = self._answer(known)
        return answer is not True if self.unless else answer is True

    def _answer(self, known: Known) -> bool | None:
        if self.test is not None:
            return TESTS[self.test](known)
        if known is UNKNOWN or isinstance(known, Instance):
            return None
        if self.equals:
            return any(_same(known, value) for value in self.equals)
        return known is not MISSING and known is not None and not any(_same(known, value) for value in self.differs)


def _same(known: Known, value: Constant) -> bool:
    if isinstance(known, Named):
        return known.path == value
    return type(known) is type(value) and known == value


def _is_false(known: Known) -> bool | None:
    return None if _is_opaque(known) else known is False or _is_zero(known) is True


def _is_true(known: Known) -> bool | None:
    return None if _is_opaque(known) else known is not MISSING and bool(known)


def _is_zero(known: Known) -> bool | None:
    return None if _is_opaque(known) else _is_number(known) and known == 0


def _is_positive(known: Known) -> bool | None:
    if _is_opaque(known):
        return None
    return isinstance(known, (int, float)) and not isinstance(known, bool) and known > 0


def _is_given(known: Known) -> bool | None:
    return known is UNKNOWN or (known is not MISSING and known is not None and known != "")


def _is_memory(known: Known) -> bool | None:
    if known is UNKNOWN:
        return None
    return isinstance(known, Instance) and known.type_path in MEMORY_FILES


def _is_opaque(known: Known) -> bool:
    return known is UNKNOWN or isinstance(known, (Named, Instance))


def _is_number(known: Known) -> bool:
    return isinstance(known, (int, float)) and not isinstance(known, bool)


TESTS: Final[Mapping[str, Callable[[Known], bool | None]]] = {
    "false": _is_false,
    "true": _is_true,
    "zero": _is_zero,
    "positive": _is_positive,
    "given": _is_given,
    "memory": _is_memory,
}
