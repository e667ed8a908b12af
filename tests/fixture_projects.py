"""The projects under `tests/fixtures/`, each with its outcome under all rules, advice included."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dashlint.find import find
from dashlint.lint import Outcome, lint_sources
from dashlint.settings import Settings

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = tuple(sorted(path for path in FIXTURES.iterdir() if path.is_dir() and path.name[0] not in "._"))


@cache
def outcome_of(folder: Path) -> Outcome:
    return lint_sources(find([folder], whole_project=False), Settings(select=("ALL",)))
