"""Reads the settings that a project keeps under `[tool.dashlint]` in its `pyproject.toml`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from dashlint.diagnostic import Severity
from dashlint.ignored import Exclusion
from dashlint.settings import ADVICE, ALL, BACKENDS, PREFIX, Settings
from dashlint.words import did_you_mean

KEYS = ("select", "extend-select", "ignore", "exclude", "backend", "dash-version", "fail-on", "severity")
SEVERITIES = tuple(str(severity) for severity in Severity)
OFF = ("off", "none", "no", "never", "false", "ignore", "disable", "disabled", "0")


class SettingsError(Exception):
    """A choice that dashlint does not understand; the message says where it stands and what is wrong."""


def read_settings(paths: Sequence[str | Path], rules: Mapping[str, str]) -> Settings:
    """The settings in the `pyproject.toml` nearest to all of `paths`; `rules` maps every known code to its name."""
    for folder in _upward(_common_folder(paths)):
        file = folder / "pyproject.toml"
        table = _table(file)
        if table is not None:
            return _settings(_Place(file), table, rules)
        if (folder / ".git").exists():
            break
    return Settings()


def checked_rules(entries: Iterable[str], rules: Mapping[str, str], where: str) -> tuple[str, ...]:
    """The entries as they are, if each one names a rule, the start of a code, `ALL` or `ADVICE`."""
    entries = tuple(entries)
    for entry in entries:
        if not _names_a_rule(entry, rules):
            known = [ALL, ADVICE, *rules, *rules.values()]
            raise SettingsError(f"{where}: no rule is called `{entry}`{did_you_mean(entry, known)}")
    return entries


def checked_version(text: str, where: str) -> str:
    """The text in its normal form, if it is the version of a package."""
    try:
        return str(Version(text))
    except InvalidVersion as error:
        raise SettingsError(f"{where} must be a version such as `4.4.1`, not `{text}`") from error


def _names_a_rule(entry: str, rules: Mapping[str, str]) -> bool:
    code = entry.upper()
    if code in (ALL, ADVICE) or entry.lower() in rules.values():
        return True
    return code.startswith(PREFIX) and any(known.startswith(code) for known in rules)


def _common_folder(paths: Sequence[str | Path]) -> Path:
    real = [os.path.realpath(path) for path in paths] or [os.path.realpath(os.curdir)]
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in real]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        return Path(os.path.realpath(os.curdir))


def _upward(folder: Path) -> Iterable[Path]:
    return (folder, *folder.parents)


def _table(file: Path) -> dict[str, Any] | None:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    if b"dashlint" not in content:
        return None
    tool = _parsed(content, file).get("tool")
    table = tool.get("dashlint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}: `tool.dashlint` must be a table")
    return table


def _parsed(content: bytes, file: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: is not valid TOML: {_lowered(str(error))}") from error


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


class _Place:
    """Says where a key of `[tool.dashlint]` stands, for messages."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines = file.read_text(encoding="utf-8").splitlines()

    def __call__(self, key: str, table: str = "") -> str:
        """`path:line: \\`key\\``, without the line where the key is written in an unusual way."""
        if not table:
            return f"{self._line(key)}: `{key}`"
        line = self._line(key, rf"\s*\.\s*{table}")
        return f"{line if line != str(self.file) else self._line(table)}: `{table}.{key}`"

    def _line(self, key: str, table: str = "") -> str:
        inside, assignment = False, re.compile(rf"""\s*(?:tool\.dashlint\.)?["']?{re.escape(key)}["']?\s*[=.]""")
        for number, line in enumerate(self.lines, 1):
            if line.lstrip().startswith("["):
                inside = re.match(rf"\s*\[+\s*tool\s*\.\s*dashlint{table}\b", line) is not None
                if inside and re.search(rf"\.\s*{re.escape(key)}\s*\]", line):
                    return f"{self.file}:{number}"
            elif assignment.match(line) and (inside or "tool.dashlint" in line):
                return f"{self.file}:{number}"
        return str(self.file)


def _settings(place: _Place, table: Mapping[str, Any], rules: Mapping[str, str]) -> Settings:
    for key in table:
        if key not in KEYS:
            hint = "; `ignore` adds up by itself" if key == "extend-ignore" else did_you_mean(key, KEYS)
            raise SettingsError(f"{place(key)} is no setting of dashlint{hint}")
    excluded = _strings(table, "exclude", place)
    return Settings(
        select=checked_rules(_strings(table, "select", place), rules, place("select")),
        extend_select=checked_rules(_strings(table, "extend-select", place), rules, place("extend-select")),
        ignore=checked_rules(_strings(table, "ignore", place), rules, place("ignore")),
        exclude=(Exclusion(str(place.file.parent), excluded),) if excluded else (),
        backend=_one_of(table, "backend", BACKENDS, place),
        dash_version=_version(table, "dash-version", place),
        fail_on=_severity(_one_of(table, "fail-on", SEVERITIES, place)),
        severities=tuple(_severities(table, place, rules)),
    )


def _severities(table: Mapping[str, Any], place: _Place, rules: Mapping[str, str]) -> Iterator[tuple[str, Severity]]:
    given = table.get("severity", {})
    if not isinstance(given, dict):
        raise SettingsError(f'{place("severity")} must be a table of rules, such as `DSH105 = "info"`')
    for entry, severity in given.items():
        where = place(entry, "severity")
        if entry.upper() == ADVICE:
            raise SettingsError(f"{where}: `{ADVICE}` means what has the severity `info`, so name the rules instead")
        checked_rules([entry], rules, where)
        if str(severity).lower() in OFF:
            raise SettingsError(f"{where} must be a severity, not `{severity}`; list the rule under `ignore` instead")
        yield entry, Severity[_choice(severity, SEVERITIES, where).upper()]


def _strings(table: Mapping[str, Any], key: str, place: _Place) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise SettingsError(f"{place(key)} must be a list of strings")
    return tuple(value)


def _one_of(table: Mapping[str, Any], key: str, choices: Sequence[str], place: _Place) -> str | None:
    value = table.get(key)
    return None if value is None else _choice(value, choices, place(key))


def _choice(value: object, choices: Sequence[str], where: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{where} must be a string: one of {_listed(choices)}")
    if value.lower() not in choices:
        meant = did_you_mean(value, choices)
        raise SettingsError(f"{where} must be one of {_listed(choices)}, not `{value}`{meant}")
    return value.lower()


def _version(table: Mapping[str, Any], key: str, place: _Place) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise SettingsError(f'{place(key)} must be a string, a version such as `"4.4.1"`')
    return None if value is None else checked_version(value, place(key))


def _listed(choices: Sequence[str]) -> str:
    return ", ".join(f"`{choice}`" for choice in choices)


def _severity(name: str | None) -> Severity | None:
    return Severity[name.upper()] if name else None
