"""Extensions: what comes of those that the project's apps are given, or whose names their code uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.catalogue import Extension, Outcome
from dashlint.catalogue.backends import Backend
from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.manifests import Manifests
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import Scan
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.entry_points import EntryPoints
from dashlint.project.extensions.bindings import Bindings
from dashlint.project.extensions.features import Features
from dashlint.project.flask.guards import Guards
from dashlint.project.meaning.receivers import Receivers

#: Lends Quart the Flask request that extensions look for.
PATCH = b"quart_flask_patch"


@dataclass(frozen=True, slots=True)
class ExtensionUse:
    """An extension that is given an app's server, or a name of it that code of the app uses.

    `name` is the dotted name, `place` that of the call, the name or the decorator; `app` runs on `backend`, where the
    extension has this `outcome` and `replacement`.
    """

    place: Place
    name: str
    extension: Extension
    app: App
    backend: str
    outcome: Outcome
    replacement: str


class ExtensionUses:
    """The uses of extensions in a project."""

    def __init__(
        self,
        receivers: Receivers,
        entries: EntryPoints,
        graph: CallGraph,
        scan: Scan,
        manifests: Manifests,
        guards: Guards,
    ) -> None:
        self._manifests = manifests
        self._receivers = receivers
        self._entries = entries
        self._bindings = Bindings(receivers, entries.servers, scan)
        self._features = Features(receivers, graph, guards)
        self._patched: dict[App, bool] = {}

    def all(self) -> tuple[ExtensionUse, ...]:
        """Return every use, once for each backend that it meets, by place."""
        found = {(use.place, use.backend, use.name): use for use in (*self._bound(), *self._used())}
        return tuple(found[key] for key in sorted(found))

    def _bound(self) -> Iterator[ExtensionUse]:
        for binding in self._bindings.all(self._entries.servers.make.apps.all):
            use = self._use(binding.name, binding.place, binding.app, binding.backend)
            if not (binding.is_tried and use.outcome.effect is Effect.START):
                yield use

    def _used(self) -> Iterator[ExtensionUse]:
        for feature in self._features.of(self._entries.all):
            yield self._use(feature.name, feature.place, feature.app, feature.backend)

    def _use(self, name: str, place: Place, app: App, backend: str) -> ExtensionUse:
        extension = self._extension(name, app)
        on = _BACKENDS[backend]
        outcome = extension.outcome(on)
        if outcome.patched and self._is_patched(app):
            outcome = Outcome()
        return ExtensionUse(place, name, extension, app, backend, outcome, extension.replacements.get(on, ""))

    def _extension(self, name: str, app: App) -> Extension:
        """Return the entry for the version of the package that the manifests around an app ask for."""
        known, old = self._receivers.catalogue.extension(name), self._receivers.catalogue.old_extension(name)
        assert known is not None
        is_old = old is not None and self._manifests.ask_for_older(app.path, old.package, old.before)
        return old if old is not None and is_old else known

    def _is_patched(self, app: App) -> bool:
        """Tell whether a module that is imported together with an app's imports `quart_flask_patch`."""
        if app not in self._patched:
            modules = self._receivers.modules
            patching = [path for path, text in modules.texts.items() if PATCH in text]
            self._patched[app] = any(
                path == app.path or path in modules.closure([app.path]) or app.path in modules.closure([path])
                for path in patching
            )
        return self._patched[app]


_BACKENDS: dict[str, Backend] = {"flask": "flask", "fastapi": "fastapi", "quart": "quart"}
