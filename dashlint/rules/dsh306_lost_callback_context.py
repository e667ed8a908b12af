"""DSH306: the callback's context used in a thread that does not have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dashlint.changes import Fix
from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.threads.executor_calls import ExecutorCall
from dashlint.project.threads.lost_contexts import LostContext
from dashlint.rule import Note, Problem, rule
from dashlint.rules.thread_fixes import run_in_copy, with_context

THREADS = ("threading.Thread", "threading.Timer")
CALLED = ("set_props", "record_timing")
COPY = "`contextvars.copy_context().run`"


@rule("DSH306", severity="error", effect=Effect.REQUEST)
def lost_callback_context(project: Project) -> Iterator[Problem]:
    """`dash.ctx` or `set_props` in code that a callback hands to a thread without its context."""
    calls = project.fixing.executor_calls(project.callbacks.lost_contexts)
    for lost in project.callbacks.lost_contexts:
        is_silent = lost.handover.runner.name in THREADS or lost.handover.is_dropped
        outcome = "raises `LookupError`" + (", and the callback never sees it" if is_silent else "")
        yield Problem(
            lost.handover.place,
            f"{_subject(lost)} {outcome}",
            help=_help(lost),
            notes=tuple(_notes(lost)),
            effect=Effect.SILENT if is_silent else None,
            fix=_fix(project, calls, lost),
        )


def _fix(project: Project, calls: Mapping[Place, ExecutorCall], lost: LostContext) -> Fix | None:
    call = calls.get(lost.handover.place)
    if call is None:
        function = project.fixing.handed_to_executor(lost)
        return run_in_copy(function) if function is not None else None
    return with_context(call, tuple(other for other in calls.values() if call.loop and other.loop == call.loop))


def _subject(lost: LostContext) -> str:
    if not lost.function:
        return f"`{lost.use.name}` runs in a thread without the callback's context, so it"
    return f"{lost.function} runs in a thread without the callback's context, so `{lost.use.name}` in it"


def _help(lost: LostContext) -> str:
    is_read = lost.use.name.rpartition(".")[2] not in CALLED
    first = f"read `{lost.use.name}` before and pass it as an argument" if is_read else ""
    runner = lost.handover.runner.name
    if lost.in_async:
        second = "use `await asyncio.to_thread(...)`, which takes the context along"
    elif runner.endswith(".map"):
        second = f"use `submit` with {COPY} for each item"
    elif runner in THREADS:
        second = f"use {COPY} as the target with the function as its argument, and wait for the thread"
    else:
        second = f"hand over {COPY} with the function as its argument"
    return ", or ".join(part for part in (first, second) if part)


def _notes(lost: LostContext) -> Iterator[Note]:
    for link in lost.links:
        yield Note(link.place, f"calls {link.function}", is_step=True)
    if lost.function:
        yield Note(lost.use.place, f"`{lost.use.name}` needs the context here", is_step=True)
    if lost.entry.place.path != lost.handover.place.path or lost.handover.frame is not lost.entry.activation.frame:
        yield Note(lost.entry.place, f"this {lost.entry.role} leads to it")
