"""DSH510: a client that a callback makes anew on every call."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH510", severity="info", effect=Effect.LOOP, since="4.2.0")
def client_per_callback(project: Project) -> Iterator[Problem]:
    """A client of httpx, openai or boto3 that is made on the event loop whenever a callback runs."""
    blocked = {place for call in project.blocking.calls for place in (call.place, call.chain.place)}
    for made in project.blocking.made_clients:
        if made.place in blocked:
            continue
        entry = made.entry
        yield Problem(
            made.place,
            f"`{made.name}` is made on every call of the {entry.role}, which holds the event loop of this "
            f"{BACKENDS[entry.backend]} worker for some {made.milliseconds} ms and opens new connections",
            help="make it once, in the module, and use it in every call",
            notes=(Note(entry.place, f"this {entry.role} leads to it"),) if made.is_indirect else (),
        )
