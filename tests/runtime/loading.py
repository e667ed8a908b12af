"""Imports a module of a fixture project under the real Dash, and forgets it again."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import dash
from dash import _callback, _get_app, _pages
from dash.background_callback.managers import BaseBackgroundCallbackManager

FIXTURES = Path(__file__).parents[1] / "fixtures"

_loaded = ExitStack()


def load(fixture: str, module: str, backend: str | None = None) -> ModuleType:
    """Import a module of a fixture project afresh, every `Dash(...)` in it on `backend` (None: as written).

    Whatever an earlier `load` left behind (modules, callbacks, pages, the app) is forgotten first.
    """
    forget()
    _loaded.enter_context(_importable(FIXTURES / fixture))
    _loaded.enter_context(_empty_dash())
    if backend is not None:
        _loaded.enter_context(_forced(backend))
    return importlib.import_module(module)


def forget() -> None:
    """Undo the last `load`, so that fixtures never leak into one another."""
    _loaded.close()


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    own = {path.stem for path in root.iterdir() if path.is_dir() or path.suffix == ".py"}
    before = _take_modules(own)
    with mock.patch.object(sys, "path", [str(root), *sys.path]), mock.patch.object(sys, "dont_write_bytecode", True):
        importlib.invalidate_caches()
        try:
            yield
        finally:
            _take_modules(own)
            sys.modules.update(before)


def _take_modules(top_level: set[str]) -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.partition(".")[0] in top_level]
    return {name: sys.modules.pop(name) for name in names}


@contextmanager
def _empty_dash() -> Iterator[None]:
    with mock.patch.object(_get_app, "APP", None):
        current = _get_app.app_context.set(None)
        try:
            yield
        finally:
            _get_app.app_context.reset(current)
            for registry in (
                _callback.GLOBAL_CALLBACK_LIST,
                _callback.GLOBAL_CALLBACK_MAP,
                _callback.GLOBAL_INLINE_SCRIPTS,
                _callback.GLOBAL_API_PATHS,
                _pages.PAGE_REGISTRY,
                BaseBackgroundCallbackManager.managers,
                BaseBackgroundCallbackManager.functions,
            ):
                registry.clear()


@contextmanager
def _forced(backend: str) -> Iterator[None]:
    build = dash.Dash.__init__

    def build_on_backend(self: dash.Dash, *args: Any, **kwargs: Any) -> None:
        build(self, *args, **{**kwargs, "backend": backend})

    with mock.patch.object(dash.Dash, "__init__", build_on_backend):
        yield
