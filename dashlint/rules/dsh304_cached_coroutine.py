"""DSH304: a cache around an async function that keeps its coroutine, and not what it gives."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.coroutines.caches import CoroutineCache
from dashlint.rule import Problem, rule

#: What a cache does with the coroutine of a function, by the catalogue's word for it.
TREATMENTS = {
    "keeps": "keeps the coroutine of {}, which can be awaited only once: the second call with the same arguments "
    "raises `RuntimeError`",
    "pickles": "pickles the coroutine of {} instead of what it gives, which raises `TypeError`",
    "caches": "runs the coroutine of {} by `async_to_sync`, which raises `RuntimeError` where a loop is running",
}
TRANSFORM = "looks for server-side outputs in the coroutine of {} without awaiting it, so Dash answers 500"


@rule("DSH304", severity="error", effect=Effect.REQUEST)
def cached_coroutine(project: Project) -> Iterator[Problem]:
    """A cache around an async function that is not made for coroutines."""
    for cache in project.coroutines.caches:
        yield Problem(cache.place, _message(cache), help=_help(cache), about=cache.function.place)


def _message(cache: CoroutineCache) -> str:
    treatment = TRANSFORM if cache.known is None else TREATMENTS[cache.known.does]
    if cache.is_entry and cache.known is not None and cache.known.does == "keeps":
        treatment = "keeps the coroutine of {}, and hides it from Dash, which answers 500"
    return f"`{cache.name}` {treatment.format(f'`{cache.function.node.name}`')}"


def _help(cache: CoroutineCache) -> str:
    if cache.known is None:
        return "write the callbacks of this app as plain `def`, or keep what they load in a cache of your own"
    return cache.known.advice
