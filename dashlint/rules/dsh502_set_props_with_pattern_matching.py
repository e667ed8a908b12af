"""DSH502: runs of one pattern-matching callback that all write to the same component with `set_props`."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH502", severity="info", effect=Effect.SILENT, since="4.2.0")
def set_props_with_pattern_matching(project: Project) -> Iterator[Problem]:
    """`set_props` on one component by a callback that runs once for every component that matches."""
    told: set[Place] = set()
    for shared in project.callbacks.shared_props:
        if shared.start not in told:
            told.add(shared.start)
            steps = [Note(link.place, f"calls {link.function}", is_step=True) for link in shared.links]
            steps += [Note(shared.place, "calls `set_props`", is_step=True)] if steps else []
            yield Problem(
                shared.start,
                f"with `{shared.wildcard}` the callback runs once for each component, all runs write to "
                f"`{shared.target}`, and on {BACKENDS[shared.entry.backend]} they overlap: the slowest one wins, "
                "not the latest",
                help="write to a component with the index that matched, or make it one callback with `ALL`",
                notes=tuple(steps),
            )
