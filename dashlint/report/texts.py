"""What a diagnostic says, as text on one line or on several."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Applicability, Diagnostic, DiagnosticFix, DiagnosticNote
from dashlint.report.excerpt import Excerpts

FIX_TITLES = {
    Applicability.SAFE: "fix:",
    Applicability.UNSAFE: "fix (with `--unsafe-fixes`):",
    Applicability.DISPLAY: "fix (to be finished by hand):",
}


def one_line(text: str) -> str:
    """The text without line breaks, so that no message can look like two."""
    return " ".join(text.split())


def remarks(diagnostic: Diagnostic, excerpts: Excerpts) -> Iterator[str]:
    """Whatever a diagnostic says besides its message, one line each: the other places, what to do, what mends it."""
    for note in diagnostic.notes:
        yield note_line(note, excerpts)
    if diagnostic.help:
        yield f"help: {one_line(diagnostic.help)}"
    if diagnostic.fix:
        yield fix_line(diagnostic.fix)


def note_line(note: DiagnosticNote, excerpts: Excerpts) -> str:
    """Another place and what is said of it."""
    where = excerpts.where(note.location) if note.location else "note"
    return f"{where}: {one_line(note.message)}"


def fix_line(fix: DiagnosticFix) -> str:
    """What a fix does, and what it takes to get it."""
    return f"{FIX_TITLES[fix.applicability]} {one_line(fix.title)}"


def steps(diagnostic: Diagnostic) -> tuple[DiagnosticNote, ...]:
    """The chain of calls that leads from the problem to its cause, nearest first; empty where there is none."""
    return tuple(note for note in diagnostic.notes if note.is_step and note.location is not None)
