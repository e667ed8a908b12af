"""Units: the commands of systemd services."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace

from dashlint.deployment.command import UNSET, Command, assignments
from dashlint.deployment.services import somewhere_above
from dashlint.deployment.shell import State, commands_of
from dashlint.deployment.texts import Text

_PREFIXES = "-@:+!"


def unit(path: str, text: str) -> Iterator[Command]:
    """Yield what a systemd service starts."""
    settings = list(_settings(text))
    state = State(path, UNSET, somewhere_above(path))
    for name, value in settings:
        if name == "Environment":
            state = replace(state, environment=state.environment.having(_variables(value.text)))
        elif name == "EnvironmentFile":
            state = replace(state, environment=replace(state.environment, hides_more=True))
        elif name == "WorkingDirectory":
            state = replace(state, folder=state.folder.at(value.text.lstrip("-") or None))
    for name, value in settings:
        if name == "ExecStart":
            bare = value.text.lstrip(_PREFIXES)
            yield from commands_of(Text(bare, value.lines[len(value.text) - len(bare) :]).split(), state)


def _variables(text: str) -> dict[str, str | None]:
    try:
        return assignments(shlex.split(text))
    except ValueError:
        return {}


def _settings(text: str) -> Iterator[tuple[str, Text]]:
    name, parts, lines = "", "", [0][:0]
    for number, row in enumerate(text.splitlines(), 1):
        if row.lstrip().startswith(("#", ";")):
            continue
        if not name:
            name, equals, row = row.partition("=")
            name, row = (name.strip(), row.lstrip()) if equals else ("", "")
        continues = row.endswith("\\")
        part = row[:-1] + " " if continues else row
        parts += part
        lines += [number] * len(part)
        if not continues:
            if name:
                yield name, Text(parts, tuple(lines))
            name, parts, lines = "", "", []
