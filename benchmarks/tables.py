"""Sets results as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from costs import Cost, exponent
from results import Measured, Results
from tools import COLD, DASHLINT, EDITED, HYDROID, RUFF, STATES, WARM

Value = Callable[[Results, int], float | None]
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """A goal: a value that is to be at most, or at least, so much at each size."""

    title: str
    value: Value
    limits: Mapping[int, float]
    at_least: bool = False

    def cell(self, results: Results, modules: int) -> str:
        """What was measured at this size, beside the goal."""
        value, limit = self.value(results, modules), self.limits.get(modules)
        shown = "not measured" if value is None else figure(value)
        if limit is None:
            return shown if value is not None else NOTHING
        goal = f"{'≥' if self.at_least else '≤'} {limit:g}"
        if value is None:
            return f"{shown} ({goal})"
        met = value >= limit if self.at_least else value <= limit
        return f"{shown} ({goal}, {'met' if met else '**missed**'})"


def tables(results: Results) -> str:
    """All tables, as a part of a Markdown page."""
    sections = {
        "Targets": _targets(results),
        "What each run costs": _speed(results),
        "What is found": _found(results),
        "Growth": _growth(results),
        "Runs": _runs(results),
    }
    return "\n".join(f"### {title}\n\n{text}\n" for title, text in sections.items() if text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> str:
    """A Markdown table, aligned in its source too: so many columns of `texts`, then numbers; no rows, no table."""
    lines = [list(head), *(list(row) for row in rows)]
    if len(lines) == 1:
        return ""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width if number < texts else "-" * (width - 1) + ":" for number, width in enumerate(widths)])
    return "\n".join("| " + " | ".join(_padded(line, widths, texts)) + " |" for line in lines)


def figure(value: float) -> str:
    """The number with three digits that count."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:.{digits}f}"


def _padded(line: Sequence[str], widths: Sequence[int], texts: int) -> Iterator[str]:
    for number, (cell, width) in enumerate(zip(line, widths, strict=True)):
        yield cell.ljust(width) if number < texts else cell.rjust(width)


def _ratio(state: str, *, planted: bool = True) -> Value:
    def value(results: Results, modules: int) -> float | None:
        found = results.find(DASHLINT.name, modules, state, planted=planted)
        return found.cpu_ratio if found else None

    return value


def _edit_ratio(results: Results, modules: int) -> float | None:
    edited, cold = (results.find(DASHLINT.name, modules, state) for state in (EDITED, COLD))
    return edited.cost.cpu / cold.cost.cpu if edited and cold else None


def _times_faster(peer: str) -> Value:
    def value(results: Results, modules: int) -> float | None:
        theirs, ours = results.find(peer, modules, COLD), results.find(DASHLINT.name, modules, COLD)
        return theirs.cpu_ratio / ours.cpu_ratio if theirs and ours else None

    return value


def _peak(results: Results, modules: int) -> float | None:
    return max((m.cost.peak for m in results.measured if (m.tool, m.modules) == (DASHLINT.name, modules)), default=None)


TARGETS = (
    Target("warm, nothing changed: x ruff, warm", _ratio(WARM), {50: 3, 500: 2, 2000: 1.3}),
    Target("cold, nothing to find: x ruff, cold", _ratio(COLD, planted=False), {50: 4, 500: 2, 2000: 1.5}),
    Target("cold, with findings: x ruff, cold", _ratio(COLD), {50: 16, 500: 8, 2000: 5}),
    Target("one file edited: x dashlint, cold", _edit_ratio, {50: 1, 500: 0.6, 2000: 0.3}),
    Target("flake8-async / dashlint, cold", _times_faster("flake8-async"), {50: 80, 500: 200}, at_least=True),
    Target("fixit / dashlint, cold", _times_faster("fixit"), {50: 60, 500: 150}, at_least=True),
    Target("pylint / dashlint, cold", _times_faster("pylint"), {50: 10, 500: 25}, at_least=True),
    Target("semgrep / dashlint, cold", _times_faster("semgrep"), {50: 4, 500: 4, 2000: 4}, at_least=True),
    Target("hydroid-cli / dashlint, cold", _times_faster(HYDROID.name), {500: 10}, at_least=True),
    Target("largest process of dashlint, MiB", _peak, {2000: 150}),
)


def _targets(results: Results) -> str:
    sizes = results.sizes()
    rows = ([target.title, *(target.cell(results, size) for size in sizes)] for target in TARGETS)
    return table(["CPU, at so many modules", *map(str, sizes)], rows)


def _speed(results: Results) -> str:
    head = ("modules", "tool", "state", "CPU s", "wall s", "MiB", "x ruff CPU", "x ruff wall", "ruff CPU s", "runs")
    return "\n\n".join(
        f"{title}:\n\n{text}"
        for planted, title in ((True, "With something to find"), (False, "With nothing to find"))
        if (text := table(head, _costs(results, planted), texts=3))
    )


def _costs(results: Results, planted: bool) -> Iterator[list[str]]:
    for size in results.sizes():
        for state in STATES:
            if beside := results.find(DASHLINT.name, size, state, planted=planted):
                yield _cost(size, RUFF.name, state, beside.ruff, ["1", "1", NOTHING, str(beside.ruff_runs)])
        for measured in _of_size(results, size, planted):
            ratios = [figure(value) for value in (measured.cpu_ratio, measured.wall_ratio, measured.ruff.cpu)]
            yield _cost(size, measured.tool, measured.state, measured.cost, [*ratios, str(measured.runs)])


def _of_size(results: Results, modules: int, planted: bool) -> list[Measured]:
    tools = results.tools()
    chosen = [m for m in results.measured if (m.modules, m.planted) == (modules, planted)]
    return sorted(chosen, key=lambda m: (tools.index(m.tool), STATES.index(m.state)))


def _cost(size: int, tool: str, state: str, cost: Cost, rest: list[str]) -> list[str]:
    return [str(size), tool, state, figure(cost.cpu), figure(cost.wall), f"{cost.peak:.0f}", *rest]


def _found(results: Results) -> str:
    head = ("modules", "tool", "findings", "planted ones found", "of these in `async def`", "elsewhere")
    ranked = sorted(results.counted, key=lambda c: (c.modules, c.findings is None, -c.truths))
    rows = (
        [str(c.modules), c.tool, *([NOTHING] * 4)]
        if c.findings is None
        else [
            *(str(c.modules), c.tool, str(c.findings)),
            *(f"{c.truths} of {c.of_truths}", f"{c.async_truths} of {c.of_async_truths}", str(c.elsewhere)),
        ]
        for c in ranked
    )
    return table(head, rows, texts=2)


def _growth(results: Results) -> str:
    sizes = results.sizes()
    head = ["CPU ms a module", *map(str, sizes), *(f"exponent {a} to {b}" for a, b in pairwise(sizes))]
    kinds = [(state, True) for state in STATES] + [(COLD, False)]
    return table(head, (row for state, planted in kinds for row in _growth_rows(results, state, planted)))


def _growth_rows(results: Results, state: str, planted: bool) -> Iterator[list[str]]:
    found = [(size, results.find(DASHLINT.name, size, state, planted=planted)) for size in results.sizes()]
    title = state if planted else f"{state}, nothing to find"
    for tool, side in ((DASHLINT.name, "cost"), (RUFF.name, "ruff")):
        points = [(float(size), getattr(measured, side).cpu) if measured else None for size, measured in found]
        each = [figure(1000 * point[1] / point[0]) if point else NOTHING for point in points]
        steps = [figure(exponent(a, b)) if a and b else NOTHING for a, b in pairwise(points)]
        yield [f"{tool}, {title}", *each, *steps]


def _runs(results: Results) -> str:
    lines = [line for date in results.runs for line in _run(results, date)]
    return "\n".join([*lines, *(f"- Not measured: {tool}: {text}" for tool, text in results.troubles.items())])


def _run(results: Results, date: str) -> Iterator[str]:
    run = results.runs[date]
    tools = [tool for tool in results.tools() if any((m.tool, m.run) == (tool, date) for m in results.measured)]
    yield f"- {date} UTC, commit {run.commit}: {', '.join(tools)}, on {run.machine}."
    yield f"  Versions: {'; '.join(f'{name} {version}' for name, version in run.versions.items())}."
