"""What was measured, by whom and when, as results.json keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from costs import Cost


class ResultsError(Exception):
    """A file holds no results."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the script: on which code, where, with which versions of the tools."""

    date: str
    commit: str
    machine: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a tool cost in one state of one project, and ruff in the same pairs; the ratios are those of the pairs."""

    tool: str
    modules: int
    planted: bool
    state: str
    runs: int
    cost: Cost
    ruff: Cost
    ruff_runs: int
    cpu_ratio: float
    wall_ratio: float
    run: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What a tool found in the project with planted calls; None where it has no rule for them."""

    tool: str
    modules: int
    findings: int | None
    truths: int
    of_truths: int
    async_truths: int
    of_async_truths: int
    elsewhere: int
    run: str


@dataclass(frozen=True, slots=True)
class Results:
    """What several runs measured, each by the date by which its measurements name it, and what went wrong."""

    runs: Mapping[str, Run] = field(default_factory=dict)
    measured: tuple[Measured, ...] = ()
    counted: tuple[Counted, ...] = ()
    troubles: Mapping[str, str] = field(default_factory=dict)

    def find(self, tool: str, modules: int, state: str, *, planted: bool = True) -> Measured | None:
        """The measurement of that kind, if there is one."""
        wanted = (tool, modules, planted, state)
        return next((m for m in self.measured if (m.tool, m.modules, m.planted, m.state) == wanted), None)

    def sizes(self) -> list[int]:
        """The sizes of the projects measured, in modules."""
        return sorted({measured.modules for measured in self.measured})

    def tools(self) -> list[str]:
        """The tools measured, in the order in which they were."""
        return list(dict.fromkeys(measured.tool for measured in self.measured))


def merged(old: Results, new: Results) -> Results:
    """The new results, with the old ones of tools and projects that were not measured again."""
    again = {(m.tool, m.modules, m.planted) for m in new.measured}
    counted_again = {(c.tool, c.modules) for c in new.counted}
    measured = new.measured + tuple(m for m in old.measured if (m.tool, m.modules, m.planted) not in again)
    counted = new.counted + tuple(c for c in old.counted if (c.tool, c.modules) not in counted_again)
    known = {m.tool for m in new.measured} | set(new.troubles)
    troubles = {**{tool: text for tool, text in old.troubles.items() if tool not in known}, **new.troubles}
    runs = {**old.runs, **{date: _joined(old.runs.get(date), run) for date, run in new.runs.items()}}
    return Results(_named(measured, counted, runs), measured, counted, troubles)


def read_results(text: str) -> Results:
    """The results of a file.

    Raises:
        ResultsError: it is not such a file.
    """
    try:
        stored = json.loads(text)
        runs = {date: Run(**run) for date, run in stored["runs"].items()}
        measured = tuple(_measured(entry) for entry in stored["measured"])
        return Results(runs, measured, tuple(Counted(**entry) for entry in stored["counted"]), stored["troubles"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ResultsError(f"no results of this script: {type(error).__name__}: {error}") from error


def written(results: Results) -> str:
    """The text of a results file, one line for each measurement."""
    parts = {
        "runs": _lines("{}", (f"{json.dumps(date)}: {json.dumps(asdict(run))}" for date, run in results.runs.items())),
        "measured": _lines("[]", (json.dumps(_rounded(asdict(measured))) for measured in results.measured)),
        "counted": _lines("[]", (json.dumps(asdict(counted)) for counted in results.counted)),
        "troubles": _lines("{}", (f"{json.dumps(t)}: {json.dumps(text)}" for t, text in results.troubles.items())),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n"


def _joined(one: Run | None, other: Run) -> Run:
    """One of two runs that began in the same second."""
    return replace(other, versions={**one.versions, **other.versions}) if one else other


def _named(measured: Iterable[Measured], counted: Iterable[Counted], runs: Mapping[str, Run]) -> dict[str, Run]:
    dates = {m.run for m in measured} | {c.run for c in counted}
    return {date: run for date, run in sorted(runs.items()) if date in dates}


def _measured(entry: dict[str, Any]) -> Measured:
    return Measured(**{**entry, "cost": Cost(**entry["cost"]), "ruff": Cost(**entry["ruff"])})


def _lines(brackets: str, lines: Iterable[str]) -> str:
    inner = ",\n".join(f" {line}" for line in lines)
    return f"{brackets[0]}\n{inner}\n{brackets[1]}" if inner else brackets


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value
