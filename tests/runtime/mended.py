"""Copies of fixture projects in which every fix is made, for proofs that fixed code does what it should."""

from __future__ import annotations

import shutil
from pathlib import Path

from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.mending import mend
from dashlint.settings import Settings

from .loading import FIXTURES


def mended_copy(fixture: str, into: Path) -> str:
    """Copy a fixture project into a folder, make all fixes there, and return where it is, for `load`."""
    copy = into / fixture
    shutil.copytree(FIXTURES / fixture, copy)
    found = mend(
        find([copy], whole_project=False),
        lambda sources, reader: lint_sources(sources, Settings(select=("ALL",)), reader),
        lambda diagnostic: diagnostic.fix is not None,
    )
    assert found.after, "there is nothing to fix"
    for path, text in found.after.items():
        Path(path).write_bytes(text)
    return str(copy)
