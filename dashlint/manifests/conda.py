"""What a conda `environment.yml` asks for, its `pip:` list included."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import yaml
from packaging.utils import canonicalize_name

from dashlint.facts import Place
from dashlint.manifests.pip_files import line_entries
from dashlint.manifests.requirement import Entry, Requirement
from dashlint.manifests.specifiers import conda_specifier

_PACKAGE = re.compile(r"(?:[^\s:]+::)?(?P<name>[\w.-]+)(?:\[[^\]]*\])?\s*(?P<version>[=<>!~\d*].*)?")


def read(text: str, path: str) -> Iterator[Entry]:
    """Yield the requirements of an environment file."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for item in _sequence(_value(root, "dependencies")):
        pip = _sequence(_value(item, "pip"))
        if isinstance(item, yaml.ScalarNode):
            yield from _package(item.value, _place(item, path))
        for listed in pip:
            if isinstance(listed, yaml.ScalarNode):
                yield from line_entries(listed.value.strip(), _place(listed, path), os.path.dirname(path), "")


def _package(text: str, place: Place) -> Iterator[Requirement]:
    match = _PACKAGE.fullmatch(text.strip())
    if match is not None:
        version = (match["version"] or "").strip()
        name = canonicalize_name(match["name"])
        yield Requirement(name, place, frozenset(), conda_specifier(version), version, "", "conda")


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if isinstance(name, yaml.ScalarNode) and name.value == key), None)


def _sequence(node: yaml.Node | None) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _place(node: yaml.Node, path: str) -> Place:
    return Place(path, -(node.start_mark.line + 1))
