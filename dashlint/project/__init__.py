"""A project as rules see it: its apps, its entry points, and what blocks where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from dashlint.catalogue import Catalogue
from dashlint.facts import Defect, FileFacts
from dashlint.file_kinds import ProjectFile
from dashlint.manifests import Manifests
from dashlint.project.apps import App, Apps
from dashlint.project.blocking import BlockedCall, BlockedCalls, Chain, Link
from dashlint.project.callgraph import CallGraph
from dashlint.project.contexts import EntryPoint, Runs
from dashlint.project.entries import EntryPoints
from dashlint.project.extensions import ExtensionUse, ExtensionUses
from dashlint.project.modules import Modules
from dashlint.project.receivers import Receivers
from dashlint.project.scanning import Scan
from dashlint.project.servers import ServerUse
from dashlint.project.values import Frame, Symbol

__all__ = ["App", "BlockedCall", "Chain", "EntryPoint", "ExtensionUse", "Link", "Project", "Runs", "ServerUse"]


NEEDING_LOOP = frozenset(
    f"asyncio.{name}" for name in "create_task ensure_future get_running_loop current_task all_tasks".split()
)


class Project:
    """All that rules may ask; every answer is worked out once, when it is first asked for."""

    def __init__(
        self,
        texts: Mapping[str, bytes],
        read: Callable[[str, bytes], FileFacts],
        catalogue: Catalogue,
        backend: str | None = None,
        files: Sequence[ProjectFile] = (),
    ) -> None:
        """`texts` are the Python files' contents by absolute path, `files` those beside the code.

        `backend` overrides what the code says.
        """
        self.catalogue = catalogue
        self.manifests = Manifests(file for file in files if file.kind == "manifest")
        self.modules = Modules(texts, read, catalogue.libraries)
        self.receivers = Receivers(self.modules, catalogue)
        self.graph = CallGraph(self.receivers)
        self._apps = Apps(self.receivers, backend)
        self._scan = Scan(self.receivers)
        self._entries = EntryPoints(self.receivers, self._apps, self.graph, self._scan)

    @property
    def apps(self) -> tuple[App, ...]:
        """The Dash apps, by place."""
        return self._apps.all

    @property
    def entry_points(self) -> tuple[EntryPoint, ...]:
        """The functions that Dash and the servers call, on every app and backend; the worst context first."""
        return self._entries.all

    def awaits(self, frame: Frame) -> bool:
        """Tell whether a body awaits anything itself, `async for` and `async with` included."""
        return frame.scope.awaits

    def needs_loop(self, frame: Frame) -> bool:
        """Tell whether a body calls something that only works while a loop runs, such as `asyncio.create_task`."""
        calls = self.receivers.namespaces.calls(frame.scope)
        found = (value for call in calls for value in self.receivers.values(call.function, frame))
        return any(isinstance(value, Symbol) and value.path in NEEDING_LOOP for value in found)

    @property
    def defects(self) -> tuple[tuple[str, Defect], ...]:
        """The files that were needed and could not be read, with the reason, by path."""
        assert self.blocked_calls is not None
        return tuple((facts.path, facts.defect) for facts in self.modules.files_read if facts.defect is not None)

    @property
    def server_uses(self) -> tuple[ServerUse, ...]:
        """The hooks and routes registered on the apps' servers, by place."""
        return self._entries.server_uses

    @cached_property
    def extension_uses(self) -> tuple[ExtensionUse, ...]:
        """The uses of extensions made for Flask, whatever comes of them, by place."""
        return ExtensionUses(self.receivers, self._entries, self.graph, self._scan).all()

    @cached_property
    def blocked_calls(self) -> tuple[BlockedCall, ...]:
        """The calls in entry points that block the loop they run on, or lead to what does."""
        return tuple(BlockedCalls(self.graph).of(self.entry_points))
