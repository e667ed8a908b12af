"""Where files that are no Python code have room for a comment."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, Literal, TypeAlias

Side: TypeAlias = Literal["end", "above"]
Keeps: TypeAlias = Callable[[str, str], bool]

_COMMENT = re.compile(r"\s*# dashlint: ignore\[[^\]]*\][^\n]*")
_JSON_LOCKS = frozenset({"Pipfile.lock"})
_TOML_NAMES = frozenset({"Pipfile"})


def sides(path: str) -> Sequence[tuple[Side, Keeps]]:
    """Return the sides of a statement on which a file of this name may have a comment, the better one first.

    Each comes with a function that tells whether a text still says what another one says.
    """
    name = PurePath(path).name
    if name.endswith(".json") or name in _JSON_LOCKS:
        return ()
    if name.endswith((".toml", ".lock")) or name in _TOML_NAMES:
        return ("end", _is_same_toml), ("above", _is_same_toml)
    if name.lower().endswith((".yml", ".yaml")):
        return ("end", _is_same_yaml), ("above", _is_same_yaml)
    if name.endswith((".txt", ".in")):
        return (("end", _is_same_by_nature),)
    return (("above", _is_same_by_nature),)


def _is_same_by_nature(before: str, after: str) -> bool:
    """Tell that a comment changes nothing, because such a file is read line by line."""
    return True


def _is_same_toml(before: str, after: str) -> bool:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return bool(tomllib.loads(before) == tomllib.loads(after))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False


def _is_same_yaml(before: str, after: str) -> bool:
    import yaml

    try:
        return list(_documents(before)) == list(_documents(after))
    except (yaml.YAMLError, RecursionError, ValueError):
        return False


def _documents(text: str) -> Iterator[Any]:
    import yaml

    return (_plain(node) for node in yaml.compose_all(text, Loader=yaml.SafeLoader))


def _plain(node: Any) -> Any:
    """Return a node as nested tuples; the lines of a `|` text are those of a script, which may hold comments."""
    if node is None:
        return None
    if isinstance(node.value, str):
        return node.tag, _COMMENT.sub("", node.value) if node.style == "|" else node.value
    return node.tag, tuple(
        _plain(each) if not isinstance(each, tuple) else tuple(map(_plain, each)) for each in node.value
    )
