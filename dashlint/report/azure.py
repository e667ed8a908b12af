"""The format that Azure Pipelines turns into issues of a build: logging commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic, Severity
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.texts import one_line

_IN_MESSAGE = {"%": "%AZP25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_MESSAGE | {";": "%3B", "]": "%5D"}


def azure(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One command a problem; Azure knows errors and warnings, so that advice is a warning."""
    for found in diagnostics:
        properties = "".join(f"{key}={_escaped(value, _IN_PROPERTY)};" for key, value in _properties(found, run))
        yield f"##vso[task.logissue {properties}]{_escaped(one_line(found.message), _IN_MESSAGE)}"


def _properties(found: Diagnostic, run: Run) -> Iterator[tuple[str, str]]:
    yield "type", "error" if found.severity is Severity.ERROR else "warning"
    yield "sourcepath", run.path(found.location.path)
    yield "linenumber", str(found.location.line)
    yield "columnnumber", str(found.location.column)
    yield "code", found.code


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
