"""Mentions: the names in code as they are written, found by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CHAIN = re.compile(
    r"(?:(?P<awaited>\bawait[ \t]+)|(?P<dot>\.\s*))?"
    r"\b(?<!\bdef )(?<!\bclass )(?P<chain>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)"
)
_SPACE = re.compile(r"\s+")
#: What an import names is no use of it.
_IMPORT = re.compile(
    r"^[ \t]*(?:import[ \t]+[\w., \t]*$|from[ \t]+[\w. \t]+[ \t]import[ \t]*(?:\([\w, \t\n]*\)|[\w, \t]*)$)",
    re.MULTILINE,
)
#: A dot that may end a sentence.
_STOP = re.compile(r"\.\s+")
_BRACKETS = re.compile(
    r"""'''[^\\]*?(?:\\.[^\\]*?)*?'''|\"\"\"[^\\]*?(?:\\.[^\\]*?)*?\"\"\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\#[^\n]*"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])""",
    re.DOTALL,
)
_GOES_ON = re.compile(r"\s*[.(\[]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, or attributes of one, as it is written: "client.fetch".

    `is_attribute` tells that it stands behind a dot, as an attribute of something that has no name. Where a call of it
    is awaited as it is, `awaited_with` is the text of the arguments.
    """

    chain: str
    is_attribute: bool = False
    awaited_with: str | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether it is called, and what that gives is awaited."""
        return self.awaited_with is not None


def mentions_in(code: str) -> frozenset[Mention]:
    """Return all that may be a name in code; words in text and comments are among them."""
    return frozenset(_mentions(_IMPORT.sub("", code) if "import" in code else code))


def _mentions(code: str) -> Iterator[Mention]:
    for awaited, dot, chain in set(_CHAIN.findall(code)):
        if not awaited:
            yield from _spelled(chain, dot)
    for match in _CHAIN.finditer(code) if "await" in code else ():
        if match["awaited"]:
            yield Mention(_SPACE.sub("", match["chain"]), False, _given_in(code, match.end()))


def _spelled(chain: str, dot: str) -> Iterator[Mention]:
    """Yield what names behind each other may mean: what follows a dot and a space can begin a sentence, too."""
    if not _SPACE.search(dot + chain):
        yield Mention(chain, bool(dot))
        return
    starts = [0, *(stop.end() for stop in _STOP.finditer(chain))]
    if dot:
        yield Mention(_SPACE.sub("", chain), True)
    for start in starts[1:] if dot == "." else starts:
        yield Mention(_SPACE.sub("", chain[start:]))


def _given_in(code: str, end: int) -> str | None:
    """Return the arguments of the call that begins here, if it is all that an `await` before it is about."""
    if code[end : end + 1] != "(":
        return None
    depth = 0
    for token in _BRACKETS.finditer(code, end):
        if token.lastgroup is not None:
            depth += 1 if token.lastgroup == "open" else -1
            if depth == 0:
                return None if _GOES_ON.match(code, token.end()) else code[end + 1 : token.start()]
    return None
