"""Pages: the layout functions of apps and of pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.apps.scanning import Spot
from dashlint.project.entries import contexts
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.entries.making import Maker
from dashlint.project.meaning import calling
from dashlint.project.meaning.calling import Given
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Symbol
from dashlint.project.values.value import Literal

_REGISTERING = frozenset(path.rpartition(".")[2] for path in dash_names.REGISTER_PAGE)


def may_register(name: str) -> bool:
    """Tell whether a call of something by this name may register a page."""
    return name in _REGISTERING


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes the entry points of layouts."""

    make: Maker

    def of_call(self, symbol: Symbol, call: facts.Call, spot: Spot) -> Iterator[EntryPoint]:
        """Yield the layout function of a `register_page(...)`: the one it is given, or its module's `layout`."""
        if symbol.path not in dash_names.REGISTER_PAGE:
            return
        given = calling.given(self.make.receivers, Site(call, spot.frame))
        path = self._file(given, spot.path)
        values = given.find("layout", 12)
        if values is None and path is not None:
            values = self.make.receivers.global_name("layout", path)
        apps = self.make.apps.of_module(path or spot.path)
        for run in self.make.registrations.runs(values or ()):
            is_async = run.function.node.is_async
            for app, backend in self.make.app_backends(apps, spot.backends):
                yield EntryPoint(run, "page layout", app, backend, contexts.page_runs(backend, is_async))

    def _file(self, given: Given, path: str) -> str | None:
        for value in given.find("module", 0) or ():
            if isinstance(value, Literal) and isinstance(value.value, str):
                found = self.make.receivers.modules.resolve(path, value.value, 0)
                return found if found in self.make.receivers.modules.texts else None
        return path

    def of_assignment(self, statement: facts.Assign, spot: Spot) -> Iterator[EntryPoint]:
        """Yield the function of an `app.layout = function`.

        A plain one runs in a thread (on FastAPI but for the first request); an async one fails on every backend.
        """
        for target in statement.targets:
            if isinstance(target, facts.Attribute) and target.name == "layout" and statement.value is not None:
                owners = self.make.receivers.values(target.value, spot.frame)
                apps = tuple(app for owner in owners for app in self.make.apps_of(owner, spot.path))
                for run in self.make.registrations.runs(self.make.receivers.values(statement.value, spot.frame)):
                    for app, backend in self.make.app_backends(apps, spot.backends) if apps else ():
                        yield EntryPoint(run, "layout", app, backend, Runs.THREAD)
