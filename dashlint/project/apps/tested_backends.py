"""Tested backends: where a project's tests run on Flask code that is served on FastAPI or Quart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.app_objects import app_argument
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import ProjectClass, ProjectFunction
from dashlint.project.values.value import Literal

_TEST = re.compile(r"(?:test_.*|.*_tests?|conftest)\.py")
_FOLDERS = frozenset({"test", "tests"})
#: Tests that say one of these may run the app on its own backend in a way that is not seen.
_ELSEWHERE = re.compile(rb"fastapi|quart|uvicorn|hypercorn|starlette|asgi|import_app|import_module|subprocess", re.I)
_SETTERS = frozenset({"setenv", "setdefault", "putenv", "setitem"})


@dataclass(frozen=True, slots=True)
class FlaskTest:
    """A place where the tests choose Flask, and the app of the project that is served on another backend."""

    place: Place
    app: App


@dataclass(frozen=True, slots=True)
class _Project:
    """The apps below a folder that are served, and the test files there."""

    served: tuple[App, ...]
    tests: frozenset[str]


class TestedBackends:
    """The backends that a project's tests run on."""

    def __init__(self, receivers: Receivers, apps: Apps) -> None:
        self._receivers = receivers
        self._apps = apps

    def on_flask(self) -> Iterator[FlaskTest]:
        """Yield where tests choose Flask, if none of them runs on the backend that all apps around have."""
        texts = self._receivers.modules.texts
        for project in self._projects():
            if any(_ELSEWHERE.search(texts[path]) for path in project.tests):
                continue
            if all(app.is_decided and set(app.backends) <= dash_names.ASGI for app in project.served):
                yield from self._by_variable(project)
                yield from self._by_own_app(project)
            elif len(project.served) == 1:
                yield from self._by_factory(project)

    def _projects(self) -> Iterator[_Project]:
        """Yield the apps that are served, by the nearest folder around them that has tests."""
        served = [app for app in self._apps.all if app.path not in self._tests]
        for folder in dict.fromkeys(self._folder_of(app) for app in served):
            if folder:
                tests = frozenset(path for path in self._tests if path.startswith(folder))
                yield _Project(tuple(app for app in served if app.path.startswith(folder)), tests)

    def _folder_of(self, app: App) -> str:
        folder = os.path.dirname(app.path)
        while folder != os.path.dirname(folder):
            if any(path.startswith(folder + os.sep) for path in self._tests):
                return folder + os.sep
            folder = os.path.dirname(folder)
        return ""

    @cached_property
    def _tests(self) -> frozenset[str]:
        """The paths of the test files."""
        paths = self._receivers.modules.texts
        root = _common_folder([os.path.dirname(path) for path in paths])
        return frozenset(path for path in paths if _is_test(path.removeprefix(root)))

    def _by_own_app(self, project: _Project) -> Iterator[FlaskTest]:
        """Yield the apps on Flask that tests make for code of a served app, where no test imports that app itself."""
        modules = self._receivers.modules
        if any(app.path in modules.closure([path]) for path in project.tests for app in project.served):
            return
        for made in self._apps.all:
            is_on_flask = made.backends == ("flask",) and made.is_decided and not made.is_default
            if made.path in project.tests and is_on_flask:
                code = modules.closure([made.path]) - project.tests
                app = next((app for app in project.served if code & modules.closure([app.path])), None)
                if app is not None:
                    yield FlaskTest(made.place, app)

    def _by_variable(self, project: _Project) -> Iterator[FlaskTest]:
        """Yield where tests set the variable that chooses an app's backend to Flask."""
        for app in project.served:
            chosen = app_argument(self._receivers, app.instance, "backend", 2)
            for name in {value.variable for value in chosen if isinstance(value, Literal) and value.variable}:
                for frame in self._frames(name):
                    if frame.path in project.tests:
                        yield from (FlaskTest(Place(frame.path, at), app) for at in _set_to_flask(frame.scope, name))

    def _by_factory(self, project: _Project) -> Iterator[FlaskTest]:
        """Yield the tests' calls of the function that makes an app, if all ask for Flask and no others do."""
        (app,) = project.served
        called: list[tuple[Place, str]] = []
        for frame in self._frames("backend"):
            for call in frame.scope.calls:
                backend = _named_backend(call)
                if backend and self._makes(app, call, frame):
                    called.append((Place(frame.path, call.at), backend))
        tested = {backend for place, backend in called if place.path in project.tests}
        served = {backend for place, backend in called if place.path not in project.tests}
        if tested == {"flask"} and served and served <= dash_names.ASGI:
            yield from (FlaskTest(place, app) for place, _ in called if place.path in project.tests)

    def _makes(self, app: App, call: facts.Call, frame: Frame) -> bool:
        values = self._receivers.values(call.function, frame)
        own = (value for value in values if isinstance(value, (ProjectFunction, ProjectClass)))
        return any(value.frame.path == app.path for value in own)

    def _frames(self, word: str) -> Iterator[Frame]:
        """Yield the scopes of the files that mention a word."""
        namespaces = self._receivers.namespaces
        for path in self._receivers.modules.mentioning(word):
            for scope in namespaces.scopes_naming(path, word):
                yield self._receivers.open_frame(scope)


def _common_folder(folders: list[str]) -> str:
    try:
        return os.path.commonpath(folders)
    except ValueError:  # none at all, or on several drives
        return ""


def _is_test(relative: str) -> bool:
    *folders, name = relative.split(os.sep)
    return _TEST.fullmatch(name) is not None or not _FOLDERS.isdisjoint(folders)


def _named_backend(call: facts.Call) -> str:
    for argument in call.arguments:
        if argument.keyword == "backend" and isinstance(argument.value, facts.Constant):
            name = str(argument.value.value).lower()
            return name if name in dash_names.BACKENDS else ""
    return ""


def _set_to_flask(scope: Scope, variable: str) -> Iterator[int]:
    """Yield the turns of what sets an environment variable to Flask: by item, or by a method that is told both."""
    for statement, _ in scope.statements:
        if isinstance(statement, facts.Assign) and _is_flask(statement.value):
            for target in statement.targets:
                if isinstance(target, facts.Subscript) and _is_text(target.index, variable):
                    yield target.at
    for call in scope.calls:
        given = [argument.value for argument in call.arguments]
        if isinstance(call.function, facts.Attribute) and call.function.name in _SETTERS:
            if any(_is_text(part, variable) for part in given) and any(_is_flask(part) for part in given):
                yield call.at


def _is_flask(expression: facts.Expression | None) -> bool:
    return isinstance(expression, facts.Constant) and str(expression.value).lower() == "flask"


def _is_text(expression: facts.Expression, text: str) -> bool:
    return isinstance(expression, facts.Constant) and expression.value == text
