"""The example shows every family of rules, and passes once it is mended as the hints say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashlint.lint import lint_paths

ROOT = Path(__file__).parent.parent


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples", tmp_path / "example"))


def findings(folder: Path) -> set[tuple[str, str]]:
    root = folder.resolve()
    return {(Path(one.location.path).relative_to(root).as_posix(), one.code) for one in lint_paths([root]).diagnostics}


def test_the_example_shows_all_families(example: Path) -> None:
    assert findings(example) == {
        ("app.py", "DSH102"),
        ("app.py", "DSH201"),
        ("app.py", "DSH301"),
        ("hooks.py", "DSH401"),
        ("pages/months.py", "DSH110"),
    }


def test_the_mended_example_passes(example: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / ".ci" / "mend_example.py"), str(example)], check=True)
    assert findings(example) == set()
