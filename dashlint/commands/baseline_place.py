"""Where the baseline of a run is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from dashlint.baseline import NAME
from dashlint.commands.shared import rule_names
from dashlint.find import project_root


def given_baseline(file: str) -> Path:
    """Return the file that somebody chose, by its real folder: from there on go the paths in it."""
    path = os.path.abspath(file)
    return Path(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def default_baseline(paths: Sequence[str]) -> Path:
    """Return the nearest baseline around all of `paths`; where there is none yet, the place for it.

    That is beside the settings file, or else at the top of the project.
    """
    start = common_folder(paths)
    for folder in _up_to_top(start):
        if (folder / NAME).exists():
            return folder / NAME
    return _beside_settings(paths) or project_root(start) / NAME


def common_folder(paths: Sequence[str]) -> Path:
    """Return the innermost folder that holds all of these files and folders."""
    real = [os.path.realpath(path) for path in paths]
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in real]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return Path(os.path.realpath(os.curdir))


def _up_to_top(start: Path) -> Iterator[Path]:
    """Yield a folder and those around it, up to the top of the repository or, without one, of the project."""
    folders = (start, *start.parents)
    top = next((folder for folder in folders if (folder / ".git").exists()), project_root(start))
    for folder in folders:
        yield folder
        if folder == top:
            return


def _beside_settings(paths: Sequence[str]) -> Path | None:
    from dashlint.configuration.files import nearest_file

    settings = nearest_file(paths, rule_names())
    return Path(os.path.realpath(settings.folder), NAME) if settings else None
