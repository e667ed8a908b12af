"""What lock files hold: the exact versions that a tool chose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from dashlint.facts import Place
from dashlint.manifests.requirement import Requirement

_PACKAGE = re.compile(r"\[\[packages?\]\]\s*")
_PAIR = re.compile(r"""(?P<key>name|version|extras)\s*=\s*(?P<value>.+)""")
_STRING = re.compile(r"""["']([^"']+)["']""")


def read_toml(text: str, path: str) -> Iterator[Requirement]:
    """Yield the packages of a `uv.lock`, `poetry.lock`, `pdm.lock` or `pylock.toml`, which tools write line by line."""
    number, found = 0, dict[str, tuple[str, ...]]()
    for at, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            yield from _package(found, path, number)
            is_package = _PACKAGE.fullmatch(line) is not None
            number, found = (at if is_package else 0), {}
        elif number and (pair := _PAIR.match(line)):
            found.setdefault(pair["key"], tuple(_STRING.findall(pair["value"])))
            number = at if pair["key"] == "name" else number
    yield from _package(found, path, number)


def _package(found: dict[str, tuple[str, ...]], path: str, number: int) -> Iterator[Requirement]:
    if number and found.get("name") and found.get("version"):
        yield from _locked(found["name"][0], f"=={found['version'][0]}", found.get("extras", ()), path, number)


def read_pipfile(text: str, path: str) -> Iterator[Requirement]:
    """Yield the packages of a `Pipfile.lock`."""
    document = json.loads(text)
    lines = text.splitlines()
    for section in ("default", "develop"):
        packages = document.get(section) if isinstance(document, dict) else None
        start = _line_of(lines, section, 0)
        for name, described in packages.items() if isinstance(packages, dict) else ():
            version, extras = _described(described)
            yield from _locked(name, version, extras, path, _line_of(lines, name, start) + 1, section)


def _line_of(lines: list[str], key: str, start: int) -> int:
    opening = re.compile(rf"\s*{re.escape(json.dumps(key))}\s*:")
    return next((index for index in range(start, len(lines)) if opening.match(lines[index])), start)


def _described(described: Any) -> tuple[str, tuple[str, ...]]:
    version = described.get("version") if isinstance(described, dict) else None
    extras = described.get("extras") if isinstance(described, dict) else None
    named = tuple(extra for extra in extras if isinstance(extra, str)) if isinstance(extras, list) else ()
    return version if isinstance(version, str) else "", named


def _locked(
    name: str, version: str, extras: tuple[str, ...], path: str, number: int, section: str = ""
) -> Iterator[Requirement]:
    try:
        specifier = SpecifierSet(version)
    except InvalidSpecifier:
        specifier = SpecifierSet()
    yield Requirement(
        canonicalize_name(name),
        Place(path, -number),
        frozenset(canonicalize_name(extra) for extra in extras),
        specifier,
        version,
        "" if section == "default" else section,
        is_lock=True,
    )
