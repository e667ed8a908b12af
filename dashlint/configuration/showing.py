"""The text of `--show-settings`: every setting with its value, and where it was said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dashlint.configuration.files import table_at
from dashlint.configuration.layers import Layer
from dashlint.configuration.lists import Folders, Patterns, Rules, Texts
from dashlint.configuration.reading import Configuration
from dashlint.configuration.tables import ByPattern, Entries, Key, Severities

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ADDING = (Rules, Patterns, ByPattern, Severities, Entries, Texts)


def settings_lines(
    groups: Mapping[str, tuple[Key, ...]], typed: Mapping[str, Any], configuration: Configuration
) -> Iterator[str]:
    """Yield the settings of a run as TOML, in order; where lists add up all that was said, the strongest first.

    `typed` are the values of the command line by key.
    """
    for title, keys in groups.items():
        yield f"# {title}"
        for key in keys:
            said = list(_said(key, typed, configuration.layers))
            yield from said if isinstance(key.kind, _ADDING) and not isinstance(key.kind, Folders) else said[:1]
            if not said:
                yield f"# {key.name}: {key.default or 'none'} (default)"
        yield ""
    for folder, layers in configuration.nested:
        yield f"# In {folder}"
        for key in (key for keys in groups.values() for key in keys):
            yield from _said(key, {}, layers)
        yield ""


def _said(key: Key, typed: Mapping[str, Any], layers: tuple[Layer, ...]) -> Iterator[str]:
    if key.name in typed:
        yield f"{key.name} = {toml_value(typed[key.name])}  # --{key.name}"
    for layer in layers:
        if key.name in layer.values:
            origin = layer.place.at(key.name).spot.strip("`")
            yield f"{key.name} = {toml_value(table_at(layer.place)[key.name])}  # {origin}"


def toml_value(value: object) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(str(key))} = {toml_value(inner)}" for key, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml_value(inner) for inner in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
