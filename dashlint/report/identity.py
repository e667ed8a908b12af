"""Tells the problems of a report apart for tools that follow each of them from run to run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic
from dashlint.fingerprints import chain, fingerprint
from dashlint.report.run import Run


def identified(diagnostics: Sequence[Diagnostic], run: Run) -> Iterator[tuple[Diagnostic, str]]:
    """Each problem with a fingerprint that no other one of the report has and that moved lines do not change."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for found in diagnostics:
        path = run.path(found.location.path)
        alike = (found.code, path, chain(found))
        yield found, fingerprint(found, path, seen[alike])
        seen[alike] += 1
