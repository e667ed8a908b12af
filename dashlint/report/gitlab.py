"""The format that GitLab shows in merge requests: a Code Quality report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic, Effect, Location, Severity
from dashlint.report.excerpt import Excerpts
from dashlint.report.identity import identified
from dashlint.report.json_text import Value, indented
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run
from dashlint.report.texts import one_line, remarks

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_WORST = (Effect.START, Effect.ACCESS)
_CATEGORIES = {
    Effect.ACCESS: "Security",
    Effect.LOOP: "Performance",
    Effect.COST: "Performance",
    Effect.DEPENDENCIES: "Compatibility",
    Effect.DEPLOYMENT: "Compatibility",
    None: "Clarity",
}


def gitlab(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """A list of issues; the paths in it start at the root of the repository."""
    yield indented([_issue(found, mark, excerpts, run) for found, mark in identified(diagnostics, run)])


def _issue(found: Diagnostic, fingerprint: str, excerpts: Excerpts, run: Run) -> Value:
    others = [note.location for note in found.notes if note.location]
    return {
        "type": "issue",
        "check_name": found.code,
        "description": f"{found.code}: {one_line(found.message)}",
        "content": {"body": "\n".join(f"- {remark}" for remark in remarks(found, excerpts))},
        "categories": [_CATEGORIES.get(found.effect, "Bug Risk")],
        "severity": _severity(found),
        "fingerprint": fingerprint,
        "location": _location(found.location, run),
        "other_locations": [_location(other, run) for other in others],
    }


def _severity(found: Diagnostic) -> str:
    is_critical = found.severity is Severity.ERROR and found.effect in _WORST
    return "critical" if is_critical else _SEVERITIES[found.severity]


def _location(where: Location, run: Run) -> Value:
    return {
        "path": run.path(where.path),
        "lines": {"begin": where.line, "end": where.end_line},
        "positions": {
            "begin": {"line": where.line, "column": where.column},
            "end": {"line": where.end_line, "column": where.end_column},
        },
    }
