"""Making functions async: which plain functions that Dash calls may become `async def`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashlint.facts import Place
from dashlint.manifests import Manifests
from dashlint.project.calls.mentions import Mentions
from dashlint.project.entries.callbacks import CallbackUse
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.meaning.receivers import Receivers

#: Those that Dash awaits.
_AWAITED = frozenset({"callback", "API endpoint", "page layout"})


@dataclass(frozen=True)
class AsyncMaking:
    """Tells what may become async, by all that is known of how Dash calls it."""

    receivers: Receivers
    manifests: Manifests
    entries: tuple[EntryPoint, ...]
    uses: tuple[CallbackUse, ...]

    def may_become_async(self, entry: EntryPoint) -> bool:
        """Tell whether the function of an entry point stays right as an `async def`, for Dash and for its callers."""
        function = entry.function
        node = function.node
        if node.is_async or node.is_generator or node.name == "<lambda>" or function.owner is not None:
            return False
        if not all(self._is_awaited(each) for each in self._at.get(entry.place, ())):
            return False
        return entry.place not in self._moved and Mentions(self.receivers).are_registrations(function)

    def _is_awaited(self, entry: EntryPoint) -> bool:
        """Tell whether Dash awaits an entry point, on the loop that it runs on already."""
        if entry.role not in _AWAITED or entry.decorations or not entry.calls_function:
            return False
        if entry.app is not None and (entry.app.use_async is False or entry.app.is_flash):
            return False
        needs_extra = entry.backend == "flask" or entry.role == "page layout"
        if needs_extra and not (entry.app is not None and entry.app.use_async):
            if not self.manifests.declares_dash_async(entry.app.path if entry.app and entry.app.path else entry.path):
                return False
        return entry.runs is (Runs.THREAD if entry.backend == "flask" else Runs.LOOP)

    @cached_property
    def _at(self) -> dict[Place, list[EntryPoint]]:
        found: dict[Place, list[EntryPoint]] = {}
        for entry in self.entries:
            found.setdefault(entry.place, []).append(entry)
        return found

    @cached_property
    def _moved(self) -> frozenset[Place]:
        """The callbacks that run elsewhere too, in a worker process or in a thread of a websocket."""
        moved = (use for use in self.uses if any(use.given.find(name, None) for name in ("background", "websocket")))
        return frozenset(entry.place for use in moved for entry in use.entries)
