"""Tested backends: where a project's tests run on Flask code that is served on FastAPI or Quart."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dashlint import facts
from dashlint.facts import Place
from dashlint.project import dash_names
from dashlint.project.apps import App, Apps, app_argument
from dashlint.project.receivers import Receivers
from dashlint.project.scopes import Scope
from dashlint.project.values import Frame, Literal, ProjectClass, ProjectFunction

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


class TestedBackends:
    """The backends that a project's tests run on."""

    def __init__(self, receivers: Receivers, apps: Apps) -> None:
        self._receivers = receivers
        self._apps = apps

    def on_flask(self) -> Iterator[FlaskTest]:
        """Yield where tests choose Flask, if none of them runs on the backend that all apps of the project have."""
        served = [app for app in self._apps.all if app.path not in self._tests]
        texts = self._receivers.modules.texts
        if not served or not self._tests or any(_ELSEWHERE.search(texts[path]) for path in self._tests):
            return
        if all(app.is_decided and set(app.backends) <= dash_names.ASGI for app in served):
            yield from self._variables(served)
            yield from self._own_apps(served)
        elif len(served) == 1:
            yield from self._factories(served[0])

    @cached_property
    def _tests(self) -> frozenset[str]:
        """The paths of the test files."""
        paths = self._receivers.modules.texts
        root = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
        return frozenset(path for path in paths if _is_test(os.path.relpath(path, root)))

    def _own_apps(self, served: list[App]) -> Iterator[FlaskTest]:
        """Yield the apps on Flask that tests make for code of a served app, where no test imports that app itself."""
        modules = self._receivers.modules
        if any(app.path in modules.closure([path]) for path in self._tests for app in served):
            return
        for made in self._apps.all:
            if made.path in self._tests and made.backends == ("flask",) and made.is_decided and not made.is_default:
                code = modules.closure([made.path]) - self._tests
                app = next((app for app in served if code & modules.closure([app.path])), None)
                if app is not None:
                    yield FlaskTest(made.place, app)

    def _variables(self, served: list[App]) -> Iterator[FlaskTest]:
        """Yield where tests set the variable that chooses an app's backend to Flask."""
        for app in served:
            chosen = app_argument(self._receivers, app.instance, "backend", 2)
            for name in {value.variable for value in chosen if isinstance(value, Literal) and value.variable}:
                for frame in self._frames(name):
                    yield from (FlaskTest(Place(frame.path, at), app) for at in _set_to_flask(frame.scope, name))

    def _factories(self, app: App) -> Iterator[FlaskTest]:
        """Yield the tests' calls of the function that makes an app, if all ask for Flask and all others do not."""
        called: list[tuple[Place, str]] = []
        for frame in (*self._frames("backend"), *self._frames("backend", in_tests=False)):
            for call in frame.scope.calls:
                backend = _named_backend(call)
                if backend and self._makes(app, call, frame):
                    called.append((Place(frame.path, call.at), backend))
        tested = [place for place, backend in called if place.path in self._tests and backend == "flask"]
        served = {backend for place, backend in called if place.path not in self._tests}
        is_tested_elsewhere = any(place.path in self._tests and backend != "flask" for place, backend in called)
        if served and served <= dash_names.ASGI and not is_tested_elsewhere:
            yield from (FlaskTest(place, app) for place in tested)

    def _makes(self, app: App, call: facts.Call, frame: Frame) -> bool:
        values = self._receivers.values(call.function, frame)
        own = (value for value in values if isinstance(value, (ProjectFunction, ProjectClass)))
        return any(value.frame.path == app.path for value in own)

    def _frames(self, word: str, in_tests: bool = True) -> Iterator[Frame]:
        namespaces = self._receivers.namespaces
        for path in self._receivers.modules.mentioning(word):
            if (path in self._tests) is in_tests:
                module = namespaces.module(path)
                for scope in (module, *namespaces.all_scopes(module)):
                    yield self._receivers.open_frame(scope)


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
