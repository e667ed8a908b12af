"""The format for people: each problem with its source line, the way that leads to it, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashlint.diagnostic import Diagnostic, DiagnosticNote, Location, Severity
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.snippet import Row, Stretch, snippet
from dashlint.report.texts import FIX_TITLES, one_line


def full(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """Every problem as a paragraph."""
    for diagnostic in diagnostics:
        yield from _Drawing(diagnostic, excerpts, paint, run.mark(diagnostic)).lines()
        yield ""


class _Drawing:
    """The paragraph of one diagnostic; every line number in it shares one gutter."""

    def __init__(self, diagnostic: Diagnostic, excerpts: Excerpts, paint: Paint, mark: str) -> None:
        self.diagnostic = diagnostic
        self.excerpts = excerpts
        self.paint = paint
        self.mark = mark
        notes = (note.location for note in diagnostic.notes)
        places = [location for location in (diagnostic.location, *notes) if location]
        self.margin = " " * max(len(str(excerpts.number(place.path, place.end_line))) for place in places)

    def lines(self) -> Iterator[str]:
        yield self._headline()
        rows = tuple(self._snippet(self.diagnostic.location, "^", self.diagnostic.severity))
        if rows:
            yield self._gutter()
            yield from rows
        for note in self.diagnostic.notes:
            yield from self._note(note)
        help, fix = self.diagnostic.help, self.diagnostic.fix
        if rows and (help or fix or not self.diagnostic.notes):
            yield self._gutter()
        if help:
            yield self._remark(self.paint.help("help:"), help)
        if fix:
            yield self._remark(self.paint.help(FIX_TITLES[fix.applicability]), fix.title)

    def _headline(self) -> str:
        found, paint = self.diagnostic, self.paint
        title = paint.rule(f"{found.severity} {found.code} {found.name}:", found.severity, found.code)
        where = paint.path(self.excerpts.where(found.location))
        return f"{where}: {title} {paint.step(self.mark)}{one_line(found.message)}"

    def _note(self, note: DiagnosticNote) -> Iterator[str]:
        if note.location is None:
            yield self._remark("note:", note.message)
            return
        arrow = self.paint.gutter(f"{self.margin}-->")
        yield f"{arrow} {self.excerpts.where(note.location)}: {one_line(note.message)}"
        if note.location != self.diagnostic.location:
            yield from self._snippet(note.location, "-", None)

    def _snippet(self, location: Location, underline: str, severity: Severity | None) -> Iterator[str]:
        stretch = Stretch(location.line, location.column, location.end_line, location.end_column)
        for row in snippet(stretch, lambda number: self.excerpts.line(location.path, number), underline):
            number = None if row.number is None else self.excerpts.number(location.path, row.number)
            yield self._row(replace(row, number=number), severity)

    def _row(self, row: Row, severity: Severity | None) -> str:
        mark = self.paint.severity(row.mark, severity) if severity is not None else self.paint.step(row.mark)
        return f"{self._gutter(row.number)} {row.before}{mark if row.mark else ''}{row.after}".rstrip()

    def _gutter(self, number: int | None = None) -> str:
        label = self.margin if number is None else str(number).rjust(len(self.margin))
        return self.paint.gutter(f"{label} |")

    def _remark(self, title: str, text: str) -> str:
        return f"{self.paint.gutter(f'{self.margin} =')} {title} {one_line(text)}"
