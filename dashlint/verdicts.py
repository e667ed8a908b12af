"""Verdicts: what becomes of each problem that a rule found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashlint.comments import without_reason
from dashlint.diagnostic import Diagnostic
from dashlint.facts import Place
from dashlint.found import Found, OnError, diagnostics_of
from dashlint.settings import Settings
from dashlint.suppress import Suppression

Became: TypeAlias = Literal["reported", "suppressed", "not selected", "outweighed"]
"""What becomes of a problem: one that is outweighed is part of a worse one that is reported at the same place."""
Silencing: TypeAlias = Mapping[str, Sequence[Suppression]]
"""The comments that silence rules, by the path of their file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A problem that some rule found, with what became of it, and the comment's line where it is suppressed."""

    diagnostic: Diagnostic
    became: Became
    line: int | None = None


def reported(
    found: Iterable[Found], texts: Mapping[str, bytes], silencing: Silencing, settings: Settings, on_error: OnError
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of the problems that are reported, by path, line, column and code."""
    shown = [each for each in found if _is_selected(each, settings)]
    diagnostics = diagnostics_of(_one_per_mistake(shown), texts, settings, on_error)
    return tuple(sorted(_told(diagnostics, silencing, settings), key=_order))


def verdicts(
    found: Sequence[Found], texts: Mapping[str, bytes], silencing: Silencing, settings: Settings
) -> tuple[Verdict, ...]:
    """Return what becomes of every problem, in the order of what is reported.

    Raises:
        Exception: a problem makes dashlint fail.
    """
    shown = [each for each in found if _is_selected(each, settings)]
    selected, weighty = {id(each) for each in shown}, {id(each) for each in _one_per_mistake(shown)}
    judged = []
    for each, diagnostic in zip(found, diagnostics_of(found, texts, settings, _refuse), strict=True):
        here = diagnostic.location
        comments = (one for one in silencing.get(here.path, ()) if _silences(one, diagnostic))
        told = next(_told([diagnostic], silencing, settings), None)
        if id(each) not in selected:
            judged.append(Verdict(diagnostic, "not selected"))
        elif id(each) not in weighty:
            judged.append(Verdict(diagnostic, "outweighed"))
        elif told is None:
            judged.append(Verdict(diagnostic, "suppressed", next(comments).line))
        else:
            judged.append(Verdict(told, "reported"))
    return tuple(sorted(judged, key=lambda verdict: _order(verdict.diagnostic)))


def _refuse(found: Found, error: Exception) -> None:
    raise error


def _is_selected(found: Found, settings: Settings) -> bool:
    return settings.reports(found.problem.place.path, found.rule.code, found.rule.name, found.severity)


def _one_per_mistake(found: Iterable[Found]) -> list[Found]:
    """Leave one problem for each mistake: at one place the worst with the shortest chain, and none that yields."""
    best: dict[Place, Found] = {}
    others = []
    for each in found:
        if each.problem.about is None or each.problem.yields:
            others.append(each)
        elif each.problem.place not in best or _rank(each) < _rank(best[each.problem.place]):
            best[each.problem.place] = each
    about = {each.problem.about for each in best.values()}
    return [*best.values(), *(each for each in others if not each.problem.yields or each.problem.about not in about)]


def _rank(found: Found) -> tuple[int, int, str]:
    weight = found.severity if found.problem.weight is None else found.problem.weight
    return -weight, len(found.problem.notes), found.rule.code


def _told(found: Iterable[Diagnostic], silencing: Silencing, settings: Settings) -> Iterator[Diagnostic]:
    """Yield what no comment silences, or only one without the reason that is required."""
    for each in found:
        comments = silencing.get(each.location.path, ())
        by = [one for one in comments if _silences(one, each)]
        if not by:
            yield each
        elif settings.require_reasons and not any(one.directive.reason for one in by):
            yield without_reason(each, by[0])


def _silences(comment: Suppression, found: Diagnostic) -> bool:
    return comment.silences(found.code, found.name, found.location.line, found.location.end_line)


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    where = diagnostic.location
    return where.path, where.line, where.column, diagnostic.code
