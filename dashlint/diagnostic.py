"""What dashlint tells its user: a diagnostic, where it is, what comes of it, and what else matters for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Literal, TypeAlias


class Severity(IntEnum):
    """How bad a problem is; a greater value is worse."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


class Effect(Enum):
    """What becomes of an app that has the mistake."""

    START = "will not start"
    ACCESS = "lets someone in"
    REQUEST = "fails at request"
    SILENT = "changes without a word"
    LOOP = "freezes the event loop"
    COST = "costs time"
    DEPLOYMENT = "deployment"
    DEPENDENCIES = "dependencies"
    TESTS = "fails in tests"


class Applicability(Enum):
    """How far a fix may be trusted, in ruff's terms.

    A safe one keeps what the code means but for the mistake; an unsafe one may change it, so that somebody has to read
    it; one for display is a sketch that does not work by itself.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Effort(Enum):
    """What mending a mistake takes; a later one takes more."""

    MECHANICAL = "mechanical"
    REWRITE = "rewrite"
    DESIGN = "design"


USUAL_EFFORT = {
    Effect.START: Effort.REWRITE,
    Effect.ACCESS: Effort.DESIGN,
    Effect.REQUEST: Effort.REWRITE,
    Effect.SILENT: Effort.REWRITE,
    Effect.LOOP: Effort.REWRITE,
    Effect.COST: Effort.MECHANICAL,
    Effect.DEPLOYMENT: Effort.MECHANICAL,
    Effect.DEPENDENCIES: Effort.MECHANICAL,
    Effect.TESTS: Effort.REWRITE,
}
"""What mending takes where nothing more is known than what comes of the mistake."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A stretch of a file: `path` absolute, lines and columns from 1, the end column exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class DiagnosticNote:
    """Another place that matters; it `is_step` if it belongs to the call chain, nearest first.

    `scope` names the function or class around it, as `Client.fetch`; it is empty at the top of a file.
    """

    location: Location | None
    message: str
    scope: str = ""
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` instead of what stands at `location`, which is empty where it ends where it begins.

    One that `is_shared` is made once if several fixes ask for it, such as an import.
    """

    location: Location
    text: str
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class DiagnosticFix:
    """What mends a problem: all `edits` or none, in the order in which they stand in their files; none overlap."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, ready to be printed: everything a report needs besides the source text.

    `scope` names the function or class around it, as `Client.fetch`; it is empty at the top of a file.
    """

    code: str
    name: str
    severity: Severity
    location: Location
    message: str
    help: str = ""
    notes: tuple[DiagnosticNote, ...] = ()
    effect: Effect | None = None
    effort: Effort | None = None
    scope: str = ""
    fix: DiagnosticFix | None = None


By: TypeAlias = Literal["default", "backend", "setting", "server", "fork"]
"""What chooses the backend of an app: nothing, `backend=` with a text or with something that comes from elsewhere, the
server that the app is given, or the fork of Dash that it is made with."""


@dataclass(frozen=True, slots=True)
class AppSummary:
    """One Dash app, as far as a report on apps needs it.

    `backends` are those that it can run on, the likeliest first. Where the choice is not written in the code,
    `is_decided` is False; where the environment makes it and the code only has a default, `is_default` is True. `kind`
    is the name of the app's class, `server` the call that makes the server it is given.
    """

    location: Location
    backends: tuple[str, ...]
    is_decided: bool
    is_default: bool
    by: By
    kind: str
    server: Location | None = None
