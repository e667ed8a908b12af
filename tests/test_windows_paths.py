"""Paths of Windows mean the same as those of other systems, as far as that can be seen without Windows."""

from __future__ import annotations

import ntpath
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from unittest.mock import patch

import pytest

from dashlint import find as finding
from dashlint import ignored
from dashlint.deployment.command import Folder
from dashlint.diagnostic import Diagnostic
from dashlint.file_kinds import kind_of
from dashlint.find import Source, find
from dashlint.ignored import Exclusion
from dashlint.lint import lint_sources
from dashlint.settings import Settings
from fixture_projects import FIXTURES

SYSTEMS = ["dsh205_wrong_process_manager", "dsh207_missing_extra", "dsh507_uncached_page_layout", "engine_modules"]


@contextmanager
def windows() -> Iterator[None]:
    """Join and take apart paths as on Windows."""
    with ExitStack() as patches:
        patches.enter_context(patch.object(os, "path", ntpath))
        patches.enter_context(patch.object(os, "sep", "\\"))
        for name, module in tuple(sys.modules.items()):
            if name.startswith("dashlint.") and hasattr(module, "PurePath"):
                patches.enter_context(patch.object(module, "PurePath", PureWindowsPath))
        yield


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_project_is_read_alike(name: str) -> None:
    here = tuple(replace(one, text=Path(one.path).read_bytes()) for one in find([FIXTURES / name], whole_project=False))
    settings = Settings(select=("ALL",))
    expected = [_told(one) for one in lint_sources(here, settings).diagnostics]
    there = tuple(replace(one, path=_moved(one.path), shown=_moved(one.shown)) for one in here)
    with windows():
        found = [_told(one) for one in lint_sources(there, settings).diagnostics]
    assert sorted(found) == sorted(expected)
    assert found


def _moved(path: str) -> str:
    return "C:" + path.replace("/", "\\")


def _told(found: Diagnostic) -> tuple[object, ...]:
    notes = tuple((note.message, _place(note.location.path) if note.location else "") for note in found.notes)
    where = found.location
    return found.code, _place(where.path), where.line, where.column, found.message, found.help, notes


def _place(path: str) -> str:
    return path.removeprefix("C:").replace("\\", "/")


@pytest.mark.parametrize(
    "path",
    [
        "C:\\web\\app.py",
        "C:\\web\\requirements\\base.txt",
        "C:\\web\\Dockerfile",
        "C:\\web\\.github\\workflows\\ci.yml",
        "\\\\server\\share\\web\\Procfile",
    ],
)
def test_kinds_of_files(path: str) -> None:
    with windows():
        assert kind_of(path) is not None


@pytest.mark.parametrize(
    ("pattern", "relative"),
    [
        ("C:\\web\\tests\\unit", "/tests/unit"),
        (".\\tests\\unit", "/tests/unit"),
        ("./tests/unit", "/tests/unit"),
        ("tests/unit", "tests/unit"),
        ("\\#name", "\\#name"),
    ],
)
def test_patterns(pattern: str, relative: str) -> None:
    with windows():
        assert ignored._relative("C:\\web", pattern) == relative


@pytest.mark.parametrize("folder", ["C:\\web", "C:\\"])
def test_excluded_by_a_pattern(folder: str) -> None:
    with windows():
        exclusion = Exclusion(folder, ("tests/unit",))
        assert ignored.is_meant(exclusion, ntpath.join(folder, "tests", "unit", "a.py"))
        assert not ignored.is_meant(exclusion, ntpath.join(folder, "tests", "other.py"))
        assert not ignored.is_meant(exclusion, "D:\\web\\tests\\unit\\a.py")


def test_the_top_of_a_drive_is_no_project() -> None:
    with windows():
        assert finding._is_shared("D:\\")
        assert finding._is_shared("\\\\server\\share\\")
        assert not finding._is_shared("D:\\web")


def test_a_project_on_another_drive_has_no_way_from_here() -> None:
    with windows(), patch.object(ntpath, "realpath", lambda path: "C:\\here"):
        assert finding._beside("D:\\web", "d:app.py") == "D:\\web"
        assert finding._beside("C:\\here\\web", "web\\app.py") == "web"


def test_folders_of_containers() -> None:
    with windows():
        folder = Folder("C:\\web", around=("C:\\web",)).at("/srv/app")
        assert folder.around == ("C:\\web\\srv\\app", "C:\\web\\app", "C:\\web")
        assert Folder("C:\\web").at("src").path == "C:\\web\\src"


def test_sources_have_the_kind_of_their_name() -> None:
    with windows():
        assert Source("C:\\web\\Dockerfile", "Dockerfile", reported=True, named=False).kind == "deployment"
