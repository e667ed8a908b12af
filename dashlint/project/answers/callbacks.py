"""Answers about callbacks: what callbacks are given and lose."""

from __future__ import annotations

from functools import cached_property

from dashlint.project.answers.basis import Basis
from dashlint.project.entries.persistent_callbacks import PersistentCallback, PersistentCallbacks
from dashlint.project.entries.shared_props import SharedProps, SharedPropsCalls
from dashlint.project.servers.asgi_options import AsgiOption, AsgiOptions, FlaskApps
from dashlint.project.servers.websocket_reads import WebsocketRead, WebsocketReads
from dashlint.project.threads.lost_contexts import LostContext, LostContexts


class CallbackAnswers:
    """What callbacks are given and lose; every answer is worked out once."""

    def __init__(self, basis: Basis) -> None:
        self._receivers = basis.receivers
        self._graph = basis.graph
        self._apps = basis.apps
        self._entries = basis.entries

    @cached_property
    def asgi_options(self) -> tuple[AsgiOption, ...]:
        """The options of apps and callbacks that have no effect, because they run on Flask, by place."""
        options = AsgiOptions(self._receivers, self._apps, self._entries.callback_uses)
        return tuple(sorted(options.all(), key=lambda option: option.place))

    @cached_property
    def websocket_reads(self) -> tuple[WebsocketRead, ...]:
        """The uses of a websocket in callbacks that run on Flask, by place."""
        flask = FlaskApps(self._receivers, self._apps)
        reads = dict.fromkeys(WebsocketReads(self._receivers, self._entries, self._graph, flask).all())
        return tuple(sorted(reads, key=lambda read: read.place))

    @cached_property
    def persistent(self) -> tuple[PersistentCallback, ...]:
        """The callbacks that stay in a worker thread of a websocket, by place."""
        found = PersistentCallbacks(self._receivers, self._graph).of(self._entries.callback_uses)
        return tuple(sorted(found, key=lambda callback: callback.entry.place))

    @cached_property
    def lost_contexts(self) -> tuple[LostContext, ...]:
        """The hand-overs of functions that need their callback's context to threads without it, by place."""
        found = LostContexts(self._receivers, self._graph).of(self._entries.all)
        return tuple(sorted(found, key=lambda lost: lost.handover.place))

    @cached_property
    def shared_props(self) -> tuple[SharedProps, ...]:
        """The `set_props` of `MATCH` callbacks on a component that all their runs share, by place."""
        found = SharedPropsCalls(self._receivers, self._graph).of(self._entries.callback_uses)
        return tuple(sorted(found, key=lambda shared: (shared.start, len(shared.links))))
