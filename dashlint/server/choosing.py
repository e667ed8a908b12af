"""The settings that count for a root: what the editor wishes over what the files of the project say."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import click

from dashlint.commands.adopting import Adopting
from dashlint.commands.choosing import Choice
from dashlint.commands.fixing import Fixing
from dashlint.commands.lint import lint
from dashlint.configuration import SettingsError
from dashlint.ignored import Exclusion
from dashlint.server.wishes import OPTIONS, SECTION, Wishes, camel
from dashlint.settings import Settings

Group = TypeVar("Group")

_BEHIND_PATH = re.compile(r"(?::(\d+))?: ")
_LINE_OF_TOML = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why settings do not count; `path` and `line` say where they stand, if that is a file."""

    message: str
    path: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings of a root, and what the command line would leave out as it is known."""

    settings: Settings
    adopting: Adopting


def chosen(root: str, wishes: Wishes) -> Chosen:
    """Return the settings that count for a root.

    Raises:
        SettingsError, ClickException: some of them are not understood.
    """
    values = lint.make_context(SECTION, [*_arguments(root, wishes)]).params
    settings = _gathered(Fixing, values).over(_gathered(Choice, values).settings([root], None))
    if wishes.exclude:
        own = Exclusion(os.path.realpath(_folder(root)), wishes.exclude)
        settings = replace(settings, exclude=(*settings.exclude, own))
    return Chosen(settings, _gathered(Adopting, values))


def unchosen(wishes: Wishes) -> Chosen:
    """Return the settings that count where those of the project are not understood."""
    return Chosen(Settings(), _gathered(Adopting, lint.make_context(SECTION, []).params))


def complaint(error: SettingsError | click.ClickException) -> Complaint:
    """Return what an editor shows of settings that are not understood."""
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    for name, option in OPTIONS.items():
        message = message.replace(f"`{option}`", f"`{SECTION}.{camel(name)}`")
        message = message.replace(f"'{option}'", f"`{SECTION}.{camel(name)}`")
    for behind in _BEHIND_PATH.finditer(message):
        path, rest = message[: behind.start()], message[behind.end() :]
        if os.path.isfile(path):
            inside = _LINE_OF_TOML.search(rest)
            return Complaint(rest, os.path.realpath(path), int(behind[1] or (inside[1] if inside else "1")))
    return Complaint(message)


def _arguments(root: str, wishes: Wishes) -> list[str]:
    """Return the options for these wishes; a settings file that is named is looked for in the root."""
    if wishes.configuration:
        file = os.path.expanduser(wishes.configuration)
        wishes = replace(wishes, configuration=os.path.join(_folder(root), file))
    return list(wishes.arguments)


def _folder(root: str) -> str:
    return root if os.path.isdir(root) else os.path.dirname(root)


def _gathered(group: type[Group], values: Mapping[str, object]) -> Group:
    return group(**{field.name: values[field.name] for field in fields(group)})  # type: ignore[arg-type]
