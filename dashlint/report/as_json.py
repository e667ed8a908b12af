"""The formats for other tools: `json`, one list of all problems, and `jsonl`, one problem a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic, DiagnosticFix, DiagnosticNote, Location
from dashlint.report.excerpt import Excerpts
from dashlint.report.identity import identified
from dashlint.report.json_text import Value, compact, indented
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run


def as_json(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """A list with an object for each problem."""
    yield indented(list(_problems(diagnostics, excerpts, run)))


def jsonl(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """The objects of `json`, one a line; nothing where there is no problem."""
    for problem in _problems(diagnostics, excerpts, run):
        yield compact(problem)


def _problems(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, run: Run) -> Iterator[dict[str, Value]]:
    for found, fingerprint in identified(diagnostics, run):
        explanation = run.explain(found.code)
        yield {
            "code": found.code,
            "name": found.name,
            "severity": str(found.severity),
            "message": found.message,
            "help": found.help or None,
            **_place(found.location, excerpts),
            "scope": found.scope or None,
            "effect": found.effect.value if found.effect else None,
            "effort": found.effort.value if found.effort else None,
            "notes": [_note(note, excerpts) for note in found.notes],
            "fix": _fix(found.fix, excerpts) if found.fix else None,
            "fingerprint": fingerprint,
            "url": explanation.url or None if explanation else None,
        }


def _place(where: Location, excerpts: Excerpts) -> dict[str, Value]:
    return {
        "filename": where.path,
        "cell": excerpts.cell(where.path, where.line),
        "location": {"row": excerpts.number(where.path, where.line), "column": where.column},
        "end_location": {"row": excerpts.number(where.path, where.end_line), "column": where.end_column},
    }


def _note(note: DiagnosticNote, excerpts: Excerpts) -> Value:
    place = (
        _place(note.location, excerpts)
        if note.location
        else dict.fromkeys(("filename", "cell", "location", "end_location"))
    )
    return {"message": note.message, **place, "scope": note.scope or None}


def _fix(fix: DiagnosticFix, excerpts: Excerpts) -> Value:
    edits: list[Value] = [{"content": edit.text, **_place(edit.location, excerpts)} for edit in fix.edits]
    return {"message": fix.title, "applicability": fix.applicability.value, "edits": edits}
