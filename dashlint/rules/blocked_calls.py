"""What the rules on blocking calls have in common: which calls are whose, and how they are told."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.catalogue import Blocking
from dashlint.changes import Fix
from dashlint.diagnostic import Effect, Effort, Severity
from dashlint.project import Project
from dashlint.project.blocking.blocked_calls import BlockedCall
from dashlint.project.entries.contexts import Runs
from dashlint.rule import Note, Problem
from dashlint.rules.backends import BACKENDS
from dashlint.rules.blocking_fixes import blocking_fix


def async_problems(project: Project, kind: str) -> Iterator[Problem]:
    """Yield a problem for each call in async code on a loop whose cause is of this kind."""
    for call in project.blocking.calls:
        if call.chain.cause.kind == kind and call.entry.is_async and call.entry.runs <= Runs.OWN_LOOP:
            yield problem(call, _consequence(call), async_help(call.chain.cause), blocking_fix(project, call))


def problem(call: BlockedCall, consequence: str, help: str, fix: Fix | None = None) -> Problem:
    """Return the problem of a blocked call, its severity from the cause and the loop it runs on.

    A lock around slow work is the lesser cause of the two: without the work nobody would wait for it.
    """
    cause = call.chain.cause
    severity = cause.severity
    is_shared = call.entry.runs is Runs.LOOP
    if not is_shared:
        severity = min(severity, Severity.WARNING)
    is_one_line = call.entry.is_async and cause.fallback == "to_thread"
    links = call.chain.links
    subject = f"{links[0].function} leads to `{cause.shown}`, which" if links else f"`{cause.shown}`"
    return Problem(
        call.place,
        f"{subject} {consequence}",
        help=help,
        notes=chain_notes(call),
        severity=severity,
        effect=None if is_shared else Effect.COST,
        effort=Effort.MECHANICAL if is_one_line else Effort.REWRITE,
        weight=2 * cause.severity - (cause.kind == "wait"),
        about=call.entry.place,
        fix=fix,
    )


def chain_notes(call: BlockedCall) -> tuple[Note, ...]:
    """Return the way to the cause, one note a call, and the app that it happens to where another file makes it."""
    links = call.chain.links
    steps = [Note(link.place, f"calls {link.function}", is_step=True) for link in links]
    if links:
        steps.append(Note(call.chain.place, f"calls `{call.chain.cause.shown}`", is_step=True))
    app = call.entry.app
    if app is not None and app.path not in ("", call.entry.path):
        steps.append(Note(app.place, f"this app runs on {BACKENDS[call.entry.backend]}"))
    return tuple(steps)


def async_help(cause: Blocking) -> str:
    """Return what to do about a blocking call in async code."""
    otherwise = "take it out of the callback, or make the callback `background=True`"
    return cause.advice or ", or ".join(async_ways(cause)) or otherwise


def async_ways(cause: Blocking) -> list[str]:
    """Return the ways to do the same in async code, each beginning with a verb."""
    ways = [f"use `{cause.replacement}`"] if cause.replacement else []
    if cause.fallback == "to_thread":
        ways.append("move the call off the loop with `await asyncio.to_thread(...)`")
    elif cause.fallback == "whole-function":
        ways.append("move the whole function that opens, uses and closes it to `await asyncio.to_thread(...)`")
    return ways


def _consequence(call: BlockedCall) -> str:
    if call.entry.runs is Runs.LOOP:
        return f"blocks the event loop and with it every user of this {BACKENDS[call.entry.backend]} worker"
    app = call.entry.app
    others = "no other user waits" if app is not None and app.is_decided else "no other user waits, elsewhere all would"
    return f"blocks the loop of its own request, so nothing else in it runs meanwhile (on Flask {others})"
