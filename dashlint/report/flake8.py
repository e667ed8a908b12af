"""The format that flake8 prints, which editors and review tools read: `path:line:column: CODE message`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.texts import one_line


def flake8(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One line a problem and nothing else; the severity, the call chain and the help have no room in it."""
    for diagnostic in diagnostics:
        yield f"{excerpts.where(diagnostic.location)}: {diagnostic.code} {one_line(diagnostic.message)}"
