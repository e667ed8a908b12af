"""What rules found, on its way to the diagnostics that are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from dashlint.changes import Fix
from dashlint.diagnostic import Diagnostic, DiagnosticFix, DiagnosticNote, Edit, Location, Severity
from dashlint.facts import Place
from dashlint.fix import edits_of
from dashlint.locations import Located, located
from dashlint.rule import Note, Problem, Rule
from dashlint.settings import Settings


@dataclass(frozen=True, slots=True)
class Found:
    """A problem with the rule that found it and the severity that counts."""

    rule: Rule
    problem: Problem
    severity: Severity

    @property
    def places(self) -> Iterator[Place]:
        """The places that it names."""
        yield self.problem.place
        yield from (note.place for note in self.problem.notes if note.place is not None)


OnError: TypeAlias = Callable[[Found, Exception], None]
"""What is told of a problem that makes dashlint itself fail."""


def diagnostics_of(
    found: Sequence[Found], texts: Mapping[str, bytes], settings: Settings, on_error: OnError
) -> tuple[Diagnostic, ...]:
    """Return the diagnostic of each but those that make dashlint fail; `texts` are the files that they lie in."""
    try:
        return tuple(_diagnostics(found, texts, settings))
    except Exception:
        return tuple(one for each in found for one in _alone(each, texts, settings, on_error))


def _alone(found: Found, texts: Mapping[str, bytes], settings: Settings, on_error: OnError) -> tuple[Diagnostic, ...]:
    """Return the diagnostic of a problem that may make dashlint fail, if need be without its fix."""
    try:
        return tuple(_diagnostics([found], texts, settings))
    except Exception as error:
        on_error(found, error)
    if found.problem.fix is None:
        return ()
    return _alone(replace(found, problem=replace(found.problem, fix=None)), texts, settings, on_error)


def _diagnostics(found: Sequence[Found], texts: Mapping[str, bytes], settings: Settings) -> Iterator[Diagnostic]:
    known = located({place for each in found for place in each.places}, texts)
    edits = edits_of([each.problem.fix for each in found if each.problem.fix], texts)
    for each in found:
        rule, problem, here = each.rule, each.problem, known[each.problem.place]
        notes = tuple(_note(note, known) for note in problem.notes)
        location = _narrowed(here.location, problem.columns)
        words = (problem.message, problem.help, notes)
        fix = _fix(each, edits, settings)
        come_of = rule.effect_of(problem), rule.effort_of(problem)
        yield Diagnostic(rule.code, rule.name, each.severity, location, *words, *come_of, here.scope, fix)


def _note(note: Note, known: Mapping[Place, Located]) -> DiagnosticNote:
    found = known[note.place] if note.place else None
    if found is None:
        return DiagnosticNote(None, note.message)
    return DiagnosticNote(found.location, note.message, found.scope, note.is_step)


def _fix(found: Found, edits: Mapping[Fix, tuple[Edit, ...]], settings: Settings) -> DiagnosticFix | None:
    fix, rule = found.problem.fix, found.rule
    if fix is None or fix not in edits:
        return None
    trusted = settings.fixing.applicability(rule.code, rule.name, found.severity, fix.applicability)
    return DiagnosticFix(fix.title, trusted, edits[fix])


def _narrowed(location: Location, columns: tuple[int, int] | None) -> Location:
    return replace(location, column=columns[0], end_column=columns[1]) if columns else location
