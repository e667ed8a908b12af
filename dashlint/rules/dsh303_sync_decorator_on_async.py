"""DSH303: a decorator that hides from Dash that a callback is async."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.coroutines.hidden import HiddenCoroutine
from dashlint.rule import Note, Problem, rule


@rule("DSH303", severity="error", effect=Effect.REQUEST, since="3.1.0")
def sync_decorator_on_async(project: Project) -> Iterator[Problem]:
    """A decorator that returns a plain function around an async callback or page layout."""
    for hidden in project.coroutines.hidden:
        notes = (Note(hidden.wrapper, "Dash gets this instead"),) if hidden.wrapper is not None else ()
        yield Problem(hidden.place, _message(hidden), help=_help(hidden), notes=notes, about=hidden.entry.place)


def _message(hidden: HiddenCoroutine) -> str:
    function, who = f"`{hidden.function.node.name}`", f"`{hidden.name}`" if hidden.name else "what is registered"
    if hidden.known is not None and hidden.known.does == "runs":
        return f"{who} runs the coroutine of {function} by `async_to_sync`, which raises `RuntimeError` in a callback"
    makes = "is" if not hidden.name else "makes" if hidden.is_object else "returns"
    what = "an object" if hidden.is_object else "a plain function"
    return f"{who} {makes} {what} around the coroutine function {function}, so Dash never awaits it and answers 500"


def _help(hidden: HiddenCoroutine) -> str:
    if hidden.known is not None:
        return hidden.known.advice
    if hidden.is_object:
        return "write the decorator as a function that returns an `async def` wrapper, which awaits the function"
    return "write the wrapper as `async def`, and await the function in it"
