"""What a rule is: a code, a severity, an effect, and a function from a project to its problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint.changes import Fix
from dashlint.diagnostic import USUAL_EFFORT, Effect, Effort, Severity
from dashlint.facts import Place

if TYPE_CHECKING:
    from dashlint.comments import Comments
    from dashlint.project import Project

Run = Callable[["Project"], Iterator["Problem"]]
Judge = Callable[["Comments"], Iterator["Problem"]]


@dataclass(frozen=True, slots=True)
class Note:
    """Another place that matters for a problem; `place` is None for a remark about no place.

    The steps of the call chain are part of what the problem is known by, so that the other notes may come and go.
    """

    place: Place | None
    message: str
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found.

    `message` says what it is and why it matters, `help` what to do, `notes` the other places (the call
    chain, nearest first). `severity`, `effect` and `effort` are set only where they depart from the rule's own. Of
    several problems at one place the one of the greatest `weight` counts, which is the severity where it is not set.
    `about` names the function that holds the mistake; a problem that `yields` is dropped when another one about the
    same function is shown, because one mistake deserves one finding. `columns` are where a stretch begins and has
    ended, if that is all that is meant of a place which is a whole line. `fix` mends the problem, if a machine can.
    """

    place: Place
    message: str
    help: str = ""
    notes: tuple[Note, ...] = ()
    severity: Severity | None = None
    effect: Effect | None = None
    effort: Effort | None = None
    weight: int | None = None
    about: Place | None = None
    yields: bool = False
    columns: tuple[int, int] | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as a value: the driver in `lint` decides what becomes of its problems.

    It has a `run` over the project, or a `judge` of the comments that silence the other rules, once those have run.
    The rule holds from Dash `since` to Dash `until`, both included; "" is no limit. `effect` is None where the app
    itself does not suffer; `effort` is None where mending takes what such an effect usually takes. A rule that
    `comes_last` speaks of what the others come upon.
    """

    code: str
    name: str
    severity: Severity
    run: Run | None
    effect: Effect | None = None
    since: str = ""
    until: str = ""
    effort: Effort | None = None
    judge: Judge | None = None
    comes_last: bool = False

    def problems(self, project: Project) -> Iterator[Problem]:
        """Return what the rule finds in a project; a rule on comments finds nothing there."""
        return self.run(project) if self.run else iter(())

    def problems_in(self, comments: Comments) -> Iterator[Problem]:
        """Return what the rule finds in the comments that silence rules; a rule on code finds nothing there."""
        return self.judge(comments) if self.judge else iter(())

    def effect_of(self, problem: Problem) -> Effect | None:
        """Return what comes of a problem."""
        return problem.effect or self.effect

    def effort_of(self, problem: Problem) -> Effort | None:
        """Return what mending a problem takes."""
        effect = self.effect_of(problem)
        return problem.effort or self.effort or (USUAL_EFFORT[effect] if effect else None)


def rule(
    code: str,
    *,
    severity: str,
    effect: Effect | None = None,
    effort: Effort | None = None,
    since: str = "",
    until: str = "",
    comes_last: bool = False,
) -> Callable[[Run], Rule]:
    """Make a `Rule` of a generator function, which is named for the bad thing it finds."""

    def decorate(run: Run) -> Rule:
        usual = Severity[severity.upper()]
        return Rule(code, _name(run), usual, run, effect, since, until, effort, comes_last=comes_last)

    return decorate


def comment_rule(code: str, *, severity: str) -> Callable[[Judge], Rule]:
    """Make a `Rule` on the comments that silence the others."""

    def decorate(judge: Judge) -> Rule:
        return Rule(code, _name(judge), Severity[severity.upper()], None, judge=judge)

    return decorate


def _name(function: Run | Judge) -> str:
    return function.__name__.replace("_", "-")
