"""Apps: every Dash app of a project, its backend, and which modules belong to it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import WORST_FIRST, App
from dashlint.project.files.scopes import Scope
from dashlint.project.files.sieve import MAKING_APPS
from dashlint.project.meaning.app_objects import app_argument, app_calls, is_app, server_of
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Instance, ProjectClass, Symbol
from dashlint.project.values.value import Literal, Value, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers


NO_CHOICE: Mapping[Place, str] = {}
#: Folders beside the code that hold what deploys it.
_FOR_DEPLOYMENT = frozenset({"docker", "deploy", "deployment", "docker-images", "build", "infra", "ops"})
_APPS = frozenset(path.rpartition(".")[2] for path in dash_names.APPS)
#: What a method calls its own class, whose name then says nothing.
_OWN_CLASS = frozenset({"cls", "__class__"})


class Apps:
    """All apps of a project."""

    def __init__(
        self,
        receivers: Receivers,
        backend: str | None,
        chosen: Mapping[Place, str] = NO_CHOICE,
        backend_at: Callable[[str], str | None] | None = None,
    ) -> None:
        """`backend` overrides what the code says; code for a server of no known app is then an `assumed` app's.

        `chosen` overrides it for the apps at some places alone; `backend_at` tells it for those that a file makes.
        """
        self._backend_at = backend_at
        self._receivers = receivers
        self._backend = backend
        self._chosen = chosen
        self.assumed: App | None = None
        if backend is not None:
            nowhere = Instance(dash_names.DASH)
            self.assumed = App(Place("", 0), nowhere, (backend,), True, False, False, None, False, None)
        self._by_module: dict[str, tuple[App, ...]] = {}

    @cached_property
    def all(self) -> tuple[App, ...]:
        """Every app, by place."""
        found = {}
        for path in self._receivers.modules.roots:
            for call, scope in self._calls(path):
                for value in self._made_by(call, Site(call, self._receivers.open_frame(scope))):
                    found[Place(path, call.at)] = self._app(Place(path, call.at), value)
        apps = tuple(found[place] for place in sorted(found))
        given = (value for app in apps for value in app_argument(self._receivers, app.instance, "backend", 2))
        self._receivers.backend_names = frozenset(
            value.value.lower() for value in given if isinstance(value, Literal) and isinstance(value.value, str)
        )
        return apps

    def may_be_made_by(self, call: facts.Call) -> bool:
        """Tell by its looks whether a call may make an app."""
        function = call.function
        if self._names is None or not isinstance(function, (facts.Name, facts.Attribute)):
            return True
        name = function.id if isinstance(function, facts.Name) else function.name
        return name in self._names or name in _OWN_CLASS

    @cached_property
    def _names(self) -> frozenset[str] | None:
        return self._receivers.aliases.of_classes(sorted(_APPS))

    def _calls(self, path: str) -> Iterator[tuple[facts.Call, Scope]]:
        """Yield the calls in a file that may make an app, with their scopes."""
        namespaces = self._receivers.namespaces
        if self._names is None:
            scopes = namespaces.scopes_like(path, MAKING_APPS)
        elif self._pattern.search(self._receivers.modules.code(path)) is None:
            return
        else:
            module = namespaces.module(path)
            scopes = (module, *namespaces.all_scopes(module, self._pattern))
        for scope in scopes:
            yield from ((call, scope) for call in namespaces.calls(scope) if self.may_be_made_by(call))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, sorted(self._names or ())))
        own_class = r"|\bcls\s*\(|__class__\s*\(|\btype\s*\([^()]*\)\s*\(" if self._names != _APPS else ""
        return re.compile(rf"\b(?:{names})\s*\({own_class}")

    def backend_for(self, path: str) -> str | None:
        """Return the backend that is chosen for the apps that a file makes, whatever its code says."""
        return self._backend if self._backend_at is None else self._backend_at(path)

    def _made_by(self, call: facts.Call, site: Site) -> Values:
        for value in self._receivers.values(call.function, site.frame):
            if isinstance(value, (Symbol, ProjectClass)):
                kind = value.path if isinstance(value, Symbol) else value
                if is_app(self._receivers, Instance(kind, site)):
                    return (Instance(kind, site),)
        return ()

    def _app(self, place: Place, instance: Value) -> App:
        assert isinstance(instance, Instance)
        backends, is_decided = self._backends(instance, place)
        chosen = app_argument(self._receivers, instance, "backend", 2)
        is_default = not (self.backend_for(place.path) or place in self._chosen) and any(
            isinstance(v, Literal) and v.is_default for v in chosen
        )
        use_async = [
            value.value for value in app_argument(self._receivers, instance, "use_async") if isinstance(value, Literal)
        ]
        return App(
            place,
            instance,
            backends,
            is_decided,
            is_default,
            instance.kind == dash_names.FLASH,
            bool(use_async[0]) if use_async and use_async[0] is not None else None,
            self._is_true(instance, "websocket_callbacks"),
            self._pages_folder(instance, place.path),
        )

    def _is_true(self, app: Instance, name: str) -> bool:
        values = app_argument(self._receivers, app, name)
        return any(isinstance(value, Literal) and value.value is True for value in values)

    def _backends(self, app: Instance, place: Place) -> tuple[tuple[str, ...], bool]:
        overriding = self._chosen.get(place) or self.backend_for(place.path)
        if overriding is not None:
            return (overriding,), True
        if app.kind == dash_names.FLASH:
            return ("quart",), True
        servers = app_argument(self._receivers, app, "server", 1)
        chosen = {
            dash_names.SERVERS[value.kind]
            for value in servers
            if isinstance(value, Instance) and isinstance(value.kind, str) and value.kind in dash_names.SERVERS
        }
        calls = app_calls(self._receivers, app)
        given = [found for call in calls if (found := call.find("backend", 2)) is not None]
        named = {name for values in given for value in values if (name := backend_name(value))}
        chosen = named or chosen
        is_decided = bool(chosen) or not (given or any(call.hides_more for call in calls))
        return tuple(name for name in WORST_FIRST if name in chosen) or ("flask",), is_decided

    def _pages_folder(self, app: Instance, path: str) -> str | None:
        folders = app_argument(self._receivers, app, "pages_folder", 4)
        named = [value.value for value in folders if isinstance(value, Literal) and isinstance(value.value, str)]
        if not named and not folders and not self._is_true(app, "use_pages"):
            return None
        name = named[0] if named else "pages"
        return os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else None

    def of_instance(self, value: Instance) -> tuple[App, ...]:
        """Return the apps that an object can be."""
        if value.site is None:
            return ()
        place = value.site.place
        return tuple(app for app in self.all if app.place == place)

    def of_server(self, server: Instance) -> tuple[App, ...]:
        """Return the apps that run on a server."""
        if server.kind == dash_names.SERVER:
            return self.of_instance(server)
        return tuple(app for app in self.all if _same_object(server, server_of(self._receivers, app.instance)))

    def of_module(self, path: str) -> tuple[App, ...]:
        """Return the apps that the global callbacks and pages of a file belong to."""
        if path not in self._by_module:
            self._by_module[path] = self._find_for_module(path)
        return self._by_module[path]

    def _find_for_module(self, path: str) -> tuple[App, ...]:
        reached = self._reached_by
        own = tuple(app for app in self.all if path in reached[app.path])
        paged = tuple(app for app in self.all if path in self._paged(app))
        if own or paged:
            return tuple(app for app in self.all if app in own or app in paged)
        return self._importing(path) or self._beside(path)

    @cached_property
    def _reached_by(self) -> dict[str, frozenset[str]]:
        modules = self._receivers.modules
        return {path: modules.closure([path]) for path in {app.path for app in self.all}}

    def _paged(self, app: App) -> frozenset[str]:
        if app.pages_folder is None:
            return frozenset()
        if app.place not in self._pages:
            prefix = app.pages_folder + os.sep
            texts = self._receivers.modules.texts
            self._pages[app.place] = self._receivers.modules.closure(p for p in texts if p.startswith(prefix))
        return self._pages[app.place]

    @cached_property
    def _pages(self) -> dict[Place, frozenset[str]]:
        return {}

    def _importing(self, path: str) -> tuple[App, ...]:
        """Return the apps that some module imports together with this one."""
        modules = self._receivers.modules
        closures = [modules.closure([other]) for other in sorted(modules.texts) if path in modules.imports(other)]
        closures.append(modules.closure([path]))
        shared = [app for closure in closures for app in self.all if app.path in closure]
        return tuple(app for app in self.all if app in shared)

    def _beside(self, path: str) -> tuple[App, ...]:
        """Return the apps of the nearest folder around a module that has any."""
        folder = os.path.dirname(path)
        while folder != os.path.dirname(folder):
            near = tuple(app for app in self.all if os.path.dirname(app.path) == folder)
            if near:
                return near
            folder = os.path.dirname(folder)
        return self.all if len(self.all) == 1 else ()


def is_around(path: str, apps: Iterable[App]) -> bool:
    """Tell whether a file of a project stands in a folder around an app, or in a folder of its own beside it."""
    folder = os.path.dirname(path)
    around = (folder, os.path.dirname(folder)) if os.path.basename(folder).lower() in _FOR_DEPLOYMENT else (folder,)
    return any(app.path.startswith(one.rstrip(os.sep) + os.sep) for app in apps for one in around)


def backend_name(value: Value) -> str | None:
    """Return the backend that a `backend` argument names, by its name or by its class."""
    if isinstance(value, Literal) and isinstance(value.value, str):
        name = value.value.lower()
        return name if name in dash_names.BACKENDS else None
    if isinstance(value, Symbol) and value.path.startswith("dash.backends"):
        return next((name for name in sorted(dash_names.BACKENDS) if name in value.path.lower()), None)
    return None


def _same_object(server: Instance, others: Values) -> bool:
    made = server.site.place if server.site else None
    return any(
        isinstance(other, Instance) and other.kind == server.kind and (other.site.place if other.site else None) == made
        for other in others
    )
