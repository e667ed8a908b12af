"""Which files of a project hold its tests, whose failure keeps no app from working."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dashlint.diagnostic import AppSummary

_TESTS = re.compile(r"(?:^|[\\/])(?:tests?[\\/]|test_[^\\/]*\.py$|[^\\/]*_test\.py$|conftest\.py$)")


def tests_of(apps: Iterable[AppSummary]) -> Callable[[str], bool]:
    """Return what tells test files from the code, by path; where tests make the only apps, they are the code."""
    if all(_TESTS.search(app.location.path) for app in apps):
        return lambda path: False
    return lambda path: _TESTS.search(path) is not None
