"""Counts problems: the last lines of a report, and the table of how often each rule spoke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashlint.diagnostic import Diagnostic, Severity
from dashlint.report.json_text import Value, compact, indented
from dashlint.report.run import UNTOLD, Run


def summary(diagnostics: Sequence[Diagnostic], fixed: int = 0, known: int = 0) -> str:
    """How many problems there are, the worst first, how many there were before some were fixed, and how many are known.

    Those that are known are in the baseline, and not in the report.
    """
    found = _found(diagnostics, fixed)
    if not known:
        return found
    ones = "one is" if known == 1 else "ones are"
    return f"{found.replace('No problems', 'No new problems').removesuffix('.')}; {known} known {ones} in the baseline."


def _found(diagnostics: Sequence[Diagnostic], fixed: int) -> str:
    if not diagnostics:
        return f"Found {_counted(fixed, 'problem')} ({fixed} fixed, 0 remaining)." if fixed else "No problems found."
    counts = Counter(one.severity for one in diagnostics)
    parts = ", ".join(_count(severity, counts[severity]) for severity in reversed(Severity) if counts[severity])
    if fixed:
        parts = f"{fixed} fixed, {len(diagnostics)} remaining: {parts}"
    return f"Found {_counted(fixed + len(diagnostics), 'problem')} ({parts})."


def fixable(diagnostics: Sequence[Diagnostic], run: Run = UNTOLD) -> str:
    """How many problems `--fix` would mend, and how many more with `--unsafe-fixes`; empty where it is none."""
    now = sum(run.fixes(one) for one in diagnostics)
    hidden = sum(run.hides(one) for one in diagnostics)
    more = f" ({_counted(hidden, 'hidden fix', 'hidden fixes')} can be enabled with `--unsafe-fixes`)" if hidden else ""
    if now:
        return f"[*] {now} fixable with `--fix`{more}."
    return f"No fixes available{more}." if hidden else ""


def statistics(diagnostics: Sequence[Diagnostic], run: Run = UNTOLD) -> Iterator[str]:
    """One line a rule and severity, the most frequent first; `[*]` where all of them are fixable, `[-]` where some."""
    rows = _rows(diagnostics, run)
    width = len(str(max((row.count for row in rows), default=0)))
    marked = any(row.fixable for row in rows)
    for row in rows:
        yield f"{row.count:>{width}}  {row.severity!s:<7}  {row.code}  {row.mark if marked else ''}{row.name}"


def statistics_as_json(diagnostics: Sequence[Diagnostic], run: Run = UNTOLD) -> Iterator[str]:
    """The same as a list of objects."""
    yield indented([row.value for row in _rows(diagnostics, run)])


def statistics_as_jsonl(diagnostics: Sequence[Diagnostic], run: Run = UNTOLD) -> Iterator[str]:
    """The same as one object a line."""
    yield from (compact(row.value) for row in _rows(diagnostics, run))


@dataclass(frozen=True, slots=True)
class _Row:
    """How often a rule spoke with one severity, and how often `--fix` would mend it."""

    code: str
    name: str
    severity: Severity
    count: int
    fixable: int

    @property
    def mark(self) -> str:
        return "[*] " if self.fixable == self.count else "[-] " if self.fixable else "[ ] "

    @property
    def value(self) -> Value:
        counts: dict[str, Value] = {"count": self.count, "fixable": self.fixable == self.count}
        about: dict[str, Value] = {"code": self.code, "name": self.name, "severity": str(self.severity)}
        return {**about, **counts, "fixable_count": self.fixable}


def _rows(diagnostics: Sequence[Diagnostic], run: Run) -> list[_Row]:
    counts = Counter((one.code, one.name, one.severity) for one in diagnostics)
    fixes = Counter((one.code, one.name, one.severity) for one in diagnostics if run.fixes(one))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [_Row(*kind, count, fixes[kind]) for kind, count in ordered]


def _count(severity: Severity, count: int) -> str:
    return f"{count} info" if severity is Severity.INFO else _counted(count, str(severity))


def _counted(count: int, noun: str, several: str = "") -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {several or f'{noun}s'}"
