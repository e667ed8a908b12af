"""Properties of apps: a callback is judged by its app's backend and by where it runs, however either is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent

from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.diagnostic import Diagnostic
from dashlint.lint import lint_paths
from dashlint.settings import Settings

modest = settings(derandomize=True, database=None, deadline=None, max_examples=30)

SERVERS = {
    "flask": ("from flask import Flask", "Flask(__name__)"),
    "fastapi": ("from fastapi import FastAPI", "FastAPI()"),
    "quart": ("import quart", "quart.Quart(__name__)"),
}
#: How an app is made: each way leaves it in the variable `{app}`.
MAKERS = {
    "literal": '{app} = Dash(__name__, backend="{backend}")',
    "upper case": '{app} = Dash(__name__, backend="{upper}")',
    "server": "{needs}\n{app} = Dash(__name__, server={server})",
    "named server": "{needs}\n{app}_server = {server}\n{app} = Dash(__name__, server={app}_server)",
    "constant": '{app}_backend = "{backend}"\n{app} = Dash(__name__, backend={app}_backend)',
    "imported constant": "import choices\n{app} = Dash(__name__, backend=choices.{upper})",
    "environment": '{app} = Dash(__name__, backend=os.environ.get("BACKEND", "{backend}"))',
    "keywords": '{app}_options = {{"title": "T", "backend": "{backend}"}}\n{app} = Dash(__name__, **{app}_options)',
    "told factory": (
        'def make_{app}(backend):\n    return Dash(__name__, backend=backend)\n\n\n{app} = make_{app}("{backend}")'
    ),
    "annotated factory": (
        "def make_{app}(backend: str) -> Dash:\n    return Dash(__name__, backend=backend)\n\n\n"
        '{app} = make_{app}("{backend}")'
    ),
    "annotated default": (
        'def make_{app}(*, backend: str = "{backend}"):\n    return Dash(__name__, backend=backend)\n\n\n'
        "{app} = make_{app}()"
    ),
    "default": (
        'def make_{app}(backend="{backend}"):\n    return Dash(__name__, backend=backend)\n\n\n{app} = make_{app}()'
    ),
    "given factory": (
        "{needs}\n\n\ndef make_{app}(server):\n    return Dash(__name__, server=server)\n\n\n"
        "{app} = make_{app}({server})"
    ),
    "fallback": 'try:\n    {app} = Dash(__name__, backend="{backend}")\nexcept TypeError:\n    {app} = Dash(__name__)',
    "subclass": (
        "class Of_{app}(Dash):\n    def __init__(self):\n"
        '        super().__init__(__name__, backend="{backend}")\n\n\n{app} = Of_{app}()'
    ),
    "attribute": (
        "class Holder_of_{app}:\n    def __init__(self):\n"
        '        self.app = Dash(__name__, backend="{backend}")\n\n\n{app} = Holder_of_{app}().app'
    ),
}
CHOICES = 'FLASK = "flask"\nFASTAPI = "fastapi"\nQUART = "quart"\n'
#: How a function becomes a callback of `{app}`: `{function}` is its text, `{inner}` and `{inmost}` the same indented.
SHAPES = {
    "decorator": "@{app}.callback({given})\n{function}",
    "call": "{function}\n\n{app}.callback({given})({name})",
    "partial": "{function}\n\n{app}.callback({given})(functools.partial({name}))",
    "loop": "{function}\n\nfor _ in range(1):\n    {app}.callback({given})({name})",
    "held": "register_{name} = {app}.callback({given})\n\n\n@register_{name}\n{function}",
    "condition": "if {app} is not None:\n\n    @{app}.callback({given})\n{inner}",
    "nested": "def add_{name}(target):\n    @target.callback({given})\n{inner}\n\nadd_{name}({app})",
    "nested in annotated": (
        "def add_{name}(target: Dash) -> None:\n    @target.callback({given})\n{inner}\n\nadd_{name}({app})"
    ),
    "class body": "class Body_of_{name}:\n    @{app}.callback({given})\n{inner}",
    "method": (
        "class Panel_of_{name}:\n    def __init__(self, app):\n        self.app = app\n\n"
        "    def register(self):\n        @self.app.callback({given})\n{inmost}\n\nPanel_of_{name}({app}).register()"
    ),
}
#: How a function becomes a callback without naming the app.
GLOBAL_SHAPES = {
    "global": "@callback({given})\n{function}",
    "dotted": "@dash.callback({given})\n{function}",
    "renamed": "from dash import callback as on_change\n\n\n@on_change({given})\n{function}",
    "global call": "{function}\n\ncallback({given})({name})",
    "imported inside": (
        "def add_{name}():\n    from dash import callback as on\n\n    @on({given})\n{inner}\n\nadd_{name}()"
    ),
}
#: Where Dash runs a callback: its `def`, and what the registration says besides the dependencies.
KINDS = {
    "plain": ("def", ""),
    "coroutine": ("async def", ""),
    "background": ("def", ", background=True"),
    "background coroutine": ("async def", ", background=True"),
    "websocket": ("def", ", websocket=True"),
    "websocket coroutine": ("async def", ", websocket=True"),
}
APP_NAMES = ("app", "dashboard", "server", "client", "requests", "board", "größe", "callbacks_of", "typer", "session")
FUNCTION_NAMES = ("update", "show", "layout", "get", "main", "before_request", "menge", "読む", "run", "to_thread")
HEAD = "import asyncio, functools, os, time\n\nimport dash\nfrom dash import Dash, Input, Output, callback\n"
#: Sleeps as well, and is never a callback of anything.
BYSTANDERS = (
    "def idle(value):\n    time.sleep(0.2)\n    return value\n",
    "class Bus:\n    def callback(self, *topics):\n        return lambda function: function\n\n\n"
    'bus = Bus()\n\n\n@bus.callback("saved")\ndef on_saved(value):\n    time.sleep(0.2)\n    return value\n',
)

File = str
Found = tuple[File, int, str, str]


@dataclass(frozen=True, slots=True)
class App:
    """An app and its only callback."""

    backend: str
    maker: str
    shape: str
    kind: str
    name: str = "app"
    function: str = "update"


def apps(shapes: dict[str, str]) -> st.SearchStrategy[App]:
    return st.builds(
        App,
        backend=st.sampled_from(sorted(SERVERS)),
        maker=st.sampled_from(sorted(MAKERS)),
        shape=st.sampled_from(sorted(shapes)),
        kind=st.sampled_from(sorted(KINDS)),
        name=st.sampled_from(APP_NAMES),
        function=st.sampled_from(FUNCTION_NAMES),
    ).filter(is_accepted)


def is_accepted(app: App) -> bool:
    """Whether Dash takes the registration: it looks up the source of a background callback, and a partial has none."""
    return not (app.shape == "partial" and app.kind.startswith("background"))


def several_apps() -> st.SearchStrategy[list[App]]:
    return st.lists(apps(SHAPES), min_size=2, max_size=4, unique_by=(lambda app: app.name, lambda app: app.function))


def any_app() -> st.SearchStrategy[App]:
    return apps({**SHAPES, **GLOBAL_SHAPES})


def app_text(app: App) -> str:
    needs, server = SERVERS[app.backend]
    words = {"app": app.name, "backend": app.backend, "upper": app.backend.upper()}
    return MAKERS[app.maker].format(needs=needs, server=server, **words)


def callback_text(app: App) -> str:
    keyword, options = KINDS[app.kind]
    pause = "    await asyncio.sleep(0)\n" if keyword == "async def" else ""
    function = f"{keyword} {app.function}(value):\n{pause}    {slow_line(app)}\n    return value\n"
    return {**SHAPES, **GLOBAL_SHAPES}[app.shape].format(
        app=app.name,
        name=app.function,
        given=f'Output("{app.name}-out", "children"), Input("in", "value"){options}',
        function=function,
        inner=indent(function, " " * 4),
        inmost=indent(function, " " * 8),
    )


def slow_line(app: App) -> str:
    return f"time.sleep(0.2)  # in {app.function} of {app.name}"


def in_one_module(*chosen: App) -> dict[File, str]:
    """Return a project whose apps and callbacks are all in `app.py`."""
    parts = [HEAD, *map(app_text, chosen), *BYSTANDERS, *map(callback_text, chosen)]
    return {"pyproject.toml": "", "choices.py": CHOICES, "app.py": "\n\n".join(parts)}


def in_two_modules(app: App) -> dict[File, str]:
    """Return a project whose callback is in a module of its own."""
    is_global = app.shape in GLOBAL_SHAPES
    imports, imported = ("from callbacks import idle\n", "") if is_global else ("", f"from app import {app.name}\n")
    return {
        "pyproject.toml": "",
        "choices.py": CHOICES,
        "app.py": "\n\n".join([HEAD, app_text(app), imports]),
        "callbacks.py": "\n\n".join([HEAD + imported, *BYSTANDERS, callback_text(app)]),
        "index.py": "import app\nimport callbacks\n",
    }


def expected(files: dict[File, str], *chosen: App) -> list[Found]:
    places = [(place_of(app, files), verdict(app)) for app in chosen]
    return sorted((*place, *judged) for place, judged in places if judged is not None)


def place_of(app: App, files: dict[File, str]) -> tuple[File, int]:
    return next(
        (name, number)
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() == slow_line(app)
    )


def verdict(app: App) -> tuple[str, str] | None:
    """Return the code and the severity that the callback of `app` deserves."""
    if app.kind.startswith("background"):
        return None
    if app.kind.endswith("coroutine"):
        return "DSH101", "warning" if app.backend == "flask" else "error"
    if app.kind == "plain" and app.backend != "flask":
        return "DSH110", "error"
    return None


@contextmanager
def written(files: dict[File, str]) -> Iterator[Path]:
    """Write a project to a folder of its own."""
    with TemporaryDirectory() as folder:
        root = Path(os.path.realpath(folder))
        for name, text in files.items():
            (root / name).write_text(text, encoding="utf-8")
        yield root


def found(files: dict[File, str], chosen: Settings | None = None) -> list[Found]:
    """Return what is said of blocking; options that an app's backend does not have are other rules' business."""
    with written(files) as root:
        diagnostics = lint_paths([str(root)], chosen).diagnostics
        return [seen(each, root) for each in diagnostics if each.code.startswith("DSH1")]


def seen(diagnostic: Diagnostic, root: Path) -> Found:
    place = diagnostic.location
    return Path(place.path).relative_to(root).as_posix(), place.line, diagnostic.code, str(diagnostic.severity)


def meanings(files: dict[File, str], places: list[Found]) -> set[tuple[str, str, str]]:
    """Return the found lines as text, so that only what is said about which line counts."""
    return {(files[name].splitlines()[line - 1].strip(), code, severity) for name, line, code, severity in places}


@modest
@given(any_app())
def test_every_shape_is_judged_by_backend_and_context(app: App) -> None:
    files = in_one_module(app)
    assert found(files) == expected(files, app)


@modest
@given(any_app())
def test_a_callback_in_another_module_is_judged_alike(app: App) -> None:
    files = in_two_modules(app)
    assert found(files) == expected(files, app)


@modest
@given(several_apps())
def test_apps_of_one_module_are_kept_apart(chosen: list[App]) -> None:
    files = in_one_module(*chosen)
    assert found(files) == expected(files, *chosen)


@modest
@given(several_apps())
def test_the_order_of_apps_does_not_matter(chosen: list[App]) -> None:
    files, mirrored = in_one_module(*chosen), in_one_module(*reversed(chosen))
    assert meanings(files, found(files)) == meanings(mirrored, found(mirrored))


@modest
@given(any_app())
def test_names_do_not_matter(app: App) -> None:
    assert found(in_one_module(app)) == found(in_one_module(replace(app, name="app", function="update")))


@modest
@given(any_app(), st.sampled_from(sorted(SERVERS)))
def test_the_backend_of_the_settings_overrules_the_app(app: App, backend: str) -> None:
    files = in_one_module(replace(app, maker="literal"))
    assert found(files, Settings(backend=backend)) == expected(files, replace(app, backend=backend))


@modest
@given(any_app(), apps(SHAPES))
def test_an_app_next_door_changes_nothing(app: App, stranger: App) -> None:
    files = in_one_module(app)
    neighbours = {**files, "next_door.py": in_one_module(stranger)["app.py"]}
    assert [place for place in found(neighbours) if place[0] == "app.py"] == found(files)


@modest
@given(any_app())
def test_linting_twice_gives_equal_results(app: App) -> None:
    with written(in_two_modules(app)) as root:
        assert lint_paths([str(root)]) == lint_paths([str(root)])
