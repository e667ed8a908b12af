"""Counts problems: the last line of a report, and the table of how often each rule spoke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic, Severity


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many problems there are, the worst first."""
    if not diagnostics:
        return "No problems found."
    counts = Counter(one.severity for one in diagnostics)
    parts = (_count(severity, counts[severity]) for severity in reversed(Severity) if counts[severity])
    return f"Found {_counted(len(diagnostics), 'problem')} ({', '.join(parts)})."


def statistics(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """One line a rule and severity, the most frequent first."""
    counts = Counter((one.code, one.name, one.severity) for one in diagnostics)
    width = len(str(max(counts.values(), default=0)))
    for (code, name, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>{width}}  {severity!s:<7}  {code}  {name}"


def _count(severity: Severity, count: int) -> str:
    return f"{count} info" if severity is Severity.INFO else _counted(count, str(severity))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
