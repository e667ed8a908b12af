"""Proves DSH208: a backend and the server of another one keep the app from starting."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from .harness import BACKENDS, FIXTURES, Served, load

FIXTURE = "dsh208_backend_conflict"
PAIRS = [(backend, server) for backend in BACKENDS for server in BACKENDS if backend != server]
OTHERS = {
    "imported_app": ("FastAPI", "flask"),
    "factory_app": ("fastapi", "quart"),
    "subclass_app": ("quart", "flask"),
    "branch_app": ("fastapi", "flask"),
    "second_app": ("fastapi", "quart"),
}


@pytest.mark.parametrize(("backend", "server"), PAIRS)
def test_no_backend_takes_the_server_of_another(backend: str, server: str) -> None:
    with pytest.raises(ValueError, match=f"Conflict between provided backend '{backend}' and server type '{server}'"):
        load(FIXTURE, f"{backend}_on_{server}_app")


@pytest.mark.parametrize("module", OTHERS)
def test_nor_does_it_however_the_two_are_given(module: str) -> None:
    backend, server = OTHERS[module]
    with pytest.raises(ValueError, match=f"Conflict between provided backend '{backend}' and server type '{server}'"):
        load(FIXTURE, module)


def test_the_other_branch_conflicts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "1")
    with pytest.raises(ValueError, match="'fastapi' and server type 'quart'"):
        load(FIXTURE, "branch_app")


@pytest.mark.skipif(not find_spec("dash_extensions"), reason="needs dash_extensions")
def test_the_app_class_of_dash_extensions_is_no_exception() -> None:
    with pytest.raises(ValueError, match="Conflict between provided backend 'quart' and server type 'flask'"):
        load(FIXTURE, "proxy_app")


def test_a_backend_class_fails_beside_any_server() -> None:
    with pytest.raises(TypeError, match="cannot unpack"):
        load(FIXTURE, "class_app")


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_server_of_the_backend_is_fine_and_needs_no_backend(backend: str) -> None:
    module = load(FIXTURE, f"{backend}_app")
    named = {name: getattr(module, name).backend.server_type for name in ("app", "inferred", "own", "late")}
    assert set(named.values()) == {backend}
    with Served(module.app, backend) as served:
        assert served.callback(inputs={"city.value": "Rome"}).outputs == {"out.children": "the weather in Rome"}


@pytest.mark.parametrize(("asked", "is_async"), [("fastapi", ""), ("quart", "1"), ("flask", "1")])
def test_choices_that_agree_start(monkeypatch: pytest.MonkeyPatch, asked: str, is_async: str) -> None:
    monkeypatch.setenv("DASH_BACKEND", asked)
    monkeypatch.setenv("ASYNC", is_async)
    module = load(FIXTURE, "quiet_app")
    assert module.chosen.backend.server_type == asked
    assert module.paired.backend.server_type == ("fastapi" if is_async else "flask")


def test_every_reported_app_is_proved() -> None:
    reported = {path.stem for path in (FIXTURES / FIXTURE).glob("*.py") if "# want: DSH208" in path.read_text("utf-8")}
    pairs = {f"{backend}_on_{server}_app" for backend, server in PAIRS}
    assert reported == pairs | {*OTHERS, "class_app", "proxy_app"}
