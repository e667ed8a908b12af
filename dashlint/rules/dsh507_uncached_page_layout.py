"""DSH507: a page's layout function that reads the same data again on every visit."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.blocking.blocked_calls import BlockedCall
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import chain_notes

READ = {"file": "a file", "database": "a database", "network": "the network"}


@rule("DSH507", severity="info", effect=Effect.COST)
def uncached_page_layout(project: Project) -> Iterator[Problem]:
    """A layout function of a page that reads a file, a database or the network, and keeps nothing of it."""
    for call in project.blocking.layout_reads:
        yield Problem(
            call.place,
            f"{_subject(call)} reads from {READ[call.chain.cause.kind]} on every visit of the page, because nothing "
            "keeps what it gives",
            help="put what it reads behind a cache with a time limit, such as `flask_caching.Cache.memoize`, "
            "or load it in a callback",
            notes=chain_notes(call),
            about=call.entry.place,
            yields=True,
        )


def _subject(call: BlockedCall) -> str:
    links = call.chain.links
    return f"{links[0].function}" if links else f"`{call.chain.cause.shown}`"
