"""Tells a problem as SARIF does: with the way to its cause, the other places, and what mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Applicability, Diagnostic, DiagnosticFix, DiagnosticNote, Edit
from dashlint.fingerprints import VERSION
from dashlint.report.json_text import Value
from dashlint.report.run import TOOL
from dashlint.report.sarif_places import Places, region
from dashlint.report.sarif_rules import LEVELS
from dashlint.report.texts import one_line, steps

_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def result(found: Diagnostic, number: int, fingerprint: str, places: Places) -> Value:
    """A problem; `number` is that of its rule in the log."""
    return dict(_told(found, number, fingerprint, places))


def message(text: str) -> str:
    """The text so that no brace in it is taken for a placeholder, and no bracket for a link."""
    doubled = one_line(text).replace("{", "{{").replace("}", "}}")
    return _LINK.sub(r"\\[", doubled)


def _told(found: Diagnostic, number: int, fingerprint: str, places: Places) -> Iterator[tuple[str, Value]]:
    yield "ruleId", found.code
    yield "ruleIndex", number
    yield "level", LEVELS[found.severity]
    yield "message", {"text": "\n".join(_sentences(found))}
    yield "locations", [places.location(found.location, scope=found.scope)]
    if way := steps(found):
        yield "codeFlows", [{"threadFlows": [{"locations": list(_flow(found, way, places))}]}]
    if others := list(_others(found.notes, places)):
        yield "relatedLocations", others
    yield "partialFingerprints", {f"{TOOL}/{VERSION}": fingerprint}
    if found.fix and found.fix.applicability is not Applicability.DISPLAY:
        yield "fixes", [_fix(found.fix, places)]


def _sentences(found: Diagnostic) -> Iterator[str]:
    yield message(found.message)
    yield from (f"note: {message(note.message)}" for note in found.notes if note.location is None)
    if found.help:
        yield f"help: {message(found.help)}"


def _flow(found: Diagnostic, way: Sequence[DiagnosticNote], places: Places) -> Iterator[Value]:
    """The problem and the steps to its cause, each one deeper; both ends are essential."""
    start = DiagnosticNote(found.location, found.message, found.scope)
    whole = way if way[0].location == found.location else (start, *way)
    for depth, step in enumerate(whole):
        if step.location is not None:
            is_end = depth in (0, len(whole) - 1)
            where = places.location(step.location, message(step.message), step.scope)
            yield {"location": where, "nestingLevel": depth, "importance": "essential" if is_end else "important"}


def _others(notes: Sequence[DiagnosticNote], places: Places) -> Iterator[Value]:
    placed = (note for note in notes if note.location is not None)
    for number, note in enumerate(placed, 1):
        if note.location is not None:
            yield {"id": number, **places.location(note.location, message(note.message), note.scope)}


def _fix(fix: DiagnosticFix, places: Places) -> Value:
    files: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(edit.location.path, []).append(edit)
    changes: list[Value] = [
        {"artifactLocation": places.file(path), "replacements": [_replacement(edit) for edit in edits]}
        for path, edits in files.items()
    ]
    about: Value = {"applicability": fix.applicability.value}
    return {"description": {"text": message(fix.title)}, "artifactChanges": changes, "properties": about}


def _replacement(edit: Edit) -> Value:
    return {"deletedRegion": region(edit.location), "insertedContent": {"text": edit.text}}
