"""Watching: runs that are repeated whenever a file changes that they read."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import click

from dashlint import console
from dashlint.baseline import NAME as BASELINE
from dashlint.configuration import SettingsError
from dashlint.configuration.files import OWN_FILES, PYPROJECT
from dashlint.file_kinds import kind_of
from dashlint.find import MissingPathError, Source, project_root

#: Files that matter though no run reports on them.
_BESIDE = frozenset({*OWN_FILES, PYPROJECT, BASELINE, ".gitignore"})
#: Milliseconds: how long changes are gathered, and how long the watcher is given to be ready.
_TOGETHER, _READY = 400, 100

Run = Callable[[], Sequence[Source]]


def watched(paths: Sequence[str], run: Run) -> int:
    """Run now and whenever a file changes that matters; only an interrupt ends it.

    Raises:
        click.ClickException: what watches files is not installed.
        KeyboardInterrupt: somebody ends it.
    """
    sources = frozenset[str]()
    for number, changed in enumerate(_changes(_folders(paths))):
        if number and not matters(changed, sources):
            continue
        if number and not are_read(changed, sources | _found(paths)):
            continue
        sources = _after(run, sources)
    return 0


def matters(changed: Collection[str], known: Collection[str]) -> bool:
    """Tell by their names alone whether a run may read any of these files."""
    return any(path in known or kind_of(path) or os.path.basename(path) in _BESIDE for path in changed)


def are_read(changed: Collection[str], known: Collection[str]) -> bool:
    """Tell whether any of these files is one that a run reads, or one that says which files those are."""
    return any(path in known or os.path.basename(path) in _BESIDE for path in changed)


def _after(run: Run, sources: frozenset[str]) -> frozenset[str]:
    """Run, and return the files that the run read; where it cannot be, the files are still those of the last run."""
    console.clear_screen()
    try:
        sources = frozenset(source.path for source in run())
    except click.ClickException as error:
        error.show()
    except (SettingsError, MissingPathError) as error:
        click.ClickException(str(error)).show()
    console.complain("watching for changes; Ctrl-C ends it")
    return sources


def _found(paths: Sequence[str]) -> frozenset[str]:
    from dashlint.find import find

    try:
        return frozenset(source.path for source in find(paths))
    except MissingPathError:
        return frozenset()


def _folders(paths: Sequence[str]) -> list[str]:
    """Return the folders to watch: those of the projects, and those that were named; none within another.

    Raises:
        MissingPathError: one of the paths does not exist.
    """
    for path in paths:
        if not os.path.exists(path):
            raise MissingPathError(path)
    real = {os.path.realpath(path) for path in paths}
    folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in real}
    folders |= {os.path.realpath(project_root(path)) for path in real}
    return [one for one in sorted(folders) if not any(Path(one).is_relative_to(o) for o in folders if o != one)]


def _changes(folders: Iterable[str]) -> Iterator[frozenset[str]]:
    """Yield nothing as soon as the watcher is ready, then what has changed; what changes meanwhile comes later."""
    try:
        from watchfiles import watch
    except ImportError as error:
        hint = 'pip install "dashlint[watch]"'
        raise click.ClickException(f"`--watch` needs watchfiles, which is not installed; try `{hint}`") from error
    found = watch(*folders, watch_filter=None, debounce=_TOGETHER, rust_timeout=_READY, yield_on_timeout=True)
    for number, changes in enumerate(found):
        if changes or not number:
            yield frozenset(os.path.realpath(path) for _, path in changes)
