"""Layout reads: what the layout functions of pages read anew on every visit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dashlint.diagnostic import Severity
from dashlint.project.blocking.blocked_calls import BlockedCall, BlockedCalls
from dashlint.project.blocking.keeping import UnkeptSteps, is_cached, stores
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.chains import wrapped
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.objects import Activation

_READING = frozenset({"file", "database", "network"})
#: What changes something is no reading, so there is nothing to keep.
_CHANGING = re.compile(
    r"write|save|dump|remove|unlink|mkdir|copy|move|rename|delete|commit|insert|(^|\.)(to_|put|patch|send)"
)


def layout_reads(receivers: Receivers, graph: CallGraph, entries: tuple[EntryPoint, ...]) -> Iterator[BlockedCall]:
    """Yield the first call in each page's layout function that reads, itself or by what it calls, and keeps nothing."""
    layouts = [entry for entry in entries if entry.role == "page layout" and graph.leads(entry.activation.frame)]
    pages = tuple(_written(receivers, entry) for entry in layouts if not _keeps(entry))
    own = tuple(entry for entry in pages if not is_cached(receivers, entry.function))
    told = set()
    for call in BlockedCalls(UnkeptSteps(receivers, graph)).of(own) if own else ():
        if call.entry.place not in told and _is_reading(call):
            told.add(call.entry.place)
            yield call


def _keeps(entry: EntryPoint) -> bool:
    """Tell whether what Dash calls stores what it gives, as a cache that the project has written itself."""
    return stores(entry.activation.frame.scope)


def _written(receivers: Receivers, entry: EntryPoint) -> EntryPoint:
    """Return the layout function as it is written: what a decorator looks up, such as who may see it, is not meant."""
    function = wrapped(entry.activation)
    if function is None:
        return entry
    return replace(entry, activation=Activation(function, receivers.body_frame(function, ())))


def _is_reading(call: BlockedCall) -> bool:
    cause = call.chain.cause
    return cause.kind in _READING and cause.severity > Severity.INFO and not _CHANGING.search(cause.name)
