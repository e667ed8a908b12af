"""Runs a tool and ruff in turns on one project, and sums up what the pairs cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from costs import CommandError, Cost, Ran, ratios, run, typical
from projects import Project
from results import Counted, Measured
from tools import COLD, DASHLINT, EDITED, RUFF, WARM, Tool

#: Seconds of wall after which a tool counts as slow.
SLOW = 20.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to measure: rounds, seconds for each command, whether slow tools are run once."""

    repeat: int = 5
    limit: float = 1800.0
    slow_once: bool = False


@dataclass(slots=True)
class Duel:
    """A tool and ruff on one project. Each round runs both in every state of the tool, one right after the other.

    A tool that is run once leaves the other rounds to ruff, whose runs are too short for one to say much.
    """

    tools: tuple[tuple[Tool, Path], ...]
    project: Project
    effort: Effort
    scratch: Path
    date: str
    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    printed: dict[int, str] = field(default_factory=dict)
    edit: int = 0

    def measured(self) -> list[Measured]:
        """Play the rounds.

        Raises:
            CommandError: one of the two did not run to its end, or dashlint did not print the same with its cache.
        """
        subject, tools = self.tools[1][0], self.tools
        self.project.restore()
        self._run_warm(tools if WARM in subject.states else tools[:1])
        for _ in range(self.effort.repeat):
            for state in subject.states:
                self._play(state, tools)
            if self.effort.slow_once and self.costs[subject.name, COLD][0].wall > SLOW:
                tools = self.tools[:1]
        return [self._summary(subject, state) for state in subject.states]

    def _play(self, state: str, tools: Sequence[tuple[Tool, Path]]) -> None:
        if state == EDITED:
            self.edit += 1
            self.project.edit(self.edit)
        if state == WARM:
            self._run_warm(tools)
        for tool, environment in tools:
            self._note(tool, state, self._run(tool, environment, state))

    def _run_warm(self, tools: Sequence[tuple[Tool, Path]]) -> None:
        for tool, environment in tools:
            self._run(tool, environment, WARM)

    def _run(self, tool: Tool, environment: Path, state: str) -> Ran:
        command = tool.arguments(environment, state)
        ran = run(command, self.project.folder, self.scratch, self.effort.limit)
        if ran.status not in tool.statuses:
            shown = (ran.stderr.strip() or ran.stdout.strip())[-500:]
            raise CommandError(f"{tool.name} ended with status {ran.status}: {shown}")
        if tool.name == DASHLINT.name and ran.stdout != self.printed.setdefault(self.edit, ran.stdout):
            raise CommandError(f"{tool.name} printed something else when {state} than in another state")
        return ran

    def _note(self, tool: Tool, state: str, ran: Ran) -> None:
        self.costs.setdefault((tool.name, state), []).append(ran.cost)
        if tool.name not in self.counted and self.project.planted:
            self.counted[tool.name] = self._count(tool, ran)

    def _count(self, tool: Tool, ran: Ran) -> Counted:
        places = self.project.places
        planted, in_async = len(places), sum(place.is_async for place in places)
        found = self.project.found(tool.findings(ran.stdout))
        findings = found.findings if tool.finding else None
        truths = (found.truths, planted, found.async_truths, in_async)
        return Counted(tool.name, self.project.modules, findings, *truths, found.elsewhere, self.date)

    def _summary(self, subject: Tool, state: str) -> Measured:
        ruff, ours = self.costs[RUFF.name, state], self.costs[subject.name, state]
        where = (subject.name, self.project.modules, self.project.planted, state, len(ours))
        return Measured(*where, typical(ours), typical(ruff), len(ruff), *ratios(ours, ruff), self.date)


def duels(
    subjects: Sequence[tuple[Tool, Path]], ruff: Path, projects: Sequence[Project], effort: Effort, date: str
) -> Iterator[tuple[Tool, Duel]]:
    """The pairings to be played; peers meet ruff on the projects with something to find, and on those they can bear."""
    for project in projects:
        for tool, environment in subjects:
            fits = tool.largest is None or project.modules <= tool.largest
            if fits and (project.planted or tool.name == DASHLINT.name):
                rivals = ((RUFF, ruff), (tool, environment))
                yield tool, Duel(rivals, project, effort, project.folder.parent, date)
