"""Extensions of apps whose backend is given on the command line, and what is said of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashlint.diagnostic import Diagnostic, Effect, Severity
from dashlint.lint import lint_paths
from dashlint.settings import Settings


def found(folder: Path, files: dict[str, str], backend: str | None = None) -> list[Diagnostic]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    outcome = lint_paths([folder], Settings(select=("DSH201",), backend=backend))
    return list(outcome.diagnostics)


def lines(diagnostics: list[Diagnostic]) -> list[int]:
    return [one.location.line for one in diagnostics]


FLASK_SERVER = """
from dash import Dash
from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager

server = Flask(__name__)
Compress(server)
app = Dash(__name__, server=server)
LoginManager().init_app(app.server)
other = Flask("other")
Compress(other)
"""


@pytest.mark.parametrize("backend", ["fastapi", "quart"])
def test_a_flask_server_has_to_go_with_what_is_bound_to_it(backend: str, tmp_path: Path) -> None:
    assert lines(found(tmp_path, {"app.py": FLASK_SERVER}, backend)) == [8, 10]


@pytest.mark.parametrize("backend", [None, "flask"])
def test_on_flask_it_is_at_home(backend: str | None, tmp_path: Path) -> None:
    assert found(tmp_path, {"app.py": FLASK_SERVER}, backend) == []


def test_a_flask_server_that_dash_refuses_is_another_mistake(tmp_path: Path) -> None:
    text = FLASK_SERVER.replace("server=server)", 'server=server, backend="fastapi")')
    assert found(tmp_path, {"app.py": text}) == []


@pytest.mark.parametrize("module", ["apiflask", "flask_openapi3"])
def test_a_server_of_a_class_derived_from_flask(module: str, tmp_path: Path) -> None:
    name = {"apiflask": "APIFlask", "flask_openapi3": "OpenAPI"}[module]
    text = FLASK_SERVER.replace("from flask import Flask", f"from {module} import {name} as Flask")
    assert lines(found(tmp_path, {"app.py": text}, "fastapi")) == [8, 10]


HELPERS = """
from flask import Flask
from flask_compress import Compress


def init_extensions(server: Flask):
    Compress(server)
"""
APP = """
from dash import Dash
from helpers import init_extensions

app = Dash(__name__)
init_extensions(app.server)
"""


def test_a_helper_of_another_module_is_given_the_server(tmp_path: Path) -> None:
    (one,) = found(tmp_path, {"helpers.py": HELPERS, "app.py": APP}, "fastapi")
    assert (Path(one.location.path).name, one.location.line) == ("helpers.py", 7)


PATCHED = """
import quart_flask_patch
from dash import Dash
from flask_limiter import Limiter
from flask_login import LoginManager

app = Dash(__name__, backend="quart")
Limiter(app=app.server)
LoginManager(app.server)
"""


def test_the_patch_rescues_some_extensions(tmp_path: Path) -> None:
    assert lines(found(tmp_path, {"app.py": PATCHED})) == [9]


def test_the_patch_may_stand_in_the_main_module(tmp_path: Path) -> None:
    files = {"dashboard.py": PATCHED.replace("import quart_flask_patch\n", "\n")}
    assert lines(found(tmp_path, files)) == [8, 9]
    files["main.py"] = "import quart_flask_patch\nfrom dashboard import app\n"
    assert lines(found(tmp_path, files)) == [9]


def test_the_patch_is_no_help_on_fastapi(tmp_path: Path) -> None:
    assert lines(found(tmp_path, {"app.py": PATCHED.replace('"quart"', '"fastapi"')})) == [8, 9]


def said(tmp_path: Path, binding: str, backend: str) -> tuple[Severity, Effect | None, str, str]:
    module, _, name = binding.partition(":")
    text = f"from dash import Dash\nfrom {module} import {name}\n\napp = Dash(__name__)\n{name}(app.server)\n"
    (one,) = found(tmp_path, {"app.py": text}, backend)
    return one.severity, one.effect, one.message, one.help


@pytest.mark.parametrize(
    ("binding", "backend", "severity", "effect", "words", "help_"),
    [
        ("flask_caching:Cache", "fastapi", Severity.ERROR, Effect.START, "on FastAPI it fails at start", "`diskcache`"),
        (
            "flask_compress:Compress",
            "quart",
            Severity.ERROR,
            Effect.REQUEST,
            "on Quart it answers 500",
            "compress=True",
        ),
        ("flask_babel:Babel", "quart", Severity.WARNING, Effect.SILENT, "without a word", "`quart-babel`"),
        ("flask_migrate:Migrate", "fastapi", Severity.WARNING, Effect.START, "`FastAPI` has no `cli`", "`alembic`"),
    ],
)
def test_what_is_said_is_what_was_measured(
    binding: str, backend: str, severity: Severity, effect: Effect, words: str, help_: str, tmp_path: Path
) -> None:
    got = said(tmp_path, binding, backend)
    assert got[:2] == (severity, effect)
    assert words in got[2]
    assert help_ in got[3]


def test_what_works_is_not_reported(tmp_path: Path) -> None:
    text = "from dash import Dash\nfrom flask_caching import Cache\n\napp = Dash(__name__)\nCache(app.server)\n"
    assert found(tmp_path, {"app.py": text}, "quart") == []


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ("dash-improve-my-llms==1.4.0", [5]),
        ("dash_improve_my_llms<2", [5]),
        ("dash-improve-my-llms", []),
        ("dash-improve-my-llms>=1", []),
        ("dash-improve-my-llms==2.1", []),
        ("flask-login<1", []),
    ],
)
def test_an_entry_for_old_versions_counts_where_they_are_asked_for(
    requirements: str, expected: list[int], tmp_path: Path
) -> None:
    text = "from dash import Dash\nfrom dash_improve_my_llms import add_llms_routes\n\napp = Dash(__name__)\n"
    files = {"requirements.txt": requirements + "\n", "app.py": text + "add_llms_routes(app)\n"}
    assert lines(found(tmp_path, files, "fastapi")) == expected
