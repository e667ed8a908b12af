"""The format that puts the problems of each file under its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic
from dashlint.report.excerpt import Excerpts
from dashlint.report.files import by_file
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.texts import one_line


def grouped(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """The name of a file, its problems, and an empty line."""
    for path, inside in by_file(diagnostics).items():
        yield f"{paint.path(excerpts.shown(path))}:"
        width = max(len(excerpts.position(found.location)) for found in inside)
        for found in inside:
            code = paint.rule(found.code, found.severity, found.code)
            mark = paint.step(run.mark(found))
            yield f"  {excerpts.position(found.location):<{width}} {code} {mark}{one_line(found.message)}"
        yield ""
