"""Targets: what a statement may bind, by its looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKENS = re.compile(
    r"""'''[^\\]*?(?:\\.[^\\]*?)*?'''|\"\"\"[^\\]*?(?:\\.[^\\]*?)*?\"\"\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\#[^\n]*"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<equals>(?<![=<>!:])=(?!=))|(?P<colon>:(?!=))|(?P<end>[;\n])""",
    re.DOTALL,
)
_OTHERWISE = re.compile(
    r"\bas\s+(\([^)]*\)|\[[^\]]*\]|[\w.]+)|\bfor\b([^=:]{0,400}?)\bin\b|\b(\w+)\s*:="
    r"|^[ \t]*case\b(.*)|^[ \t]*type[ \t]+(\w+)",
    re.MULTILINE,
)
#: What may stand before a colon that is no annotation's.
_LEADING = re.compile(r"\s*(?:if|elif|else|for|while|try|except|finally|with|async|match|case|class|def)\b")


def targets_in(code: str) -> Iterator[str]:
    """Yield code in which every name that a statement binds is found, be it by `=`, `as`, `for`, `:=` or `case`."""
    yield from _assigned(code)
    for parts in _OTHERWISE.findall(code):
        yield from (part for part in parts if part)


def _assigned(code: str) -> Iterator[str]:
    """Yield what stands before a "=" outside brackets, and before the colon of an annotation."""
    depth = start = 0
    for token in _TOKENS.finditer(code):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind is not None and depth <= 0:
            part = code[start : token.start()]
            if kind == "equals" or (kind == "colon" and not _LEADING.match(part)):
                yield part
            start = token.end()
