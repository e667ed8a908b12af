"""Counts what dashlint finds in one folder, per code, as JSON: `count_folder.py SECONDS FOLDER [BACKEND]`."""

from __future__ import annotations

import faulthandler
import sys
from collections import Counter

from counts import Counts, as_json

from dashlint.lint import lint_paths
from dashlint.settings import ALL, Settings

UNREADABLE = "DSH001"


def main(seconds: str, folder: str, backend: str | None = None) -> None:
    """Count, or end with the stack of what still runs after so many seconds."""
    faulthandler.enable()
    faulthandler.dump_traceback_later(float(seconds), exit=True)
    outcome = lint_paths([folder], Settings(select=(ALL,), backend=backend))
    findings = Counter(diagnostic.code for diagnostic in outcome.diagnostics)
    unreadable = findings.pop(UNREADABLE, 0)
    print(as_json(Counts(findings, unreadable)))


if __name__ == "__main__":
    main(*sys.argv[1:])
