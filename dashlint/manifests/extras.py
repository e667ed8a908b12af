"""Extras: where a requirement's own stand in its line, and what has to be written there for more of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint.manifests.requirement import Requirement

_COMMENT = re.compile(r"(?:^|\s)#.*")
_EXTRAS = r"(?:[ \t]*(?P<extras>\[[^\]\[]*\]))?"
_TABLE = re.compile(r"""\s*["']?dash["']?\s*=\s*(?P<value>"[^"]*"|'[^']*'|\{[^{}]*\})\s*""", re.IGNORECASE)
_LISTED = re.compile(r"\bextras\s*=\s*\[(?P<items>[^\]\[]*)\]")


@dataclass(frozen=True, slots=True)
class Written:
    """`text` at the columns of a line (from 1, the end exclusive)."""

    columns: tuple[int, int]
    text: str


def with_extras(row: str, requirement: Requirement, extras: Iterable[str]) -> Written | None:
    """Return what to write in the line of a requirement to ask for more extras; None where that is not plain to see.

    All else in the line stays: versions, markers, quotes, comments, and the extras that are there.
    """
    added = [extra for extra in sorted(set(extras)) if extra not in requirement.extras]
    code = _COMMENT.sub("", row)
    if not added or requirement.is_lock or requirement.syntax == "conda":
        return None
    if requirement.syntax == "table":
        return _in_table(code, added)
    found = list(_named(code, requirement.name))
    if len(found) != 1:
        return None
    return _in_command(code, found[0], added) if requirement.syntax == "command" else _in_brackets(found[0], added)


def _named(code: str, name: str) -> Iterator[re.Match[str]]:
    """Yield where a package is named by itself."""
    return re.finditer(rf"(?<![\w./=@:\-]){re.escape(name)}{_EXTRAS}(?![\w./:\-\[])", code, re.IGNORECASE)


def _in_brackets(found: re.Match[str], added: list[str]) -> Written:
    given = found["extras"]
    if given is None:
        return _at(found.end(), f"[{','.join(added)}]")
    if not given.strip("[] "):
        return Written((found.start("extras") + 1, found.end() + 1), f"[{','.join(added)}]")
    comma = ", " if ", " in given else ","
    return _at(found.start("extras") + len(given[:-1].rstrip()), comma + comma.join(added))


def _in_command(code: str, found: re.Match[str], added: list[str]) -> Written | None:
    """Return what a shell command needs, where brackets stand in quotes."""
    start, end = found.span()
    if code[start - 1 : start] in ('"', "'") or found["extras"]:
        return _in_brackets(found, added)
    if '"' in code[:start] or "'" in code[:start]:
        return None
    word = re.match(r"[^\s;&|\\\"'<>()]*", code[end:])
    rest = word[0] if word else ""
    if code[end + len(rest) : end + len(rest) + 1] in ("<", ">", '"', "'", "("):
        return None
    return Written((start + 1, end + len(rest) + 1), f'"{found[0]}[{",".join(added)}]{rest}"')


def _in_table(code: str, added: list[str]) -> Written | None:
    """Return what the line of a key with a version, or with a table, needs."""
    match = _TABLE.fullmatch(code)
    if match is None:
        return None
    value, start = match["value"], match.start("value")
    quoted = ", ".join(f'"{extra}"' for extra in added)
    if not value.startswith("{"):
        return Written((start + 1, match.end("value") + 1), f"{{ version = {value}, extras = [{quoted}] }}")
    listed = _LISTED.search(value)
    if listed is None:
        end = len(value[:-1].rstrip())
        return _at(start + end, f", extras = [{quoted}]") if value.strip("{} ") and value[end - 1] != "," else None
    items = listed["items"].rstrip()
    comma = "" if not items.strip() else " " if items.endswith(",") else ", "
    return _at(start + listed.start("items") + len(items), f"{comma}{quoted}")


def _at(column: int, text: str) -> Written:
    return Written((column + 1, column + 1), text)
