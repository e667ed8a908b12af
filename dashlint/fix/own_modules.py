"""Own modules: which top-level names of modules are the project's own, as imports of its files see them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from functools import cache


def own_modules(paths: Collection[str]) -> Callable[[str], frozenset[str]]:
    """Return what tells for a file at one of these `paths` what stands beside it, and at the top of the project.

    That is the folder that holds all `paths`, or `src` in it.
    """
    root = _common_folder(paths)

    @cache
    def names() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for folder, name in {entry for path in paths for entry in _entries(path)}:
            found.setdefault(folder, set()).add(name)
        return found

    def own(path: str) -> frozenset[str]:
        beside = os.path.dirname(path)
        top = beside if root is None else root
        return frozenset().union(*(names().get(folder, ()) for folder in (top, os.path.join(top, "src"), beside)))

    return own


def _common_folder(paths: Collection[str]) -> str | None:
    try:
        return os.path.commonpath([os.path.dirname(path) for path in paths])
    except ValueError:  # on several drives
        return None


def _entries(path: str) -> Iterator[tuple[str, str]]:
    """Yield the folders above a file, each with what it holds the file as, or the folder that the file is in."""
    while path != os.path.dirname(path):
        yield os.path.dirname(path), os.path.basename(path).partition(".")[0]
        path = os.path.dirname(path)
