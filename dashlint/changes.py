"""Fixes as rules ask for them: what shall change at which places, without the text that it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from dashlint.diagnostic import Applicability
from dashlint.facts import Place


@dataclass(frozen=True, slots=True)
class Await:
    """`await` before the expression at `place`."""

    place: Place


@dataclass(frozen=True, slots=True)
class DropAwait:
    """No `await` at `place`, which is that of the `await` itself."""

    place: Place


@dataclass(frozen=True, slots=True)
class HandOver:
    """The call at `place`, `f(a, b=1)`, made by another function: `via(f, a, b=1)`.

    `via` is a module, a dot and what the module holds, such as `asyncio.to_thread`; what the file lacks is imported.
    """

    place: Place
    via: str


@dataclass(frozen=True, slots=True)
class Rename:
    """`to` where the expression at `place` is, or, if that is a call, where its function is.

    `to` is a module, a dot and what the module holds, such as `asyncio.sleep`; what the file lacks is imported.
    """

    place: Place
    to: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The expression at `place` written anew: `{0}`, `{1}`… in `pattern` are the texts of the nodes at `parts`.

    `{name}` stands for what that key in `names` means, which is a module, a dot and what the module holds, such as
    `dash.ctx`, as the file has to write it; what the file lacks is imported.
    """

    place: Place
    pattern: str
    parts: tuple[Place, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Respell:
    """`new` instead of `old`, which has to be there once, in the string at `place` as it stands in the code."""

    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class MakeAsync:
    """`async` before the `def` at `place`, which is that of the function, or before the `with` or `for` there."""

    place: Place


@dataclass(frozen=True, slots=True)
class MakeSync:
    """No `async` before the `def`, `with` or `for` at `place`."""

    place: Place


@dataclass(frozen=True, slots=True)
class DropArgument:
    """The call at `place` without its argument number `position` (from 0)."""

    place: Place
    position: int


@dataclass(frozen=True, slots=True)
class Unwrap:
    """The arguments of the call at `place` alone, as arguments of the call around it."""

    place: Place


@dataclass(frozen=True, slots=True)
class DropStatement:
    """Nothing where the statement at `place` is, which has its line for itself."""

    place: Place


@dataclass(frozen=True, slots=True)
class WriteStatement:
    """`text` as the first statement of the function at `place`, behind its docstring, or as its last one."""

    place: Place
    text: str
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class SetParameters:
    """`text` between the parentheses of the `def` at `place`, which has plain parameters on its own line or none."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class WriteText:
    """`text` at the columns (from 1, the end exclusive) of the line that `place` means.

    With `drops_comment` the space before a comment that is left empty goes with it, and so does a line left blank.
    """

    place: Place
    columns: tuple[int, int]
    text: str
    drops_comment: bool = False


Change: TypeAlias = (
    Await
    | DropAwait
    | HandOver
    | Rename
    | Rewrite
    | Respell
    | MakeAsync
    | MakeSync
    | DropArgument
    | Unwrap
    | DropStatement
    | WriteStatement
    | SetParameters
    | WriteText
)


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a problem: all `changes` or none. `title` says what they do, beginning with a verb."""

    title: str
    applicability: Applicability
    changes: tuple[Change, ...]
