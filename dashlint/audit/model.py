"""What an audit says, ready to be written in any format: texts and numbers alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashlint.diagnostic import Effect, Effort, Severity


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a file as reports show it: lines and columns from 1, `source` its first line without indentation."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    source: str

    @property
    def where(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Another place that matters for a finding, or a remark about no place."""

    spot: Spot | None
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that has to change; `number` counts them from 1, by place."""

    number: int
    code: str
    name: str
    severity: Severity
    effect: Effect
    effort: Effort
    spot: Spot
    message: str
    help: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The findings of one rule with one effect; the first is shown for all."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class Group:
    """Everything with one effect, rule by rule."""

    effect: Effect
    kinds: tuple[Kind, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for kind in self.kinds for finding in kind.findings)


@dataclass(frozen=True, slots=True)
class Task:
    """What to do about some findings of one rule: the same hint for all of them."""

    hint: str
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the move; `remarks` say what to do beside the tasks, `effect` is what the step does away with."""

    number: int
    title: str
    remarks: tuple[str, ...]
    tasks: tuple[Task, ...] = ()
    effect: Effect | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for task in self.tasks for finding in task.findings)


@dataclass(frozen=True, slots=True)
class MovedApp:
    """One Dash app: on which backends it can run now, whether it moves, and how it is switched ("" if it is not).

    `is_for_tests` tells that tests make it, beside the apps of the code that they test.
    """

    spot: Spot
    kind: str
    backends: tuple[str, ...]
    is_chosen_at_run_time: bool
    moves: bool
    present: str
    switch: str
    server: Spot | None
    is_for_tests: bool = False


@dataclass(frozen=True, slots=True)
class Audit:
    """What a move to the backend `to` changes.

    `findings` are there only after the move, or worse than today; `already` are there today as well; `resolved` counts
    those of today that the move does away with. `unreadable` if some file could not be read.
    """

    to: str
    verdict: str
    apps: tuple[MovedApp, ...]
    findings: tuple[Finding, ...]
    groups: tuple[Group, ...]
    steps: tuple[Step, ...]
    already: tuple[Finding, ...] = ()
    resolved: int = 0
    unreadable: tuple[Remark, ...] = field(default=())

    @property
    def files(self) -> tuple[str, ...]:
        """The files that have to change, each once."""
        return tuple(dict.fromkeys(finding.spot.path for finding in self.findings))
