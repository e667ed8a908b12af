"""Readiness: which deployed apps have nothing that a platform could ask whether they are up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from dashlint.file_kinds import ProjectFile
from dashlint.project.apps.app import App
from dashlint.project.entries.server_uses import MOUNTS, ROUTERS, ROUTES, ServerUse
from dashlint.project.meaning import calling
from dashlint.project.meaning.app_objects import app_calls
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.servers.route_paths import HEALTH_TEXT, is_health, paths_of
from dashlint.project.servers.serving import Serving
from dashlint.project.values.objects import Instance
from dashlint.project.values.value import Literal

#: Files in which a platform is told what to ask; those who run a Procfile or a script ask nothing.
_ASKING = re.compile(
    r"(?:.*[.-])?(?:dockerfile|containerfile)(?:[.-].*)?|(?:docker-)?compose[\w.-]*\.ya?ml|render\.ya?ml|"
    r"fly[\w.-]*\.toml|railway\.(?:toml|json)|app\.ya?ml",
    re.IGNORECASE,
)
#: What Dash answers itself, and only as long as the app works.
_OWN_PATHS = re.compile(rb"_dash-(?:layout|dependencies|update-component)")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Tells what can be asked of apps whose servers are used in these ways, and what `deployment` files ask."""

    receivers: Receivers
    uses: tuple[ServerUse, ...]
    deployment: tuple[ProjectFile, ...]

    def unasked(self, servings: Iterable[Serving]) -> Iterator[Serving]:
        """Yield for each app that has no such route the first command that serves it where a platform could ask."""
        told: set[App] = set()
        in_order = sorted(servings, key=lambda one: (one.place.path, -one.place.at))  # lines are negative turns
        for serving in in_order:
            if serving.app not in told and self._could_be_asked(serving):
                told.add(serving.app)
                if not self._answers(serving.app) and not self._is_asked(serving):
                    yield serving

    def _could_be_asked(self, serving: Serving) -> bool:
        name = PurePath(serving.place.path).name
        return not serving.fails and _ASKING.fullmatch(name) is not None

    def _is_asked(self, serving: Serving) -> bool:
        """Tell whether a file beside the command asks for a path of Dash's own."""
        folder = PurePath(serving.place.path).parent
        beside = (file.text for file in self.deployment if PurePath(file.path).parent == folder)
        return any(_OWN_PATHS.search(text) for text in beside)

    def _answers(self, app: App) -> bool:
        """Tell whether an app has such a route, or may have one that is not seen."""
        return (
            self._is_given_one(app)
            or any(self._may_answer(use) for use in self.uses if app in use.apps)
            or any(HEALTH_TEXT.search(text) or b"hooks.route" in text for text in self._texts_near(app))
        )

    def _is_given_one(self, app: App) -> bool:
        for given in app_calls(self.receivers, app.instance):
            values = given.find("health_endpoint", None)
            if given.hides_more and values is None:
                return True
            if values is not None and not all(isinstance(v, Literal) and v.value is None for v in values):
                return True
            if values == ():
                return True
        return False

    def _may_answer(self, use: ServerUse) -> bool:
        if use.name in ROUTES:
            paths = paths_of(self.receivers, use)
            return paths is None or any(is_health(path) for path in paths)
        return use.name == "mount" or (use.name in MOUNTS and not self._is_seen(use))

    def _is_seen(self, use: ServerUse) -> bool:
        """Tell whether a router or blueprint is made by the project, so that its routes are known."""
        given = calling.given(self.receivers, use.call) if use.call is not None else calling.NOTHING
        routers = given.at(0)
        return bool(routers) and all(isinstance(v, Instance) and v.kind in ROUTERS for v in routers)

    def _texts_near(self, app: App) -> Iterator[bytes]:
        modules = self.receivers.modules
        return (modules.texts[path] for path in modules.closure([app.path]) if path in modules.texts)
