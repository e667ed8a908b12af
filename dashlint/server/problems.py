"""Problems as editors show them."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from dashlint.commands.told import explanation_of
from dashlint.diagnostic import Diagnostic, Severity
from dashlint.report.run import TOOL
from dashlint.server.abilities import Abilities
from dashlint.server.choosing import Complaint
from dashlint.server.findings import Findings
from dashlint.server.ruler import Ruler

SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
UNNECESSARY = frozenset({"DSH002"})
"""The rules that find what could as well not be there, which editors grey out."""


def problem(found: Diagnostic, findings: Findings, ruler: Ruler, abilities: Abilities) -> types.Diagnostic:
    """Return one problem; its notes are places that an editor can go to, if it knows how."""
    related = list(_related(found, findings, ruler)) if abilities.related else []
    explanation = explanation_of(found.code)
    has_address = abilities.addresses and explanation is not None and explanation.url
    return types.Diagnostic(
        range=ruler.range(found.location, findings.line),
        message="\n".join(_lines(found, abilities)),
        severity=SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(explanation.url) if has_address and explanation else None,
        source=TOOL,
        tags=[types.DiagnosticTag.Unnecessary] if abilities.tags and found.code in UNNECESSARY else None,
        related_information=related or None,
    )


def complained(complaint: Complaint) -> types.Diagnostic:
    """Return what is shown in a settings file that is not understood, on the line that is wrong."""
    line = complaint.line - 1
    here = types.Range(types.Position(line, 0), types.Position(line + 1, 0))
    return types.Diagnostic(here, complaint.message, severity=types.DiagnosticSeverity.Error, source=TOOL)


def _lines(found: Diagnostic, abilities: Abilities) -> Iterator[str]:
    """The message, with what cannot be shown elsewhere."""
    yield found.message
    for note in found.notes:
        if note.location is None or not abilities.related:
            yield f"note: {note.message}"
    if found.help:
        yield f"help: {found.help}"


def _related(found: Diagnostic, findings: Findings, ruler: Ruler) -> Iterator[types.DiagnosticRelatedInformation]:
    for note in found.notes:
        if note.location is not None:
            place = types.Location(findings.uri(note.location.path), ruler.range(note.location, findings.line))
            yield types.DiagnosticRelatedInformation(place, note.message)
