"""Makefiles: the commands of their recipes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dashlint.deployment.command import UNSET, Command, Environment
from dashlint.deployment.services import beside
from dashlint.deployment.shell import State, commands_of
from dashlint.deployment.texts import Text

_VARIABLE = re.compile(
    r"(?:[^\s:#=][^:#=]*:\s+)?(?P<export>export\s+)?(?:override\s+)?(?P<name>[A-Za-z_]\w*)\s*(?:\?|::?|\+)?=\s*(?P<value>.*)"
)
_EXPORT = re.compile(r"export\s+(?P<names>[A-Za-z_][\w \t]*)$")
_REFERENCE = re.compile(r"(?<!\$)\$\(([A-Za-z_]\w*)\)|(?<!\$)\$\{([A-Za-z_]\w*)\}")
_INCLUDE = re.compile(r"[-s]?include\s")
_NESTED = 4
_RECIPE = "\t"


def makefile(path: str, text: str) -> Iterator[Command]:
    """Yield the commands of a Makefile's recipes, each line of which has a shell of its own."""
    rows = [(number, row) for number, row in enumerate(text.splitlines(), 1)]
    variables, environment = _set_by(rows)
    state = State(path, environment, beside(path))
    for recipe in _recipes(rows):
        yield from commands_of(_shell_text(recipe, variables), state)


def _set_by(rows: list[tuple[int, str]]) -> tuple[dict[str, str], Environment]:
    """Return a Makefile's variables, and those of them that its recipes find in their environment."""
    variables: dict[str, str] = {}
    exported: set[str] = set()
    exports_all = includes = False
    for _, row in rows:
        found = None if row.startswith(_RECIPE) else _VARIABLE.match(row)
        listed = _EXPORT.match(row)
        if found:
            variables[found["name"]] = found["value"].split(" #")[0].strip()
            exported |= {found["name"]} if found["export"] else set()
        exported |= set(listed["names"].split()) if listed else set()
        includes |= _INCLUDE.match(row) is not None
        exports_all |= row.startswith(".EXPORT_ALL_VARIABLES") or row.strip() == "export"
    names = variables if exports_all else [name for name in variables if name in exported]
    environment = UNSET.having({name: _filled(variables[name], variables) for name in names})
    return variables, replace(environment, hides_more=includes)


def _recipes(rows: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines of recipes, those that a backslash joins together."""
    joined: list[tuple[int, str]] = []
    for number, row in rows:
        if joined or row.startswith(_RECIPE):
            joined.append((number, row))
            if not row.endswith("\\"):
                yield joined
                joined = []
    if joined:
        yield joined


def _shell_text(recipe: list[tuple[int, str]], variables: dict[str, str]) -> Text:
    parts: list[str] = []
    lines: list[int] = []
    for number, row in recipe:
        plain = row.lstrip("\t @-+") if not parts else row
        part = _filled(plain, variables).replace("$$", "$") + "\n"
        parts.append(part)
        lines += [number] * len(part)
    return Text("".join(parts), tuple(lines))


def _filled(text: str, variables: dict[str, str]) -> str:
    for _ in range(_NESTED):
        text = _REFERENCE.sub(lambda match: variables.get(match[1] or match[2], match[0]), text)
    return text
