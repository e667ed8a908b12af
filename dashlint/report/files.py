"""Sorts the problems of a report by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashlint.diagnostic import Diagnostic


def by_file(diagnostics: Iterable[Diagnostic]) -> Mapping[str, list[Diagnostic]]:
    """The problems of each file by its path; files and problems keep their order."""
    files: dict[str, list[Diagnostic]] = {}
    for found in diagnostics:
        files.setdefault(found.location.path, []).append(found)
    return files
