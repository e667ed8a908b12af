"""What docs/install.md says of the extras."""

from __future__ import annotations

import re
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
FOR_DEVELOPERS = {"dev", "docs"}


def test_the_extras_for_users_are_in_the_table() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"^\| `dashlint\[(\w+)\]` \|", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(set(project["optional-dependencies"]) - FOR_DEVELOPERS)
