"""What an answer says, ready to be written in any format: texts, numbers and places alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashlint.diagnostic import Diagnostic, Severity
from dashlint.project.answers.doings import What
from dashlint.project.entries.contexts import Runs

Became: TypeAlias = Literal["reported", "suppressed", "in the baseline", "not selected", "outweighed"]
"""What becomes of a problem; one that is outweighed is part of a worse one that is reported at the same place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a file as reports show it: lines and columns from 1, `source` its first line without indentation.

    In a notebook they are lines of the `cell`.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    source: str
    where: str
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its name with the functions and classes around it, where it is, and its decorators."""

    name: str
    is_async: bool
    is_generator: bool
    spot: Spot
    decorators: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class AppView:
    """An app: its class, the backends that it is linted for, and in words what chooses them; no spot where assumed."""

    kind: str
    backends: tuple[str, ...]
    is_decided: bool
    is_default: bool
    by: str
    reason: str
    spot: Spot | None
    server: Spot | None


@dataclass(frozen=True, slots=True)
class HopView:
    """A call on the way to a function, or a hand-over by what `by` names."""

    spot: Spot
    function: str
    by: str


@dataclass(frozen=True, slots=True)
class WayView:
    """How the function comes to run: the entry point's `role`, `name` and spot, its app and backend, the calls.

    Where a module's import runs it, `role` is "import" and there is no backend. `runs` is where the entry point runs,
    `by` what takes the function off to another thread or process. `is_kept_out` tells that a decorator takes the
    function's own body elsewhere.
    """

    role: str
    name: str
    spot: Spot | None
    app: Spot | None
    backend: str | None
    runs: Runs | None
    hops: tuple[HopView, ...]
    by: str
    is_kept_out: bool

    @property
    def is_on_loop(self) -> bool:
        """Whether the function holds up a loop when it blocks, be it that of one request alone."""
        return self.runs is not None and self.runs <= Runs.OWN_LOOP and not self.by and not self.is_kept_out


@dataclass(frozen=True, slots=True)
class Cause:
    """A call that blocks, as the catalogue has it; `spots` are the calls that lead to it, it is the last."""

    name: str
    kind: str
    severity: Severity
    replacement: str
    fallback: str
    advice: str
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that the function does; see `dashlint.project.answers.doings`."""

    spot: Spot
    what: What
    written: str
    name: str
    target: Spot | None
    by: str
    is_awaited: bool
    backends: tuple[str, ...]
    cause: Cause | None
    leads: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in the function, or one reported elsewhere whose chain `leads_here`, and what became of it.

    `line` is that of the comment that suppresses it.
    """

    diagnostic: Diagnostic
    spot: Spot
    became: Became
    line: int | None
    leads_here: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """All that dashlint knows of the function at a line, or of the line where it stands in no function.

    `is_by_module` tells that the apps are those whose code the file is part of, since no way leads to the function.
    `lambdas` are functions on the line that are to be asked for by column. `defect` says why the file could not be
    read, `remark` what else matters.
    """

    spot: Spot
    function: Function | None
    apps: tuple[AppView, ...] = ()
    is_by_module: bool = False
    ways: tuple[WayView, ...] = ()
    deeds: tuple[Deed, ...] = ()
    problems: tuple[Problem, ...] = ()
    lambdas: tuple[Spot, ...] = ()
    defect: str = ""
    remark: str = ""
