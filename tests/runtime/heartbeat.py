"""Measures how long a request keeps everybody else on the event loop waiting."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Any

BLOCK = 0.5
"""How many seconds another thread should let the bad code of a fixture wait; a plain sleep may be 0.3."""
FROZEN, SMOOTH = 0.27, 0.25
"""A lag above the first is the block itself; one below the second, without its stall, may be that of a free loop."""
BEAT = 0.01


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request came back with, and what it did to the others meanwhile.

    `body` is parsed where it is JSON; `lag` is how long the heartbeat was kept waiting at worst, `stall` how long the
    machine gave the whole process no time at worst, and `seconds` how long the request took; `error` is the exception
    behind a status of 500.
    """

    status: int
    body: Any
    lag: float
    stall: float
    seconds: float
    error: BaseException | None = None

    @property
    def froze(self) -> bool:
        return self.lag > FROZEN

    @property
    def smooth(self) -> bool:
        return self.lag - self.stall < SMOOTH

    @property
    def outputs(self) -> dict[str, Any]:
        """What a callback returned, by `id.property`."""
        response: dict[str, dict[str, Any]] = self.body["response"]
        return {f"{id_}.{prop}": value for id_, props in response.items() for prop, value in props.items()}


class Heartbeat:
    """A task that wants to run every 10 ms and remembers how long it was kept waiting at worst.

    A thread wants the same. Where it waits while the process uses no processor either, other programs have it.
    """

    async def __aenter__(self) -> Heartbeat:
        self.lag = self.stall = 0.0
        self._last = time.perf_counter()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat_in_thread)
        self._thread.start()
        self._task = asyncio.ensure_future(self._beat())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self._note_gap()
        self._is_over.set()
        self._thread.join()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            self._note_gap()

    def _note_gap(self) -> None:
        now = time.perf_counter()
        self.lag = max(self.lag, now - self._last - BEAT)
        self._last = now

    def _beat_in_thread(self) -> None:
        last, used = time.perf_counter(), time.process_time()
        while not self._is_over.wait(BEAT):
            now, used_now = time.perf_counter(), time.process_time()
            self.stall = max(self.stall, now - last - BEAT - (used_now - used))
            last, used = now, used_now
