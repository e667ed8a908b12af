"""Static links: files under `/static/` that code asks for, though the app's FastAPI server serves no such folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.apps.scanning import Scan, Spot
from dashlint.project.meaning.app_objects import is_app
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.servers.app_servers import AppServers
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Literal, Sequence, Value, Values

PREFIX = "/static/"
_LINKS = frozenset({"src", "href", "url", "poster"})
_OF_APP = frozenset({"external_stylesheets", "external_scripts"})
_SERVING = frozenset("mount get route api_route add_api_route add_route".split())


@dataclass(frozen=True, slots=True)
class StaticLink:
    """A link to a file under `/static/`, by the place of the call that is given it."""

    place: Place
    path: str
    app: App


@dataclass(frozen=True, slots=True)
class StaticLinks:
    """Finds the static links of apps on FastAPI."""

    app_servers: AppServers
    scan: Scan

    @property
    def receivers(self) -> Receivers:
        """What resolves expressions."""
        return self.app_servers.receivers

    @property
    def apps(self) -> Apps:
        """The apps of the project."""
        return self.app_servers.servers.make.apps

    def all(self) -> Iterator[StaticLink]:
        """Yield every such link of an app whose server does not serve the folder in a way of its own."""
        links = [link for spot, call in self.scan.calls() for link in self._of_call(call, spot)]
        serving = {app for spot, call in self.scan.calls() if links for app in self._serving(call, spot)}
        yield from (link for link in links if link.app not in serving)

    def _of_call(self, call: facts.Call, spot: Spot) -> Iterator[StaticLink]:
        for argument in call.arguments:
            if argument.keyword in _LINKS | _OF_APP:
                for path in _paths(self.receivers.values(argument.value, spot.frame)):
                    apps = self._apps(call, spot, argument.keyword in _OF_APP)
                    if apps and all(app.backends_among(spot.backends) == ("fastapi",) for app in apps):
                        yield StaticLink(spot.place(call.at), path, apps[0])

    def _apps(self, call: facts.Call, spot: Spot, is_of_app: bool) -> tuple[App, ...]:
        """Return the apps that show what a call makes: the app itself, or those of a component's module."""
        for made in self.receivers.values(call.function, spot.frame):
            if is_of_app and is_app(self.receivers, _instance(made, Site(call, spot.frame))):
                place = spot.place(call.at)
                return tuple(app for app in self.apps.all if app.place == place)
            if not is_of_app and isinstance(made, Symbol) and made.path.rpartition(".")[2][:1].isupper():
                return self.apps.of_module(spot.path)
        return ()

    def _serving(self, call: facts.Call, spot: Spot) -> tuple[App, ...]:
        """Return the apps that a call makes serve `/static`: those of the server that it is called on, or any."""
        if not self._may_serve(call, spot):
            return ()
        function = call.function
        owner = self.app_servers.of(function.value, spot) if isinstance(function, facts.Attribute) else ()
        made = tuple(app for app in self.apps.all if app.place == spot.place(call.at))
        return made or tuple(app for app, _ in owner) or self.apps.all

    def _may_serve(self, call: facts.Call, spot: Spot) -> bool:
        """Tell whether a call mounts `/static`, adds a route below it, or does so at a path that is not known."""
        keywords = {argument.keyword: argument.value for argument in call.arguments}
        if "assets_url_path" in keywords:
            return self._may_hold(keywords["assets_url_path"], spot)
        if not isinstance(call.function, facts.Attribute) or call.function.name not in _SERVING:
            return False
        path = call.arguments[0].value if call.arguments else keywords.get("path")
        is_mount = call.function.name == "mount"
        return path is not None and self._may_hold(path, spot, is_known_else=not is_mount)

    def _may_hold(self, expression: facts.Expression, spot: Spot, *, is_known_else: bool = False) -> bool:
        values = self.receivers.values(expression, spot.frame)
        texts = [value.value for value in values if isinstance(value, Literal) and isinstance(value.value, str)]
        return any(text.strip("/").startswith(("static", "{")) for text in texts) or not (texts or is_known_else)


def _instance(made: Value, site: Site) -> Value:
    return Instance(made.path, site) if isinstance(made, Symbol) else made


def _paths(values: Values) -> Iterator[str]:
    """Yield the paths of files under `/static/` among these values, and in the lists among them."""
    for value in values:
        if isinstance(value, Sequence):
            for item in (*value.items, value.rest):
                yield from _paths(item)
        elif isinstance(value, Literal) and isinstance(value.value, str) and value.value.startswith(PREFIX):
            if "." in value.value.rpartition("/")[2]:
                yield value.value
