"""Answers about coroutines: what becomes of coroutines and tasks."""

from __future__ import annotations

from functools import cached_property

from dashlint.project.answers.basis import Basis
from dashlint.project.coroutines.async_layouts import AsyncLayout, AsyncLayouts, AsyncPage
from dashlint.project.coroutines.caches import CoroutineCache, CoroutineCaches
from dashlint.project.coroutines.dangling_tasks import DanglingTask, DanglingTasks
from dashlint.project.coroutines.forgotten import Coroutines, ForgottenAwait
from dashlint.project.coroutines.hidden import HiddenCoroutine, HiddenCoroutines
from dashlint.project.coroutines.loop_bound_globals import LoopBoundGlobal, LoopBoundGlobals
from dashlint.project.coroutines.loop_code import LoopBody, LoopCode
from dashlint.project.coroutines.shapes import Shapes
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol

NEEDING_LOOP = frozenset(
    f"asyncio.{name}" for name in "create_task ensure_future get_running_loop current_task all_tasks".split()
)


class CoroutineAnswers:
    """What becomes of coroutines and tasks; every answer is worked out once."""

    def __init__(self, basis: Basis) -> None:
        self._manifests = basis.manifests
        self._receivers = basis.receivers
        self._graph = basis.graph
        self._apps = basis.apps
        self._scan = basis.scan
        self._entries = basis.entries

    def awaits(self, frame: Frame) -> bool:
        """Tell whether a body awaits anything itself, `async for` and `async with` included."""
        return frame.scope.awaits

    def needs_loop(self, frame: Frame) -> bool:
        """Tell whether a body calls something that only works while a loop runs, such as `asyncio.create_task`."""
        calls = self._receivers.namespaces.calls(frame.scope)
        found = (value for call in calls for value in self._receivers.values(call.function, frame))
        return any(isinstance(value, Symbol) and value.path in NEEDING_LOOP for value in found)

    @cached_property
    def hidden(self) -> tuple[HiddenCoroutine, ...]:
        """The async callbacks and page layouts that decorators hide from Dash, by place."""
        found = HiddenCoroutines(self._receivers, Shapes(self._receivers)).all(
            self._entries.callback_uses, self._entries.all
        )
        by_place = {hidden.place: hidden for hidden in reversed(list(found))}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def caches(self) -> tuple[CoroutineCache, ...]:
        """The caches around async functions that cannot keep what they give, by place; around an entry point first."""
        found = CoroutineCaches(self._receivers, self._graph, Shapes(self._receivers)).all(self._entries.all)
        by_place = {cache.place: cache for cache in sorted(found, key=lambda cache: cache.is_entry)}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def forgotten_awaits(self) -> tuple[ForgottenAwait, ...]:
        """The coroutines that what the apps run makes and does not await, by place; each once."""
        found = Coroutines(self._receivers, self._graph).forgotten(self._entries.all, self._apps.all)
        by_place = {forgotten.place: forgotten for forgotten in reversed(list(found))}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def async_layouts(self) -> tuple[AsyncLayout, ...]:
        """The async functions that are layouts of apps, by place."""
        return tuple(sorted(self._async_layouts.of_apps(), key=lambda layout: (layout.place, layout.app.place)))

    @cached_property
    def async_pages(self) -> tuple[AsyncPage, ...]:
        """The async layout functions of pages that nothing awaits, by place."""
        return tuple(self._async_layouts.of_pages(self._entries.all))

    @property
    def _async_layouts(self) -> AsyncLayouts:
        return AsyncLayouts(self._receivers, self._apps, self._scan, self._manifests)

    @cached_property
    def dangling_tasks(self) -> tuple[DanglingTask, ...]:
        """The tasks that nothing keeps, and on Flask those that nothing waits for, by place; each once, Flask first."""
        bodies = sorted(self._loop_code, key=lambda body: body.entry.backend != "flask")
        by_place = {task.place: task for task in reversed(list(DanglingTasks(self._receivers).of(bodies)))}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def loop_bound_globals(self) -> tuple[LoopBoundGlobal, ...]:
        """The objects that requests on Flask share, though each has a loop of its own, by place; each once."""
        bodies = (body for body in self._loop_code if body.entry.backend == "flask")
        found = sorted(LoopBoundGlobals(self._receivers).of(bodies), key=lambda shared: (shared.place, shared.use))
        by_place = {shared.place: shared for shared in reversed(found)}
        return tuple(by_place[place] for place in sorted(by_place))

    @cached_property
    def _loop_code(self) -> tuple[LoopBody, ...]:
        return tuple(LoopCode(self._graph).of(self._entries.all))
