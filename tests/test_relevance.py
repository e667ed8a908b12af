"""What is left out because it can lead to nothing leads to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashlint.diagnostic import Diagnostic
from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.project.files.aliases import Aliases
from dashlint.read import sections
from dashlint.settings import Settings
from fixture_projects import FOLDERS, outcome_of


@pytest.fixture
def short_bodies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """However short a body is, it is read when it is first looked at."""
    sections.sections_of.cache_clear()
    monkeypatch.setattr(sections, "SHORTEST_LATER_BODY", 0)
    yield
    sections.sections_of.cache_clear()


@pytest.fixture
def any_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything may be known by any other name, so that nothing is left out for its name."""
    monkeypatch.setattr(Aliases, "of_classes", lambda self, names: None)
    monkeypatch.setattr(Aliases, "may_register", lambda self, name: True)
    monkeypatch.setattr(Aliases, "_is_derived", lambda self, name: True)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_finding_is_left_out(folder: Path, short_bodies: None, any_alias: None) -> None:
    found = lint_sources(find([folder], whole_project=False), Settings(select=("ALL",)))
    assert told(found.diagnostics) == told(outcome_of(folder).diagnostics)


def told(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[object, str, str]]:
    return [(diagnostic.location, diagnostic.code, diagnostic.message) for diagnostic in diagnostics]
