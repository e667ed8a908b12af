"""DSH207: manifests that do not ask for the Dash, or the extra of it, that the code needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashlint.changes import Fix, WriteText
from dashlint.diagnostic import Applicability, Effect
from dashlint.manifests import DashDeclared, Requirement, better, shown
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule
from dashlint.rules.dash_needs import Need, needs


@rule("DSH207", severity="error", effect=Effect.DEPENDENCIES)
def missing_extra(project: Project) -> Iterator[Problem]:
    """A manifest that asks for plain or old Dash beside code that needs more."""
    unmet: dict[DashDeclared, list[Need]] = {}
    for need in needs(project):
        declared = project.manifests.dash(need.path)
        if declared is not None and (declared.lacks(*need.packages) or declared.is_older(need.since)):
            unmet.setdefault(declared, []).append(need)
    for declared, some in unmet.items():
        for declaration in declared.edited:
            yield replace(_problem(declaration, declared, some), fix=_fix(project, declaration, declared, some))


def _problem(declaration: Requirement, declared: DashDeclared, unmet: Sequence[Need]) -> Problem:
    missing = [package for need in unmet for package in declared.lacks(*need.packages)]
    since = max(need.since for need in unmet)
    advice = better(declaration, [need.extra for need in unmet], missing, since)
    if any(declared.is_older(need.since) and not declaration.is_older(need.since) for need in unmet):
        advice += " and lock again"
    first = {need.note: need.place for need in reversed(unmet)}
    notes = tuple(Note(place, note) for note, place in reversed(first.items()))
    return Problem(declaration.place, _message(declaration, declared, unmet[0]), help=advice, notes=notes)


def _fix(project: Project, declaration: Requirement, declared: DashDeclared, unmet: Sequence[Need]) -> Fix | None:
    """Return what asks for the extras; none where the version may lack them, so that one has to be chosen and tried."""
    written = project.manifests.with_extras(declaration, [need.extra for need in unmet])
    if written is None or declaration.specifier.prereleases:
        return None
    if any(one.is_older(need.since) for one in (declaration, declared) for need in unmet):
        return None
    extras = sorted({*declaration.extras, *(need.extra for need in unmet)})
    change = WriteText(declaration.place, written.columns, written.text)
    return Fix(f"ask for `dash[{','.join(extras)}]`", Applicability.UNSAFE, (change,))


def _message(declaration: Requirement, declared: DashDeclared, need: Need) -> str:
    asked = f"`{shown(declaration)}`"
    if declaration.is_older(need.since):
        return f"{asked} is older than Dash {need.since}, the first with {need.subject}"
    if declared.is_older(need.since):
        return f"{asked} is locked to a Dash older than {need.since}, the first with {need.subject}"
    packages = " and no ".join(f"`{package}`" for package in declared.lacks(*need.packages))
    return f"{asked} brings no {packages}, {need.otherwise}"
