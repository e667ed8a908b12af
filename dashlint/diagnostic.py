"""What dashlint tells its user: a diagnostic, where it is, what comes of it, and what else matters for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum


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
    """Another place that matters, such as one step of a call chain."""

    location: Location | None
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, ready to be printed: everything a report needs besides the source text."""

    code: str
    name: str
    severity: Severity
    location: Location
    message: str
    help: str = ""
    notes: tuple[DiagnosticNote, ...] = ()
    effect: Effect | None = None
