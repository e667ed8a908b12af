"""Relevance: which names in a folder a run would have heeded."""

from __future__ import annotations

import os

from dashlint.baseline import NAME as BASELINE
from dashlint.cache.answering import PACKAGE
from dashlint.cache.evidence import BY_NAME
from dashlint.configuration.files import OWN_FILES, PYPROJECT
from dashlint.data import data_folder
from dashlint.file_kinds import kind_of
from dashlint.find import PROJECT_MARKERS
from dashlint.ignored import DEFAULT_EXCLUDES

#: Names that matter although no run reports on such files.
NAMES = PROJECT_MARKERS | {*OWN_FILES, PYPROJECT, BASELINE, ".gitignore", "pyvenv.cfg"}


def is_relevant(folder: bytes, entry: bytes) -> bool:
    """Whether it matters that a folder has, or has no more, an entry of its listing."""
    kind, name = entry[:1], os.fsdecode(entry[1:])
    if os.fsdecode(folder).startswith((PACKAGE, str(data_folder()))):
        return name != "__pycache__"
    if name in NAMES or name.startswith("requirements"):
        return True
    if folder.endswith(BY_NAME):
        return False
    if kind == b"d":
        return name not in DEFAULT_EXCLUDES and not name.endswith(".egg-info")
    return kind_of(os.path.join(os.fsdecode(folder), name)) is not None
