"""Proves DSH207: what a backend or an async callback imports must be installed, and plain `dash` does not bring it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from unittest import mock

import pytest
from packaging.requirements import Requirement

from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.manifests.brought import EXTRAS
from dashlint.settings import Settings

from .harness import ASGI, BACKENDS, Answer, Served, load

FIXTURE = "dsh207_missing_extra"
#: Where asgiref is absent, nobody awaits what an async callback makes.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

PACKAGES = ("asgiref", "fastapi", "quart", "uvicorn")


@contextmanager
def absent(*packages: str) -> Iterator[None]:
    """Have Python find none of these packages, as where they were never installed."""
    gone = dict.fromkeys(name for name in sys.modules if name.partition(".")[0] in packages)
    with mock.patch.dict(sys.modules, {**gone, **dict.fromkeys(packages)}):
        for backend in ASGI:
            sys.modules.pop(f"dash.backends._{backend}", None)
        yield


def answer(module: str, backend: str, forced: str | None = None) -> Answer:
    with Served(load(FIXTURE, module, forced).app, backend) as served:
        return served.callback(inputs={"name.value": "Rome"})


def refused(bad: Answer) -> bool:
    """Whether Dash said that it cannot await; what it could not await is let go of."""
    assert bad.error is not None
    traceback.clear_frames(bad.error.__traceback__)
    said = "without dash[async]" in str(bad.error) and "use_async=False" in str(bad.error)
    return bad.status == 500 and said


@pytest.mark.parametrize(
    ("module", "backend", "package"),
    [
        ("market.market_app", "fastapi", "fastapi"),
        ("market.market_app", "fastapi", "uvicorn"),
        ("half.half_app", "fastapi", "uvicorn"),
        ("mounted.mounted_app", "fastapi", "uvicorn"),
        ("lab.lab_app", "fastapi", "fastapi"),
        ("desk.desk_app", "quart", "quart"),
        ("defaulted.defaulted_app", "quart", "quart"),
    ],
)
def test_a_backend_does_not_start_without_what_its_extra_brings(module: str, backend: str, package: str) -> None:
    assert answer(module, backend).status == 200
    with absent(package), pytest.raises(ImportError, match=rf"Please install it with `dash\[{backend}\]`"):
        load(FIXTURE, module)


@pytest.mark.parametrize(("module", "backend"), [("extra.extra_app", "fastapi"), ("hyper.hyper_app", "quart")])
def test_a_backend_answers_without_what_it_does_not_import(module: str, backend: str) -> None:
    others = {"fastapi": ("asgiref", "quart", "hypercorn"), "quart": ("asgiref", "fastapi", "uvicorn")}[backend]
    with absent(*others):
        assert answer(module, backend).status == 200


def test_flask_needs_asgiref_for_async_callbacks_alone() -> None:
    with absent("asgiref"):
        bad, good = answer("news.news_app", "flask"), answer("plain.plain_app", "flask")
    assert good.status == 200
    assert refused(bad)
    assert answer("flask_async.flask_async_app", "flask").outputs == {"out.children": "Rome is fine"}


def test_flask_needs_it_to_hand_over_an_async_background_callback() -> None:
    assert "job" in answer("nightly.nightly_app", "flask").body
    with absent("asgiref"):
        bad = answer("nightly.nightly_app", "flask")
    assert refused(bad)


SYNCED = """
import asyncio
from functools import wraps
from dash import Dash, Input, Output, dcc, html

app = Dash(__name__)
app.layout = html.Div([dcc.Input(id="name"), html.P(id="out")])

def synced(function):
    @wraps(function)
    def wrapper(*arguments):
        return asyncio.run(function(*arguments))
    return wrapper

@app.callback(Output("out", "children"), Input("name", "value"))
@synced
async def show(name):
    await asyncio.sleep(0)
    return f"{name} is fine"
"""


def test_what_a_decorator_makes_plain_needs_no_asgiref(tmp_path: Path) -> None:
    (tmp_path / "synced_app.py").write_text(SYNCED)
    (tmp_path / "requirements.txt").write_text("dash")
    assert lint_sources(find([tmp_path]), Settings(select=("DSH207",))).diagnostics == ()
    with absent("asgiref"), Served(load(str(tmp_path), "synced_app").app, "flask") as served:
        assert served.callback(inputs={"name.value": "Rome"}).outputs == {"out.children": "Rome is fine"}


@pytest.mark.parametrize("backend", ASGI)
def test_async_callbacks_on_asgi_need_no_asgiref(backend: str) -> None:
    with absent("asgiref"):
        assert answer("news.news_app", backend, backend).status == 200


@pytest.mark.parametrize("backend", BACKENDS)
def test_use_async_needs_asgiref_on_every_backend(backend: str) -> None:
    assert answer("pipenv.pipenv_app", backend, backend).status == 200
    with absent("asgiref"), pytest.raises(Exception, match=r"dash\[async\] without having installed"):
        load(FIXTURE, "pipenv.pipenv_app", backend)


def test_the_extra_does_not_mend_async_that_is_switched_off() -> None:
    bad = answer("switched_off.switched_off_app", "flask")
    assert refused(bad)
    assert answer("thread.thread_app", "flask").outputs == {"out.children": "Rome is fine"}


def test_the_extras_bring_what_the_rule_takes_them_to_bring() -> None:
    assert {extra: brought(extra) for extra in EXTRAS} == {extra: set(names) for extra, names in EXTRAS.items()}
    assert "hypercorn" in {Requirement(line).name for line in metadata.requires("quart") or ()}
    assert not {Requirement(line).name.lower() for line in plain("dash")} & set(PACKAGES)


def brought(extra: str) -> set[str]:
    """The packages of interest that `dash[extra]` asks for, through the extras of others too."""
    asked = [Requirement(line) for line in metadata.requires("dash") or ()]
    direct = [
        one for one in asked if one.marker and one.marker.evaluate({"extra": extra}) and "extra" in str(one.marker)
    ]
    names = {one.name.lower() for one in direct}
    for one in direct:
        for line in metadata.requires(one.name) or ():
            further = Requirement(line)
            if further.marker and any(further.marker.evaluate({"extra": name}) for name in one.extras):
                names.add(further.name)
    return names & set(PACKAGES)


def plain(package: str) -> list[str]:
    return [line for line in metadata.requires(package) or () if "extra ==" not in line]
