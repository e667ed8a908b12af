"""DSH302: a coroutine that is made and not awaited."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Fix
from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.calls.fates import Fate
from dashlint.project.coroutines.forgotten import ForgottenAwait
from dashlint.project.entries.contexts import EntryPoint
from dashlint.rule import Problem, rule
from dashlint.rules.async_fixes import awaited, awaited_in_async
from dashlint.rules.backends import BACKENDS

TYPE_ERROR = "which raises `TypeError`"
#: What is said of a coroutine, by its fate, and what comes of that.
SAID: dict[Fate, tuple[str, Effect]] = {
    Fate.DROPPED: ("is never awaited, so nothing of it runs", Effect.SILENT),
    Fate.COMPONENT: ("is put into a component without `await`, which cannot be sent to the browser", Effect.REQUEST),
    Fate.LAYOUT: ("is made the layout without `await`, and Dash does not start with that", Effect.START),
    Fate.TESTED: ("is tested without `await`, and a coroutine is always true", Effect.SILENT),
    Fate.COMPARED: ("is compared without `await`, and a coroutine equals nothing else", Effect.SILENT),
    Fate.FORMATTED: ("is turned into text without `await`, which gives `<coroutine object ...>`", Effect.SILENT),
    Fate.ATTRIBUTE: (
        "is asked for an attribute without `await`, which raises `AttributeError`",
        Effect.REQUEST,
    ),
    Fate.ITEM: (f"is subscripted without `await`, {TYPE_ERROR}", Effect.REQUEST),
    Fate.ITERATED: (f"is iterated over without `await`, {TYPE_ERROR}", Effect.REQUEST),
    Fate.UNPACKED: (f"is unpacked without `await`, {TYPE_ERROR}", Effect.REQUEST),
    Fate.CALCULATED: (f"is calculated with without `await`, {TYPE_ERROR}", Effect.REQUEST),
    Fate.ENTERED: (f"is entered by `with` without `await`, {TYPE_ERROR}", Effect.REQUEST),
    Fate.CALLED: (f"is called without `await`, {TYPE_ERROR}", Effect.REQUEST),
    Fate.MEASURED: ("is passed on without `await` to what needs its result, which fails", Effect.REQUEST),
}


@rule("DSH302", severity="error", effect=Effect.SILENT)
def forgotten_await(project: Project) -> Iterator[Problem]:
    """A coroutine that is dropped, returned to Dash or the server, or used as its value."""
    for found in project.coroutines.forgotten_awaits:
        consequence, effect = _said(project, found)
        yield Problem(
            found.place,
            f"the coroutine of `{found.name}` {consequence}",
            help=_help(found),
            effect=effect,
            about=found.about,
            fix=_fix(project, found),
        )


def _fix(project: Project, found: ForgottenAwait) -> Fix | None:
    """Return what awaits a coroutine; none where something may await it, or where a `with` needs it for another end."""
    if not found.is_free or found.function is None or found.fate is Fate.ENTERED:
        return None
    if found.function.is_async:
        return awaited(found.place, found.name)
    return awaited_in_async(project, found.entry, found.place, found.name) if _is_own(found) else None


def _is_own(found: ForgottenAwait) -> bool:
    """Tell whether a call stands in the function that Dash calls, and not below it."""
    return found.entry is not None and found.entry.place == found.about


def _said(project: Project, found: ForgottenAwait) -> tuple[str, Effect]:
    return _returned(project, found.entry) if found.fate is Fate.RETURNED and found.entry else SAID[found.fate]


def _returned(project: Project, entry: EntryPoint) -> tuple[str, Effect]:
    if project.runs_at_start(entry):
        return "is returned without `await`, and Dash does not start with that", Effect.START
    answering = BACKENDS[entry.backend] if entry.role == "route" else "Dash"
    return f"is returned without `await`, and {answering} answers 500", Effect.REQUEST


def _help(found: ForgottenAwait) -> str:
    function, entry = found.function, found.entry
    if function is not None and function.is_async:
        return "write `await` in front of it"
    is_entry = _is_own(found)
    if function is None or entry is None or (is_entry and entry.role == "layout"):
        return _help_at_import(found.fate)
    if function.name == "<lambda>":
        return "write an `async def` function that awaits it instead of the lambda"
    others = "" if is_entry else ", and await it where it is called"
    return f"make `{function.name}` `async def` and await the coroutine in it{others}"


def _help_at_import(fate: Fate) -> str:
    if fate is Fate.DROPPED:
        return "run it with `asyncio.run(...)` where this is a script, else in a start-up hook of the server"
    return "load it in a callback, which can be `async def`: a layout and what runs at import cannot"
