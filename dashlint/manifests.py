"""Manifests: what a project's requirements files declare."""

from __future__ import annotations

import os
import re
from functools import cache

_FILES = re.compile(r"requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:cfg|py)|Pipfile|environment\.ya?ml")
_ASYNC_DASH = re.compile(r"^[^#\n]*\bdash\s*\[[^\]]*\basync\b[^\]]*\]", re.MULTILINE)
_ASGIREF = re.compile(r"^[\s\"'-]*asgiref\b", re.MULTILINE)


class Manifests:
    """The requirements files beside a project's code, in the folders from a file's up to the project's root."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._texts = cache(_texts)

    def declares_dash_async(self, path: str) -> bool:
        """Tell whether asgiref is asked for, by `dash[async]` or by name, so that Dash dispatches asynchronously."""
        texts = [text for folder in self._folders(path) for text in self._texts(folder)]
        return any(_ASYNC_DASH.search(text) or _ASGIREF.search(text) for text in texts)

    def _folders(self, path: str) -> list[str]:
        folders = []
        folder = os.path.dirname(path)
        while folder.startswith(self._root):
            folders.append(folder)
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
        return folders


def _texts(folder: str) -> tuple[str, ...]:
    try:
        names = sorted(name for name in os.listdir(folder) if _FILES.fullmatch(name))
    except OSError:
        return ()
    return tuple(_text(os.path.join(folder, name)) for name in names)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
