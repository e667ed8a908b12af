"""When work is done: a while after it was asked for, one piece at a time, and none that is obsolete."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

Result = TypeVar("Result")
IsObsolete = Callable[[], bool]
Work = Callable[[IsObsolete], Awaitable[None]]


class ObsoleteError(BaseException):
    """What is being done is wanted no more, which is nothing that went wrong."""


class Turns:
    """Does one kind of work when it is asked for, `delay` seconds later; asking again makes what is done obsolete."""

    def __init__(self, work: Work) -> None:
        self.delay = 0.0
        self._work = work
        self._asked = 0
        self._is_stopped = False
        self._timer: asyncio.TimerHandle | None = None
        self._running: asyncio.Task[None] | None = None
        self._is_settled: asyncio.Event | None = None

    def ask(self) -> None:
        """Have the work done again."""
        self._asked += 1
        self._settled.clear()
        if self._timer is not None:
            self._timer.cancel()
        if self._is_stopped:
            return self._settled.set()
        self._timer = asyncio.get_running_loop().call_later(self.delay, self._begin)
        return None

    def stop(self) -> None:
        """Do nothing more; what is being done is obsolete."""
        self._asked += 1
        self._is_stopped = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def settled(self) -> None:
        """Wait until all is done that was asked for; that begins at once."""
        if self._timer is not None:
            self._timer.cancel()
            self._begin()
        await self._settled.wait()

    @property
    def _settled(self) -> asyncio.Event:
        if self._is_settled is None:
            self._is_settled = asyncio.Event()
            self._is_settled.set()
        return self._is_settled

    def _begin(self) -> None:
        self._timer = None
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._go_on())

    async def _go_on(self) -> None:
        done = -1
        try:
            while done != self._asked and self._timer is None and not self._is_stopped:
                done = self._asked
                with contextlib.suppress(ObsoleteError):
                    await self._work(partial(self._is_past, done))
        finally:
            if self._timer is None:
                self._settled.set()

    def _is_past(self, number: int) -> bool:
        return number != self._asked


async def in_thread(run: Callable[[], Result]) -> Result:
    """Return what `run` returns in a thread of its own, which does not keep the process from ending.

    Raises:
        BaseException: whatever `run` raises.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def body() -> None:
        try:
            result = run()
        except BaseException as error:
            _tell(loop, future, lambda error=error: future.set_exception(error))  # type: ignore[misc]
        else:
            _tell(loop, future, lambda: future.set_result(result))

    threading.Thread(target=body, name="dashlint-server", daemon=True).start()
    return await future


def _tell(loop: asyncio.AbstractEventLoop, future: asyncio.Future[Result], tell: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended, so nobody waits
        loop.call_soon_threadsafe(lambda: None if future.done() else tell())
