"""Answers about blocking: what takes long in entry points."""

from __future__ import annotations

from functools import cached_property

from dashlint.project.answers.basis import Basis
from dashlint.project.blocking.blocked_calls import BlockedCall, BlockedCalls
from dashlint.project.blocking.client_making import ClientMaking, MadeClient
from dashlint.project.blocking.keeping import UnkeptSteps
from dashlint.project.blocking.layout_reads import layout_reads
from dashlint.project.blocking.turns import Turns
from dashlint.project.blocking.waits import Wait, Waits
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.values.objects import Activation


class BlockingAnswers:
    """What takes long in entry points; every answer is worked out once."""

    def __init__(self, basis: Basis) -> None:
        self._receivers = basis.receivers
        self._graph = basis.graph
        self._entries = basis.entries

    def blocks(self, run: Activation, backend: str) -> bool:
        """Tell whether a function blocks, or leads to what does, wherever it runs."""
        return BlockedCalls(self._graph).are_below(run, backend)

    @cached_property
    def calls(self) -> tuple[BlockedCall, ...]:
        """The calls in entry points that block the loop they run on, or lead to what does."""
        return tuple(BlockedCalls(self._graph).of(self._entries.all))

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """The calls in entry points, or reached from them, that wait for as long as the code says."""
        return tuple(Waits(self._receivers, self._graph).of(self._entries.all))

    @cached_property
    def layout_reads(self) -> tuple[BlockedCall, ...]:
        """The first call in each page's layout function that reads on every visit, by place."""
        found = layout_reads(self._receivers, self._graph, self._entries.all)
        return tuple(sorted(found, key=lambda call: call.place))

    @cached_property
    def made_clients(self) -> tuple[MadeClient, ...]:
        """The clients that callbacks on an event loop make anew on every call, by place."""
        making = ClientMaking(self._receivers, UnkeptSteps(self._receivers, self._graph))
        return tuple(sorted(making.of(self._entries.all), key=lambda made: made.place))

    @cached_property
    def awaiting_in_turn(self) -> tuple[EntryPoint, ...]:
        """The async callbacks on Flask that await one thing after the other, by place."""
        return tuple(sorted(Turns(self._receivers, self._graph).of(self._entries.all), key=lambda entry: entry.place))
