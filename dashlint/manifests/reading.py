"""Reads a manifest of any kind, by its name."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator

import yaml

from dashlint import toml
from dashlint.file_kinds import kind_of
from dashlint.manifests import conda, installs, locks, pip_files, pyproject, setup_files
from dashlint.manifests.requirement import Entry

#: The group of what a Dockerfile installs, and of what scripts and CI do, which may be for any purpose.
IMAGE, SCRIPT = "image", "script"
#: Requirements files for people who work on a project rather than run it.
_PURPOSE = re.compile(
    r"(?:^|[-_.])(?P<group>dev(?:el|elop|elopment)?|tests?|testing|docs?|lint|ci|build|tools?)(?:[-_.]|$)"
)


def entries_of(path: str, text: bytes, *, is_constraint: bool = False) -> tuple[Entry, ...]:
    """Return what a manifest asks for and includes; nothing where it is broken."""
    try:
        return tuple(_entries(path, _decoded(text), is_constraint))
    except (ValueError, RecursionError, yaml.YAMLError):
        return ()


def _entries(path: str, text: str, is_constraint: bool) -> Iterable[Entry]:
    name = os.path.basename(path)
    if name == "pyproject.toml":
        return pyproject.read(text, path)
    if name == "Pipfile":
        return _pipfile(text, path)
    if name == "Pipfile.lock":
        return locks.read_pipfile(text, path)
    if name.endswith(".lock") or (name.startswith("pylock") and name.endswith(".toml")):
        return locks.read_toml(text, path)
    if name == "setup.cfg":
        return setup_files.read_cfg(text, path)
    if name == "setup.py":
        return setup_files.read_py(text, path)
    if kind_of(path) == "deployment":
        return installs.read(text, path, IMAGE if "file" in name.lower() and "make" not in name.lower() else SCRIPT)
    if name.endswith((".yml", ".yaml")):
        return conda.read(text, path)
    purpose = _PURPOSE.search(name.rpartition(".")[0])
    is_constraint = is_constraint or name.startswith("constraints")
    return pip_files.read(text, path, purpose["group"] if purpose else "", is_constraint=is_constraint)


def _pipfile(text: str, path: str) -> Iterator[Entry]:
    document = toml.load(text)
    yield from pyproject.table(document, path, ("packages",), "")
    yield from pyproject.table(document, path, ("dev-packages",), "dev")


def _decoded(text: bytes) -> str:
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return text.decode("utf-16", "replace")
    return text.decode("utf-8-sig", "replace")
