"""Finds the folders of a run that have settings of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dashlint.configuration.files import OWN_FILES, PYPROJECT, file_in, upward
from dashlint.configuration.places import Place
from dashlint.ignored import Exclusion, ignored_below

_NAMES = frozenset({PYPROJECT, *OWN_FILES})


def inner_files(
    paths: Sequence[str | Path], around: str, exclude: Sequence[Exclusion], rules: Mapping[str, str]
) -> list[tuple[str, Place]]:
    """Return the folders at and below these paths that have settings of their own, the innermost first.

    `around` is the folder whose settings count for all paths, which is not among them.

    Raises:
        SettingsError: a settings file cannot be read.
    """
    real = [os.path.realpath(path) for path in paths]
    folders = {folder for path in real for folder in (*_above(path, around), *_below(path, exclude))} - {around}
    found = ((folder, file_in(Path(folder), rules)) for folder in sorted(folders, key=lambda one: (-len(one), one)))
    return [(folder, place) for folder, place in found if place is not None]


def _above(path: str, around: str) -> Iterator[str]:
    """Yield the folders around a path, up to the one whose settings count for all or the top of the repository."""
    for folder in upward(Path(path if os.path.isdir(path) else os.path.dirname(path))):
        if str(folder) == around:
            break
        yield str(folder)
        if (folder / ".git").exists():
            break


def _below(path: str, exclude: Sequence[Exclusion]) -> Iterator[str]:
    """Yield the folders in which a run over a path looks that hold files which may be settings."""
    pending = [(path, ignored_below(path, exclude))] if os.path.isdir(path) else []
    while pending:
        folder, ignored = pending.pop()
        ignored = ignored.within(folder)
        entries = _entries(folder)
        if not _NAMES.isdisjoint(entry.name for entry in entries):
            yield folder
        inner = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        pending += [(one, ignored) for one in inner if not ignored.holds(one, is_folder=True)]


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
