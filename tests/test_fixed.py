"""Every fix on every fixture: `fixes.diff` is what all of them come to, safe and unsafe, made until none is left.

DASHLINT_UPDATE=1 writes it anew; it is read as the change that a careful person would have made.
"""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from dashlint.decoding import decoded
from dashlint.diagnostic import Applicability, Diagnostic, Severity
from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.mending import Mended, mend
from dashlint.settings import Settings
from fixture_projects import FOLDERS, outcome_of

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
EVERY_RULE = Settings(select=("ALL",))


@cache
def mended(folder: Path, *trusted: Applicability) -> Mended:
    sources = find([folder], whole_project=False)
    return mend(
        sources,
        lambda some, reader: lint_sources(some, EVERY_RULE, reader),
        lambda found: found.fix is not None and found.fix.applicability in trusted,
    )


def diff(folder: Path) -> str:
    found = mended(folder, Applicability.SAFE, Applicability.UNSAFE)
    lines = []
    for path, after in sorted(found.after.items()):
        name = Path(path).relative_to(folder.resolve()).as_posix()
        before = LINE.findall(decoded(found.before[path]))
        lines += difflib.unified_diff(before, LINE.findall(decoded(after)), name, name, n=1)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_fixes_come_to(folder: Path) -> None:
    snapshot, found = folder / "fixes.diff", diff(folder).encode()
    if os.environ.get("DASHLINT_UPDATE"):
        snapshot.unlink(missing_ok=True)
        if found:
            snapshot.write_bytes(found)
    assert found == (snapshot.read_bytes() if snapshot.is_file() else b"")


@pytest.mark.parametrize("trusted", [(Applicability.SAFE,), (Applicability.SAFE, Applicability.UNSAFE)], ids=len)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_fixes_come_to_an_end_and_make_no_new_problems(folder: Path, trusted: tuple[Applicability, ...]) -> None:
    found = mended(folder, *trusted)
    assert found.is_settled
    assert not [one for one in found.outcome.diagnostics if one.fix and one.fix.applicability in trusted]
    count = sum(sum(counts.values()) for counts in found.mended.values())
    before, after = outcome_of(folder), found.outcome
    assert after.unreadable == before.unreadable
    assert len(after.diagnostics) <= len(before.diagnostics) - min(count, 1)
    new = families(after.diagnostics) - families(before.diagnostics)
    assert not new, "fixes made problems of families that had found fewer before"


def families(diagnostics: Iterable[Diagnostic]) -> Counter[str]:
    """How many problems each family has, advice left out; what becomes async moves to another rule within one."""
    return Counter(one.code[:4] for one in diagnostics if one.severity > Severity.INFO)
