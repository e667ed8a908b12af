"""The format that Azure Pipelines turns into issues of a build: logging commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic, Severity
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.texts import one_line

_ESCAPES = {"%": "%AZP25", ";": "%3B", "\r": "%0D", "\n": "%0A", "]": "%5D"}


def azure(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One command a problem; Azure knows errors and warnings, so that advice is a warning."""
    for found in diagnostics:
        kind = "error" if found.severity is Severity.ERROR else "warning"
        where = found.location
        place = f"sourcepath={_escaped(run.path(where.path))};linenumber={where.line};columnnumber={where.column};"
        yield f"##vso[task.logissue type={kind};{place}code={found.code};]{one_line(found.message)}"


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in text)
