"""DSH301: an `async def` that awaits nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.diagnostic import Effect
from dashlint.project import EntryPoint, Project, Runs
from dashlint.rule import Problem, rule

ROLES = ("callback", "API endpoint", "page layout")


@rule("DSH301", severity="warning", effect=Effect.COST, since="3.1.0")
def pointless_async(project: Project) -> Iterator[Problem]:
    """An async callback or layout with nothing to await in its own body."""
    told = set()
    for entry in project.entry_points:
        if entry.place not in told and _is_pointless(project, entry):
            told.add(entry.place)
            yield Problem(
                entry.place,
                f"`{entry.function.node.name}` is `async def` but awaits nothing, so async costs and gains nothing",
                help=_help(entry),
                about=entry.place,
                yields=True,
            )


def _is_pointless(project: Project, entry: EntryPoint) -> bool:
    node = entry.function.node
    if not entry.is_async or entry.role not in ROLES or entry.decorations or node.is_generator:
        return False
    if entry.runs is Runs.WORKER:  # a process of its own, where it costs nobody anything
        return False
    if entry.is_moved_by_async or _is_stub(node):
        return False
    return not project.awaits(entry.activation.frame) and not project.needs_loop(entry.activation.frame)


def _is_stub(node: facts.Function) -> bool:
    """Tell whether a body only says that somebody else has to write it."""
    return all(isinstance(statement, facts.Evaluate) and statement.kind == "raise" for statement in node.body)


def _help(entry: EntryPoint) -> str:
    if entry.runs is Runs.LOOP:
        return "write `def`, or await something: on this backend a plain `def` runs on the event loop just the same"
    return "write `def`: without anything to await the loop that it runs in is idle work"
