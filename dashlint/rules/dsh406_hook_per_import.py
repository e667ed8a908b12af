"""DSH406: a hook or route that is registered again whenever a callback or layout runs."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect, Severity
from dashlint.project import Project
from dashlint.project.servers.late_registrations import Fate, LateRegistration
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS

OUTCOMES = {
    Fate.REFUSED: (Effect.REQUEST, Severity.ERROR, "raises an exception, because a server that runs takes no more"),
    Fate.TAKEN: (
        Effect.REQUEST,
        Severity.ERROR,
        "raises an exception from the second call on, because the name is taken",
    ),
    Fate.HIDDEN: (Effect.SILENT, Severity.ERROR, "puts it behind Dash's catch-all route, so it never answers"),
    Fate.IGNORED: (Effect.SILENT, Severity.ERROR, "has been set up without it, so it never runs"),
    Fate.REPEATED: (Effect.COST, Severity.WARNING, "adds it once more each time, so there are ever more of them"),
}


@rule("DSH406", severity="error", effect=Effect.REQUEST)
def hook_per_import(project: Project) -> Iterator[Problem]:
    """A hook or route registered inside a callback, a layout, a page function or what they call."""
    worst: dict[object, LateRegistration] = {}
    order = list(Fate)
    for late in project.servers.late_registrations:
        known = worst.get(late.use.place)
        if known is None or order.index(late.fate) < order.index(known.fate):
            worst[late.use.place] = late
    for late in worst.values():
        effect, severity, outcome = OUTCOMES[late.fate]
        entry, backend = late.entry, BACKENDS[late.backend]
        yield Problem(
            late.use.place,
            f"`{late.use.name}` runs on every call of the {entry.role} {_name(late)}, and {backend} {outcome}",
            help="move it to the module that makes the app, where it runs once",
            notes=(Note(entry.place, f"this {entry.role} leads to it"),) if late.is_indirect else (),
            severity=severity,
            effect=effect,
        )


def _name(late: LateRegistration) -> str:
    name = late.entry.function.node.name
    return f"`{name}`" if name.isidentifier() else "here"
