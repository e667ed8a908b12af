"""The files that editors watch for dashlint: those that a project is read from."""

from __future__ import annotations

import os

from lsprotocol import types

from dashlint.baseline import NAME
from dashlint.configuration.files import OWN_FILES

PATTERNS = (
    "**/*.py",
    "**/{pyproject.toml,setup.cfg,Pipfile,Pipfile.lock,uv.lock,poetry.lock,pdm.lock,pylock*.toml}",
    "**/*{requirements,constraints}*.{txt,in}",
    "**/requirements/*.{txt,in}",
    "**/*{environment,conda,compose,app,render,heroku,pipelines,gitlab-ci}*.{yml,yaml}",
    "**/{.github/workflows,.circleci}/*.{yml,yaml}",
    "**/{fly*,railway,nixpacks}.{toml,json}",
    "**/*{Procfile,Dockerfile,dockerfile,Containerfile,akefile}*",
    "**/*.{sh,bash,service,mk}",
    f"**/{{{','.join((*OWN_FILES, NAME, '.gitignore'))}}}",
)
"""Globs for every file that a run may read; a file too many is none that counts."""

_SETTINGS = frozenset({*OWN_FILES, "pyproject.toml", ".gitignore"})


def registration() -> types.Registration:
    """Return what asks an editor to tell of changes to these files."""
    watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in PATTERNS]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    return types.Registration("dashlint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)


def decides(path: str) -> bool:
    """Whether a file says which files are read, or how."""
    return os.path.basename(path) in _SETTINGS
