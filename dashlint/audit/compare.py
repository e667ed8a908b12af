"""What a move changes: the findings after it against those of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashlint.diagnostic import Diagnostic, Effect, Location, Severity

#: The most urgent first.
_URGENCY = {effect: rank for rank, effect in enumerate(Effect)}
#: What one backend needs to be installed and served is not what another one needs, so here the hint counts as well.
NEEDS = (Effect.DEPLOYMENT, Effect.DEPENDENCIES)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`caused` is there after the move only, or is worse then; `already` is there today too; `resolved` goes away."""

    caused: tuple[Diagnostic, ...]
    already: tuple[Diagnostic, ...]
    resolved: tuple[Diagnostic, ...]


def compared(today: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> Comparison:
    """Compare what is found today with what is found after the move; advice, and what harms no app, is left out."""
    present = [one for one in today if _counts(one)]
    later = [one for one in after if _counts(one)]
    known = {_mistake(one): one for one in present}
    left = {_mistake(one) for one in later}
    is_old = [_is_no_worse(one, known.get(_mistake(one))) for one in later]
    return Comparison(
        tuple(one for one, old in zip(later, is_old, strict=True) if not old),
        tuple(one for one, old in zip(later, is_old, strict=True) if old),
        tuple(one for one in present if _mistake(one) not in left),
    )


def _counts(diagnostic: Diagnostic) -> bool:
    return diagnostic.effect is not None and diagnostic.severity > Severity.INFO


def _mistake(diagnostic: Diagnostic) -> tuple[str, Location, str]:
    needed = diagnostic.help if diagnostic.effect in NEEDS else ""
    return diagnostic.code, diagnostic.location, needed


def _is_no_worse(after: Diagnostic, today: Diagnostic | None) -> bool:
    if today is None or today.effect is None or after.effect is None:
        return False
    return _URGENCY[after.effect] >= _URGENCY[today.effect] and after.severity <= today.severity
