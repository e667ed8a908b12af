"""Answers about fixing: what must hold before a fix may change code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from dashlint.facts import Place
from dashlint.project.answers.basis import Basis
from dashlint.project.blocking.blocked_calls import BlockedCall
from dashlint.project.blocking.offloading import Offload, Offloading
from dashlint.project.blocking.turns import Turns
from dashlint.project.calls.certainty import is_understood
from dashlint.project.calls.mentions import Mentions
from dashlint.project.coroutines.async_making import AsyncMaking
from dashlint.project.coroutines.demands import Demands
from dashlint.project.coroutines.shapes import Shapes
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.entries.server_uses import ServerUse
from dashlint.project.flask.hook_bodies import HookBodies, HookBody
from dashlint.project.threads.bound import ThreadBound
from dashlint.project.threads.executor_calls import ExecutorCall, executor_call, handed_over
from dashlint.project.threads.lost_contexts import LostContext
from dashlint.project.values.objects import Activation, ProjectFunction


class FixingAnswers:
    """What must hold before a fix may change code; every answer is worked out once."""

    def __init__(self, basis: Basis) -> None:
        self._manifests = basis.manifests
        self._receivers = basis.receivers
        self._entries = basis.entries
        self._whole_graph = basis.whole_graph

    def must_be_async(self, entry: EntryPoint) -> bool:
        """Tell whether a class, a decorator or a caller needs the function of an entry point to be `async def`."""
        return Demands(self._receivers, Shapes(self._receivers)).are_made_of(entry.activation)

    def is_only_registered(self, function: ProjectFunction, once: bool = False) -> bool:
        """Tell whether Dash or a server alone gets a function, as it is written, so that no code calls it."""
        mentions = Mentions(self._receivers)
        return mentions.is_registered_once(function) if once else mentions.are_registrations(function)

    def is_understood(self, run: Activation, backend: str) -> bool:
        """Tell whether it is known of every call below a function what it runs."""
        return is_understood(self._receivers, self._whole_graph, run, backend)

    def hook_body(self, run: Activation, use: ServerUse) -> HookBody | None:
        """Return what a hook does before or after requests, if a middleware of FastAPI can do the same."""
        bodies = HookBodies(self._receivers, self._whole_graph)
        return bodies.before(run) if use.name == "before_request" else bodies.after(run, not use.on_dash)

    def returns_response(self, run: Activation) -> bool:
        """Tell whether a hook after requests returns the response that it takes, wherever it ends."""
        return HookBodies(self._receivers, self._whole_graph).returns_response(run)

    def handed_to_executor(self, lost: LostContext) -> Place | None:
        """Return the place of the function that an executor is given, if that is all that loses the context."""
        return handed_over(lost.handover)

    def executor_calls(self, lost: Iterable[LostContext]) -> Mapping[Place, ExecutorCall]:
        """Return the hand-overs among these that `asyncio.to_thread` can stand for, by place."""
        found = ((each.handover.place, executor_call(self._receivers, each.handover)) for each in lost)
        return {place: call for place, call in found if call is not None}

    def offload(self, call: BlockedCall) -> Offload | None:
        """Return how a blocked call can be awaited instead; None where that is not surely right."""
        return self._offloading.of(call)

    def may_become_async(self, entry: EntryPoint) -> bool:
        """Tell whether the function of an entry point stays right as an `async def`, for Dash and for its callers."""
        return self._async_making.may_become_async(entry)

    @cached_property
    def _async_making(self) -> AsyncMaking:
        return AsyncMaking(self._receivers, self._manifests, self._entries.all, self._entries.callback_uses)

    @cached_property
    def _offloading(self) -> Offloading:
        bound = ThreadBound(self._receivers, self._whole_graph)
        return Offloading(self._receivers, bound, self._async_making, Turns(self._receivers, self._whole_graph))
