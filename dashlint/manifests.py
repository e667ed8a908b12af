"""Manifests: what a project's requirements files declare."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from dashlint.file_kinds import ProjectFile

_ASYNC_DASH = re.compile(r"^[^#\n]*\bdash\s*\[[^\]]*\basync\b[^\]]*\]", re.MULTILINE)
_ASGIREF = re.compile(r"^[\s\"'-]*asgiref\b", re.MULTILINE)


class Manifests:
    """The requirements files beside a project's code, in the folders from a file's up to the project's root."""

    def __init__(self, files: Iterable[ProjectFile]) -> None:
        self._files = tuple(files)

    def declares_dash_async(self, path: str) -> bool:
        """Tell whether asgiref is asked for, by `dash[async]` or by name, so that Dash dispatches asynchronously."""
        around = (file for file in self._files if _is_around(os.path.dirname(file.path), path))
        texts = (file.text.decode("utf-8", "replace") for file in around)
        return any(_ASYNC_DASH.search(text) or _ASGIREF.search(text) for text in texts)


def _is_around(folder: str, path: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)
