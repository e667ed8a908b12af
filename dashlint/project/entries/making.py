"""Making entry points: the apps and backends of what is registered, and the decorators around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.contexts import Decoration, EntryPoint, Runs
from dashlint.project.entries.registrations import Registration, Registrations
from dashlint.project.meaning.app_objects import is_app
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Activation, Instance
from dashlint.project.values.value import Value

_FARTHEST_WRAPPER = 6


@dataclass(frozen=True, slots=True)
class Maker:
    """What every kind of entry point needs in order to be made."""

    receivers: Receivers
    apps: Apps
    graph: CallGraph
    registrations: Registrations

    def entries(
        self,
        run: Activation,
        role: str,
        apps: tuple[App, ...],
        backends: frozenset[str],
        runs_on: Callable[[App | None, str], Runs],
    ) -> Iterator[EntryPoint]:
        """Yield a function as the entry point of these apps."""
        for app, backend in self.app_backends(apps, backends):
            yield EntryPoint(run, role, app, backend, runs_on(app, backend))

    def entry(
        self, registration: Registration, run: Activation, role: str, app: App | None, backend: str, runs: Runs
    ) -> EntryPoint:
        """Return the entry point of a registered function, with what the decorators between put around it."""
        passed = self.registrations.runs(registration.passed)
        wrappers = [other for other in passed if other.function.place != run.function.place]
        if run in passed or not wrappers:
            is_hidden = registration.function is not None and bool(registration.inner) and not registration.passed
            return EntryPoint(run, role, app, backend, runs, (), not is_hidden)
        at = registration.inner[-1].at if registration.inner else registration.at
        is_called = len(wrappers) < len(passed) or any(self._reaches(w, run, _FARTHEST_WRAPPER) for w in wrappers)
        decorations = tuple(Decoration(at, wrapper) for wrapper in wrappers)
        return EntryPoint(run, role, app, backend, runs, decorations, is_called)

    def _reaches(self, start: Activation, goal: Activation, hops: int) -> bool:
        """Tell whether a wrapper calls the function it wraps on its own thread."""
        for step in self.graph.steps(start.frame) if hops else ():
            if step.activation is not None:
                if step.activation.function.place == goal.function.place:
                    return True
                if self._reaches(step.activation, goal, hops - 1):
                    return True
        return False

    def app_backends(self, apps: tuple[App, ...], backends: frozenset[str]) -> Iterator[tuple[App | None, str]]:
        """Yield the apps with each backend to lint them for; without one, the assumed app or Flask, Dash's default."""
        if not apps and self.apps.assumed is None and "flask" in backends:
            yield None, "flask"
        assumed = (self.apps.assumed,) if self.apps.assumed is not None else ()
        for app in apps or assumed:
            for backend in app.backends_among(backends):
                yield app, backend

    def apps_of(self, owner: Value, path: str) -> tuple[App, ...]:
        """Return the apps that the object before `.callback` can be, in the file at `path`."""
        if not isinstance(owner, Instance):
            return ()
        if owner.kind == dash_names.CURRENT_APP:
            return self.apps.of_module(path)
        if not is_app(self.receivers, owner):
            return ()
        return self.apps.of_instance(owner) or self.apps.of_module(path)
