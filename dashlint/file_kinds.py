"""Which files of a project are read, and what each holds, by its name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["python", "manifest", "deployment"]

_MANIFEST = re.compile(
    r"""
      [\w.-]*requirements[\w.-]*\.(?:txt|in) | constraints[\w.-]*\.txt
    | pyproject\.toml | setup\.cfg | Pipfile(?:\.lock)? | (?:uv|poetry|pdm)\.lock | pylock[\w.-]*\.toml
    | (?:conda[\w.-]*|[\w.-]*environment[\w.-]*)\.ya?ml
    """,
    re.VERBOSE,
)
_DEPLOYMENT = re.compile(
    r"""
      Procfile[\w.-]* | (?:[\w-]+\.)?(?:Dockerfile|Containerfile)(?:\.[\w.-]+)? | [\w.-]+\.[Dd]ockerfile
    | (?:[\w.-]*compose)[\w.-]*\.ya?ml | render\.ya?ml | fly[\w.-]*\.toml | app[\w.-]*\.ya?ml
    | GNUmakefile | [Mm]akefile | [\w.-]+\.mk | [\w.-]+\.(?:sh|bash) | [\w@.-]+\.service
    | railway\.(?:json|toml) | nixpacks\.toml | heroku\.ya?ml | \.gitlab-ci\.ya?ml | azure-pipelines[\w.-]*\.ya?ml
    """,
    re.VERBOSE,
)
_REQUIREMENTS_FOLDER = re.compile(r"[\\/]requirements[\\/][\w.-]+\.(?:txt|in)$")
_WORKFLOWS = re.compile(r"\.(?:github[\\/]workflows|circleci)[\\/][^\\/]+\.ya?ml$")


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A file beside the code: `path` is absolute, `text` its bytes."""

    path: str
    kind: Kind
    text: bytes


def kind_of(path: str) -> Kind | None:
    """Return what a file holds: Python code, what the project needs, how it is served; None for all others."""
    name = os.path.basename(path)
    if name.endswith((".py", ".ipynb")):
        return "python"
    if _MANIFEST.fullmatch(name) or _REQUIREMENTS_FOLDER.search(path):
        return "manifest"
    if _DEPLOYMENT.fullmatch(name) or _WORKFLOWS.search(path):
        return "deployment"
    return None
