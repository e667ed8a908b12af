"""YAML files as nodes that know their lines."""

from __future__ import annotations

import yaml

from dashlint.deployment.command import UNSET, Environment, assignments
from dashlint.deployment.expansion import expanded, is_known
from dashlint.deployment.texts import Text, aligned, line_numbers, of_words

_MERGE = "tag:yaml.org,2002:merge"
_NULL = "tag:yaml.org,2002:null"
_DEEPEST_MERGE = 8


def documents(text: str) -> list[yaml.Node]:
    """Return the documents of a YAML file; none if it is broken."""
    try:
        return [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    except (yaml.YAMLError, RecursionError, ValueError):
        return []


def fields(node: yaml.Node | None, nesting: int = 0) -> dict[str, yaml.Node]:
    """Return the values of a mapping by key, those merged into it by `<<` included; nothing for any other node."""
    if not isinstance(node, yaml.MappingNode) or nesting > _DEEPEST_MERGE:
        return {}
    own: dict[str, yaml.Node] = {}
    merged: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.tag == _MERGE:
            for part in reversed(items(value) or [value]):
                merged |= fields(part, nesting + 1)
        elif isinstance(key, yaml.ScalarNode):
            own[key.value] = value
    return {**merged, **own}


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the items of a sequence, nothing for any other node."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def scalar(node: yaml.Node | None) -> str | None:
    """Return the text of a scalar as written; None for any other node, and for null."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) and node.tag != _NULL else None


def line_of(node: yaml.Node) -> int:
    """Return the first line of a node."""
    return int(node.start_mark.line) + 1


def run(node: yaml.Node | None, text: str) -> Text:
    """Return what a node tells to run: a list of words, or shell text."""
    value = scalar(node)
    if node is None or value is None:
        return of_words((item, line_of(part)) for part in items(node) if (item := scalar(part)) is not None)
    start, end = node.start_mark.index, node.end_mark.index
    lines = line_numbers(text[start:end], line_of(node))
    return Text(value, tuple(aligned(value, text[start:end], lines)))


def environment(node: yaml.Node | None) -> Environment:
    """Return the variables that a mapping or a list of `NAME=value` or of `{name or key, value}` sets."""
    variables: dict[str, str | None] = {name: scalar(value) for name, value in fields(node).items()}
    for item in items(node):
        text, pair = scalar(item), fields(item)
        variables |= assignments([text]) if text is not None else {}
        name = scalar(pair.get("key")) or scalar(pair.get("name"))
        if name is not None:
            variables[name] = scalar(pair.get("value"))
    return Environment(tuple((name, _filled(value)) for name, value in variables.items()))


def _filled(value: str | None) -> str | None:
    filled = expanded(value, UNSET) if value is not None else None
    return filled if filled is not None and is_known(filled) else None
