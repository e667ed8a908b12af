"""Versions as poetry and conda spell them, in the words of pip."""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet

_CARET_OR_TILDE = re.compile(r"(?P<sign>[\^~])=?\s*v?(?P<version>\d+(?:\.\d+)*)(?P<rest>[\w.+-]*)")
_BARE = re.compile(r"v?\d[\w.+!*-]*")


def poetry_specifier(text: str) -> SpecifierSet:
    """Return what `^4.2`, `~4.2`, `4.2.*`, `4.2.0` or `>=4.2,<5` means to poetry; alternatives (`||`) mean nothing."""
    return _joined(text, "==")


def conda_specifier(text: str) -> SpecifierSet:
    """Return what `=4.2`, `==4.2.0`, `4.2.*` or `>=4.2,<5` means to conda."""
    version = text.strip()
    if re.fullmatch(r"=[^=].*", version):  # `=4.2` is every 4.2, and `=4.2.0=py_0` names a build too
        number = version[1:].partition("=")[0].strip().removesuffix("*").rstrip(".")
        return _specifier(f"=={number}.*")
    if re.fullmatch(r"==[^=]+=[^=]+", version):
        version = version[: version.rindex("=")]
    return _joined(version, "==")


def _joined(text: str, bare: str) -> SpecifierSet:
    if "|" in text:
        return SpecifierSet()
    parts = [_piped(part.strip(), bare) for part in text.split(",")]
    return _specifier(",".join(part for part in parts if part))


def _piped(part: str, bare: str) -> str:
    match = _CARET_OR_TILDE.fullmatch(part)
    if match is not None and not part.startswith("~="):
        return f">={match['version']}{match['rest']},<{_limit(match['sign'], match['version'])}"
    if part in ("", "*"):
        return ""
    return f"{bare}{part}" if _BARE.fullmatch(part) else part


def _limit(sign: str, version: str) -> str:
    numbers = [int(number) for number in version.split(".")]
    if sign == "~":
        kept = numbers[:2]
    else:  # the first number that is not zero may not change
        first = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
        kept = numbers[: first + 1]
    return ".".join(str(number) for number in (*kept[:-1], kept[-1] + 1))


def _specifier(text: str) -> SpecifierSet:
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return SpecifierSet()
