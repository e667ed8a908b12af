"""Fixes that hand work to a thread in a way that takes the callback's context along."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Change, DropArgument, DropStatement, Fix, Rename, Rewrite, Unwrap
from dashlint.diagnostic import Applicability
from dashlint.facts import Place
from dashlint.project.threads.executor_calls import ExecutorCall

TO_THREAD = "asyncio.to_thread"


def with_context(call: ExecutorCall, others: tuple[ExecutorCall, ...]) -> Fix:
    """Return what makes `run_in_executor` calls `to_thread` calls.

    `others` use the same loop: where these are all of its uses, they change together, and it needs no name any more.
    """
    calls = tuple(sorted({call, *others}, key=lambda one: one.place))
    is_all = call.loop is not None and call.uses == len(calls)
    changes = [change for one in (calls if is_all else (call,)) for change in _changes(one)]
    if is_all and call.loop is not None:
        changes.append(DropStatement(call.loop))
    title = "use `asyncio.to_thread` instead of `run_in_executor`"
    return Fix(title, Applicability.UNSAFE, tuple(changes))


def run_in_copy(function: Place) -> Fix:
    """Return what runs a function that an executor is given in a copy of the context."""
    copy = Rewrite(function, "{copy}().run, {0}", (function,), (("copy", "contextvars.copy_context"),))
    return Fix("hand over `copy_context().run` with the function", Applicability.UNSAFE, (copy,))


def _changes(call: ExecutorCall) -> Iterator[Change]:
    yield Rename(call.place, TO_THREAD)
    yield DropArgument(call.place, 0)
    if call.partial is not None:
        yield Unwrap(call.partial)
