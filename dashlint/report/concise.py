"""The format with one line a problem: `path:line:column: CODE [*] message`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.texts import one_line


def concise(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One line a problem; `[*]` is before what `--fix` mends."""
    for found in diagnostics:
        where = paint.path(excerpts.where(found.location))
        code = paint.rule(found.code, found.severity, found.code)
        yield f"{where}: {code} {paint.step(run.mark(found))}{one_line(found.message)}"
