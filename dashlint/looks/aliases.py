"""Aliases: by which other names code may know a class, as far as its looks tell."""

from __future__ import annotations

import re
from functools import lru_cache

from dashlint.looks.imports import scan_imports, without_imports

_TEXT_AND_COMMENTS = re.compile(
    r"'''[^\\]*?(?:\\.[^\\]*?)*?'''|\"\"\"[^\\]*?(?:\\.[^\\]*?)*?\"\"\""
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|\#[^\n]*",
    re.DOTALL,
)
_CLASS = re.compile(r"\bclass\s+(\w+)\s*(?:\[[^\]]*\]\s*)?\(([^()]*)\)\s*:")
_ASSIGNED = re.compile(r"(?:^|[\n;.])[ \t]*(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?:\w+\.)*$")
#: What stands before a name that says no more than what kind of object something is.
_TYPE = re.compile(
    r"(?:->|\w[ \t]*:|\b(?:isinstance|issubclass|cast)\([^()]*\(?[^()]*|\bexcept)[ \t\n]*[\w.\[|, \t\n]*$"
)
_USED = re.compile(r"[ \t]*(?:[(.:]|=(?!=))")
_END = re.compile(r"[ \t]*(?:[\n;]|$)")
#: How much code before a name tells how it is used.
_BEFORE = 300


def aliases_in(code: str, name: str) -> frozenset[str] | None:
    """Return the names that code, whose line ends are "\\n", may give to a class or to one derived from it.

    None where it does with the class what cannot be told by its looks, such as passing it on.
    """
    bare = _bare(code)
    found = {imported.bound for imported in scan_imports(code) if imported.name.rpartition(".")[2] == name}
    word = re.compile(rf"\b{re.escape(name)}\b")
    for match in _CLASS.finditer(bare):
        if word.search(match[2]):
            found.add(match[1])
    rest = _CLASS.sub("", bare)
    for match in word.finditer(rest):
        given = _given(rest, match.start(), match.end())
        if given is None:
            return None
        found.update(given)
    return frozenset(found - {name})


def _given(code: str, start: int, end: int) -> tuple[str, ...] | None:
    """Return the names that a class is given where it is mentioned, None where that cannot be told."""
    if _USED.match(code, end):
        return ()
    before = code[max(0, start - _BEFORE) : start]
    assigned = _ASSIGNED.search(before)
    if assigned and _END.match(code, end):
        return (assigned[1],)
    is_type = _TYPE.search(before) and "lambda" not in before.rpartition("\n")[2]
    return () if is_type else None


@lru_cache(maxsize=64)
def _bare(code: str) -> str:
    """Return code without texts, comments and imports."""
    return without_imports(_TEXT_AND_COMMENTS.sub('""', code))


def are_derived(code: str, name: str) -> bool:
    """Tell whether code may derive a class from one of this name, or give that another name."""
    return any(pattern.search(code) for pattern in _derivations(name))


@lru_cache(maxsize=4096)
def _derivations(name: str) -> tuple[re.Pattern[str], ...]:
    word = re.escape(name)
    patterns = (rf"\bclass\s+\w+\s*[\[(][^:]*\b{word}\b", rf"\b{word}\s+as\s", rf"=\s*(?:\w+\.)*{word}\s*$")
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)
