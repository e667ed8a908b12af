"""The words of an audit: what backends, effects and efforts are called, and what counts are said to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from dashlint.audit.model import Audit, Finding
from dashlint.diagnostic import Effect, Effort

NAMES = {"flask": "Flask", "fastapi": "FastAPI", "quart": "Quart"}
SERVERS = {"flask": "Flask(__name__)", "fastapi": "FastAPI()", "quart": "Quart(__name__)"}
EXTRAS = {"flask": "", "fastapi": "dash[fastapi]", "quart": "dash[quart]"}

MEANINGS = {
    Effort.MECHANICAL: "a line each, the same edit",
    Effort.REWRITE: "a function each",
    Effort.DESIGN: "a decision each",
}
"""What an effort means, for one place."""

TITLES = {
    Effect.START: "Mend what keeps it from starting",
    Effect.ACCESS: "Guard again what is left open",
    Effect.REQUEST: "Mend what fails at request",
    Effect.SILENT: "Restore what changes without a word",
    Effect.LOOP: "Take what blocks off the event loop",
    Effect.COST: "Save the time that is wasted",
    Effect.DEPLOYMENT: "Serve it the right way",
    Effect.DEPENDENCIES: "Install what it needs",
    Effect.TESTS: "Mend the tests",
}
"""What is done about an effect, as the title of a step."""


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a sentence lists them."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1] if words else "") if part)


def named(backends: Iterable[str]) -> str:
    return listed([NAMES[backend] for backend in backends], "or")


def by_effort(findings: Iterable[Finding]) -> tuple[tuple[Effort, int], ...]:
    """Return how many findings take which effort, the least first; none of those that nothing takes."""
    counts = Counter(finding.effort for finding in findings)
    return tuple((effort, counts[effort]) for effort in Effort if counts[effort])


def efforts(findings: Iterable[Finding]) -> str:
    """Return the same in words, without a count where there is one effort only."""
    counts = by_effort(findings)
    return counts[0][0].value if len(counts) == 1 else ", ".join(f"{count} {effort.value}" for effort, count in counts)


def by_file(findings: Iterable[Finding]) -> tuple[tuple[str, int], ...]:
    """Return how many findings stand in which file."""
    return tuple(Counter(finding.spot.path for finding in findings).items())


def asides(audit: Audit) -> tuple[str, ...]:
    """Return what is not among the findings, in words: what does not change, and what goes away."""
    same, gone = len(audit.already), audit.resolved
    return (
        *((f"Not counted: {counted(same, 'place')} where it is so today already.",) if same else ()),
        *((f"The move mends {counted(gone, 'place')} of today.",) if gone else ()),
    )


def files(findings: Iterable[Finding]) -> str:
    """Return the same in words."""
    return ", ".join(path if count == 1 else f"{path} ({count})" for path, count in by_file(findings))
