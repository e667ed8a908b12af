"""The formats of reviewdog: `rdjson`, one document, and `rdjsonl`, one problem a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Applicability, Diagnostic, DiagnosticNote, Location, Severity
from dashlint.report.excerpt import Excerpts
from dashlint.report.json_text import Value, compact, indented
from dashlint.report.merging import merged
from dashlint.report.paint import Paint
from dashlint.report.run import TOOL, UNTOLD, Run
from dashlint.report.texts import one_line

#: Lines that a suggestion may span.
LONGEST_SUGGESTION = 20
_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def rdjson(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One document with all problems."""
    problems: list[Value] = [dict(_Written(excerpts, run).problem(found)) for found in diagnostics]
    yield indented({"source": _source(run), "severity": "WARNING", "diagnostics": problems})


def rdjsonl(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """The problems of `rdjson`, one a line; each names the tool."""
    for found in diagnostics:
        yield compact({**dict(_Written(excerpts, run).problem(found)), "source": _source(run)})


def _source(run: Run) -> dict[str, Value]:
    return {"name": TOOL, "url": run.site} if run.site else {"name": TOOL}


def _is_near(change: Location, problem: Location) -> bool:
    return change.path == problem.path and change.end_line - change.line < LONGEST_SUGGESTION


class _Written:
    """Writes problems as reviewdog reads them: it counts columns in bytes of UTF-8."""

    def __init__(self, excerpts: Excerpts, run: Run) -> None:
        self.excerpts = excerpts
        self.run = run

    def problem(self, found: Diagnostic) -> Iterator[tuple[str, Value]]:
        yield "message", self._message(found)
        yield "location", self._location(found.location)
        yield "severity", _SEVERITIES[found.severity]
        yield "code", self._code(found.code)
        if suggestions := list(self._suggestions(found)):
            yield "suggestions", suggestions
        if others := list(self._others(found.notes)):
            yield "related_locations", others

    def _message(self, found: Diagnostic) -> str:
        remarks = [f"note: {one_line(note.message)}" for note in found.notes if note.location is None]
        help = [f"help: {one_line(found.help)}"] if found.help else []
        return "\n".join((one_line(found.message), *remarks, *help))

    def _code(self, code: str) -> Value:
        explanation = self.run.explain(code)
        return {"value": code, "url": explanation.url} if explanation and explanation.url else {"value": code}

    def _suggestions(self, found: Diagnostic) -> Iterator[Value]:
        """One suggestion for the whole fix, since reviewdog would offer several one by one.

        What changes places far apart is none: reviewdog wants a suggestion inside of the diff.
        """
        if found.fix and found.fix.applicability is not Applicability.DISPLAY:
            whole = merged(found.fix.edits, self.excerpts)
            if whole is not None and _is_near(whole.location, found.location):
                yield {"range": self._range(whole.location), "text": whole.text}

    def _others(self, notes: Sequence[DiagnosticNote]) -> Iterator[Value]:
        for note in notes:
            if note.location is not None:
                yield {"message": one_line(note.message), "location": self._location(note.location)}

    def _location(self, where: Location) -> Value:
        return {"path": self.run.path(where.path), "range": self._range(where)}

    def _range(self, where: Location) -> Value:
        return {
            "start": self._position(where.path, where.line, where.column),
            "end": self._position(where.path, where.end_line, where.end_column),
        }

    def _position(self, path: str, line: int, column: int) -> Value:
        before = self.excerpts.line(path, line)[: column - 1]
        return {"line": line, "column": column - len(before) + len(before.encode("utf-8", "surrogatepass"))}
