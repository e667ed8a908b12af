"""Own modules: which top-level names of modules are the project's own, as imports of one of its files see them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator


def own_modules(path: str, paths: Collection[str]) -> frozenset[str]:
    """Return what stands beside the file at `path`, and at the top of the folder that holds all `paths`."""
    try:
        root = os.path.commonpath([os.path.dirname(each) for each in (path, *paths)])
    except ValueError:  # on several drives
        root = os.path.dirname(path)
    folders = {root, os.path.join(root, "src"), os.path.dirname(path)}
    return frozenset(name for each in paths for name in _names_in(folders, each))


def _names_in(folders: Collection[str], path: str) -> Iterator[str]:
    """Yield what a file, or the folder that it is in, is called in one of these folders."""
    while path != os.path.dirname(path):
        if os.path.dirname(path) in folders:
            yield os.path.basename(path).partition(".")[0]
        path = os.path.dirname(path)
