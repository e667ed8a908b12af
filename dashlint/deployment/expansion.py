"""Expansion: `$NAME` and its kin in words, replaced where the value is known."""

from __future__ import annotations

import re

from dashlint.deployment.command import Environment

_VARIABLE = re.compile(
    r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?:(?P<operator>:?[-=+?])(?P<other>[^{}]*))?\})"
)
_NESTED = 4


def expanded(text: str, environment: Environment) -> str:
    """Return a text with the variables in it replaced; those that are not known stay as they are written."""
    for _ in range(_NESTED):
        replaced = _VARIABLE.sub(lambda match: _value(match, environment), text)
        if replaced == text:
            break
        text = replaced
    return text


def is_known(text: str) -> bool:
    """Tell whether nothing in a word is left to be filled in when the command runs."""
    return not any(mark in text for mark in ("$", "`", "{{", "<<"))


def _value(match: re.Match[str], environment: Environment) -> str:
    name, operator = match["plain"] or match["name"], match["operator"] or ""
    value = environment.value(name)
    if operator.endswith("+"):
        return match["other"] if value else match[0]
    if value is not None and (value or not operator.startswith(":")):
        return value
    if operator.endswith(("-", "=")) and name not in environment:
        return str(match["other"])
    return match[0]
