"""The async side of libraries: coroutines, what treats them badly, and what is bound to an event loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from dashlint.catalogue.backends import Backend

#: What a decorator does with the coroutine of an `async def`: it returns a plain function around it, runs it by
#: asgiref's `async_to_sync`, or caches it as it is, pickled, or run like that.
Treatment: TypeAlias = Literal["hides", "runs", "keeps", "pickles", "caches"]


@dataclass(frozen=True, slots=True)
class AsyncDecorator:
    """What a decorator of a library does with an `async def` on these `backends`; `advice` says what to do instead."""

    name: str
    does: Treatment
    backends: frozenset[Backend]
    advice: str


@dataclass(frozen=True, slots=True)
class Coroutine:
    """A name that has to be awaited: a function whose call makes a coroutine, or a property that is one."""

    name: str
    is_property: bool = False


@dataclass(frozen=True, slots=True)
class LoopBound:
    """A use of an object that binds it to the event loop that runs, so that it fails on the next loop.

    It `raises` there; one that `waits` does so only where it has to wait. `given` is what its first argument has to
    contain, `unless` are the arguments that keep it from being bound. One that `needs_loop` cannot be made at import.
    `instead` is what to do, beginning with a verb.
    """

    name: str
    raises: str
    instead: str
    waits: bool = False
    needs_loop: bool = False
    given: str = ""
    unless: tuple[str, ...] = ()
