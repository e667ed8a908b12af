"""The format of pylint's parseable output, as ruff prints it: `path:line: [CODE] message`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.texts import one_line


def pylint(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One line a problem and nothing else."""
    for found in diagnostics:
        place = excerpts.position(found.location).rpartition(":")[0]
        yield f"{excerpts.path(found.location)}:{place}: [{found.code}] {one_line(found.message)}"
