"""The format that GitHub Actions turns into annotations: workflow commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic, Severity
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import TOOL, UNTOLD, Run
from dashlint.report.texts import one_line, remarks

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_MESSAGE | {":": "%3A", ",": "%2C"}


def github(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One command a problem; the way to its cause stands in the message."""
    for found in diagnostics:
        first = f"{excerpts.where(found.location)}: {found.code} {one_line(found.message)}"
        message = "\n".join((first, *(f"  {remark}" for remark in remarks(found, excerpts))))
        properties = ",".join(f"{key}={_escaped(value, _IN_PROPERTY)}" for key, value in _properties(found, run))
        yield f"::{_COMMANDS[found.severity]} {properties}::{_escaped(message, _IN_MESSAGE)}"


def _properties(found: Diagnostic, run: Run) -> Iterator[tuple[str, str]]:
    """Where an annotation goes; GitHub takes columns only where it ends on the line on which it begins."""
    where = found.location
    yield "title", f"{TOOL} ({found.code} {found.name})"
    yield "file", run.path(where.path)
    yield "line", str(where.line)
    if where.line == where.end_line:
        yield "col", str(where.column)
    yield "endLine", str(where.end_line)
    if where.line == where.end_line:
        yield "endColumn", str(where.end_column)


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
