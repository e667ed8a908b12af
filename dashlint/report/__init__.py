"""The formats in which problems are reported: each makes lines of text of diagnostics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from dashlint.diagnostic import Diagnostic
from dashlint.report.as_json import as_json, jsonl
from dashlint.report.azure import azure
from dashlint.report.concise import concise
from dashlint.report.excerpt import Excerpts
from dashlint.report.flake8 import flake8
from dashlint.report.full import full
from dashlint.report.github import github
from dashlint.report.gitlab import gitlab
from dashlint.report.grouped import grouped
from dashlint.report.junit import junit
from dashlint.report.markdown import markdown
from dashlint.report.paint import Paint
from dashlint.report.pylint import pylint
from dashlint.report.rdjson import rdjson, rdjsonl
from dashlint.report.run import UNTOLD, Run
from dashlint.report.sarif import sarif


class Report(Protocol):
    """What makes a report of diagnostics: its lines."""

    def __call__(
        self, diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD
    ) -> Iterator[str]: ...


REPORTS: Mapping[str, Report] = {
    "full": full,
    "concise": concise,
    "grouped": grouped,
    "flake8": flake8,
    "pylint": pylint,
    "json": as_json,
    "jsonl": jsonl,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "azure": azure,
    "junit": junit,
    "rdjson": rdjson,
    "rdjsonl": rdjsonl,
    "markdown": markdown,
}
"""Every format by the name that `--format` knows it by."""

BY_FILE = frozenset({"sarif", "github", "gitlab", "azure", "rdjson", "rdjsonl"})
"""The formats for what shows the files of a repository as they are, a notebook as its JSON."""

FOR_PEOPLE = frozenset({"full", "concise", "grouped"})
"""The formats that are coloured, and that end with how many problems there are."""
