"""DSH301: an `async def` that awaits nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.rule import Problem, rule
from dashlint.rules.async_fixes import made_plain

ROLES = ("callback", "API endpoint", "page layout")


@rule("DSH301", severity="warning", effect=Effect.COST, since="3.1.0")
def pointless_async(project: Project) -> Iterator[Problem]:
    """An async callback or layout with nothing to await in its own body."""
    for entries in _by_function(project).values():
        if all(_is_pointless(project, entry) for entry in entries) and not project.fixing.must_be_async(entries[0]):
            entry = entries[0]
            yield Problem(
                entry.place,
                f"`{entry.function.node.name}` is `async def` but awaits nothing, so async costs and gains nothing",
                help=_help(entry),
                about=entry.place,
                yields=True,
                fix=made_plain(project, entry.activation, entry.backend),
            )


def _by_function(project: Project) -> dict[Place, list[EntryPoint]]:
    """Return the entry points by function, the worst context first; one in a worker process matters to nobody."""
    found: dict[Place, list[EntryPoint]] = {}
    for entry in project.entry_points:
        if entry.is_async and entry.runs is not Runs.WORKER:
            found.setdefault(entry.place, []).append(entry)
    return found


def _is_pointless(project: Project, entry: EntryPoint) -> bool:
    node = entry.function.node
    if entry.role not in ROLES or entry.decorations or node.is_generator or entry.is_moved_by_async:
        return False
    frame = entry.activation.frame
    return not project.coroutines.awaits(frame) and not _is_stub(node) and not project.coroutines.needs_loop(frame)


def _is_stub(node: facts.Function) -> bool:
    """Tell whether a body only says that somebody else has to write it."""
    return all(isinstance(statement, facts.Evaluate) and statement.kind == "raise" for statement in node.body)


def _help(entry: EntryPoint) -> str:
    if entry.runs is Runs.LOOP:
        return "write `def`, or await something: on this backend a plain `def` runs on the event loop just the same"
    return "write `def`: without anything to await the loop that it runs in is idle work"
