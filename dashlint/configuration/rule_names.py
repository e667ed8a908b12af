"""Entries that name rules, and the check that they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashlint.configuration.errors import SettingsError
from dashlint.settings import ADVICE, ALL, PREFIX
from dashlint.words import did_you_mean


def checked_rules(entries: Iterable[str], rules: Mapping[str, str], where: str) -> tuple[str, ...]:
    """Return the entries as they are, if each one names a rule, the start of a code, `ALL` or `ADVICE`.

    Raises:
        SettingsError: an entry names no rule; the message begins with `where`.
    """
    entries = tuple(entries)
    for entry in entries:
        if not _names_a_rule(entry, rules):
            known = [ALL, ADVICE, *rules, *rules.values()]
            raise SettingsError(f"{where}: no rule is called `{entry}`{did_you_mean(entry, known)}")
    return entries


def _names_a_rule(entry: str, rules: Mapping[str, str]) -> bool:
    code = entry.upper()
    if code in (ALL, ADVICE) or entry.lower() in rules.values():
        return True
    return code.startswith(PREFIX) and any(known.startswith(code) for known in rules)


def checked_version(text: str, where: str) -> str:
    """Return the text in its normal form, if it is the version of a package.

    Raises:
        SettingsError: it is none; the message begins with `where`.
    """
    from packaging.version import Version

    try:
        return str(Version(text))
    except ValueError as error:
        raise SettingsError(f"{where} must be a version such as `4.4.1`, not `{text}`") from error
