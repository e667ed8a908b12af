"""Async layouts: the `async def` functions that Dash calls for a layout and does not await."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.manifests import DashDeclared, Manifests
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.apps.scanning import Scan, Spot
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.meaning import calling
from dashlint.project.meaning.app_objects import app_argument, is_app
from dashlint.project.meaning.arguments import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.objects import Activation, Instance, Partial, ProjectClass, ProjectFunction
from dashlint.project.values.value import Literal, Value


@dataclass(frozen=True, slots=True)
class AsyncLayout:
    """An `async def` function that is the layout of an app: `assigned` is where, `fails_early` if Dash runs it there.

    `place` is that of its `def`, or of the assignment where the `def` does not show which function it is.
    """

    place: Place
    run: Activation
    app: App
    assigned: Place
    fails_early: bool

    @property
    def function(self) -> ProjectFunction:
        """The function as it is written."""
        return self.run.function


@dataclass(frozen=True, slots=True)
class AsyncPage:
    """An `async def` function that is the layout of a page, in an app whose router does not await it.

    `declared` is what the manifests ask of Dash where they leave asgiref out; None where `use_async=False` says so.
    """

    entry: EntryPoint
    app: App
    declared: DashDeclared | None


@dataclass(frozen=True, slots=True)
class AsyncLayouts:
    """The async layouts of a project."""

    receivers: Receivers
    apps: Apps
    scan: Scan
    manifests: Manifests

    def of_apps(self) -> Iterator[AsyncLayout]:
        """Yield the async functions that are assigned to `app.layout`."""
        for spot, statement in self.scan.statements():
            for target in statement.targets if isinstance(statement, facts.Assign) else ():
                if isinstance(target, facts.Attribute) and target.name == "layout":
                    assert isinstance(statement, facts.Assign)
                    for app in self._owners(target, spot):
                        yield from self._assigned(statement, spot, app)

    def _owners(self, target: facts.Attribute, spot: Spot) -> Iterator[App]:
        for owner in self.receivers.values(target.value, spot.frame):
            if isinstance(owner, Instance) and is_app(self.receivers, owner):
                yield from (app for app in self.apps.of_instance(owner) if not app.is_flash)

    def _assigned(self, statement: facts.Assign, spot: Spot, app: App) -> Iterator[AsyncLayout]:
        if statement.value is None:
            return
        assigned, fails_early = spot.place(statement.value.at), runs_at_start(self.receivers, app)
        for value in self.receivers.values(statement.value, spot.frame):
            is_shown = _shows(statement.value, value)
            for run in () if isinstance(value, ProjectClass) else calling.activations(self.receivers, value, NOTHING):
                if _is_awaitable(run):
                    place = run.function.place if is_shown else assigned
                    yield AsyncLayout(place, run, app, assigned, fails_early)
                for wrapped in () if is_shown else self._handed_on(run):
                    yield AsyncLayout(wrapped.function.place, wrapped, app, assigned, fails_early)

    def _handed_on(self, run: Activation) -> Iterator[Activation]:
        """Yield the coroutine that a decorator's plain wrapper returns as it is, if it returns nothing else."""
        if not (run.function.node.is_async or run.function.node.is_generator or run.function.wrapper):
            returned = calling.returned(self.receivers, run)
            if all(isinstance(value, Activation) and _is_awaitable(value) for value in returned):
                yield from (value for value in returned if isinstance(value, Activation))

    def of_pages(self, entries: Iterable[EntryPoint]) -> Iterator[AsyncPage]:
        """Yield the async layout functions of pages that Dash certainly does not await."""
        for entry in entries:
            if entry.role == "page layout" and entry.app is not None and _is_awaitable(entry.activation):
                if entry.app.is_flash:
                    continue
                if entry.app.use_async is False:
                    yield AsyncPage(entry, entry.app, None)
                elif not app_argument(self.receivers, entry.app.instance, "use_async"):
                    declared = self.manifests.dash(entry.app.path)
                    if declared is not None and declared.lacks("asgiref"):
                        yield AsyncPage(entry, entry.app, declared)


def runs_at_start(receivers: Receivers, app: App) -> bool:
    """Tell whether Dash runs a layout function at once when it is assigned, in order to validate ids."""
    values = app_argument(receivers, app.instance, "suppress_callback_exceptions")
    return not any(not (isinstance(value, Literal) and value.value is False) for value in values)


def _is_awaitable(run: Activation) -> bool:
    """Tell whether calling a function gives a coroutine, whatever decorators have made of it."""
    node = run.function.node
    return node.is_async and not node.is_generator and run.function.wrapper is None


def _shows(expression: facts.Expression, value: Value) -> bool:
    """Tell whether an expression names the function that it stands for, and not one that a decorator made."""
    if not isinstance(value, ProjectFunction) or isinstance(value, Partial):
        return True
    name = expression.name if isinstance(expression, facts.Attribute) else getattr(expression, "id", None)
    return name is None or name == value.node.name
