"""The verdict of an audit: one sentence on what becomes of the apps if nothing but the backend changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashlint.audit.model import Finding, MovedApp
from dashlint.audit.words import NAMES, counted
from dashlint.diagnostic import Effect

_OUTSIDE = (Effect.DEPLOYMENT, Effect.DEPENDENCIES)


def verdict(to: str, apps: Sequence[MovedApp], findings: Sequence[Finding]) -> str:
    """Return the sentence; the worst effect decides."""
    counts = Counter(finding.effect for finding in findings)
    worst = next((effect for effect in Effect if counts[effect]), None)
    moving = [app for app in apps if app.moves and not app.is_for_tests]
    subject, is_one = ("The apps", False) if len(moving) > 1 else ("The app", True)
    if worst is None:
        return _nothing(to, apps)
    outside = sum(counts[effect] for effect in _OUTSIDE)
    if worst is Effect.TESTS:
        return f"Nothing stands in the way but {_places(counts[worst])} in the tests."
    if worst in _OUTSIDE:
        return f"The code can move as it is, but how it is installed or served has to change: {_places(outside)}."
    verb = _one(worst, NAMES[to], counts[worst]) if is_one else _several(worst, NAMES[to], counts[worst])
    access = counts[Effect.ACCESS]
    if worst is Effect.START:
        return f"{subject} {verb}{f'; {_places(access)} would then let someone in' if access else ''}."
    return f"Installed and served the right way, {subject.lower()} {verb}." if outside else f"{subject} {verb}."


def _nothing(to: str, apps: Sequence[MovedApp]) -> str:
    if not apps:
        return "There is no Dash app here, so nothing moves."
    if not any(app.moves for app in apps):
        return f"Nothing moves: {NAMES[to]} is what {'it runs' if len(apps) == 1 else 'they run'} on already."
    return "Nothing stands in the way: no place is known that has to change besides the switch."


def _one(effect: Effect, backend: str, count: int) -> str:
    places, are = _places(count), "is" if count == 1 else "are"
    return {
        Effect.START: f"will not start on {backend} until {places} {are} changed",
        Effect.ACCESS: f"starts on {backend}, but lets someone in at {places}",
        Effect.REQUEST: f"starts on {backend}, but fails at request in {places}",
        Effect.SILENT: f"starts and answers on {backend}, but changes without a word in {places}",
        Effect.LOOP: f"works on {backend}, but freezes the event loop, and with it everyone, in {places}",
        Effect.COST: f"works on {backend}, but loses time in {places}",
    }[effect]


def _several(effect: Effect, backend: str, count: int) -> str:
    places, are = _places(count), "is" if count == 1 else "are"
    return {
        Effect.START: f"will not all start on {backend} until {places} {are} changed",
        Effect.ACCESS: f"start on {backend}, but let someone in at {places}",
        Effect.REQUEST: f"start on {backend}, but fail at request in {places}",
        Effect.SILENT: f"start and answer on {backend}, but change without a word in {places}",
        Effect.LOOP: f"work on {backend}, but freeze the event loop, and with it everyone, in {places}",
        Effect.COST: f"work on {backend}, but lose time in {places}",
    }[effect]


def _places(count: int) -> str:
    return counted(count, "place")
