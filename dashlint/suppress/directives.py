"""What a single comment says to dashlint, by its text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from dashlint.suppress.suppression import Directive, Verb

_CODE_OR_NAME = r"(?:[a-z]{1,10}[0-9]+|[a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?![\w-])"
_REASON = r"(?:\s+--+\s*(?P<reason>.*?)(?=\s*$|\s+\#\s*[^\W\d]))?"
_DIRECTIVE = re.compile(
    rf"""
    (?:
      \#\s*noqa(?![\w-]) (?:\s*:\s*(?P<foreign>{_CODE_OR_NAME}(?:[,\s]+{_CODE_OR_NAME})*))?
    | \#\s*dashlint\s*:\s*(?P<verb>ignore-next-line|ignore-file|ignore|disable|enable)(?![\w-])
      (?:\s*\[(?P<own>[^\]]*)\])?
    )
    (?P<end>)
    {_REASON}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ENTRY = re.compile(r"[^,\s]+")


def directives(line: int, column: int, comment: str) -> Iterator[Directive]:
    """Yield what the comment that begins at this line and column, from 1, says to dashlint."""
    for match in _DIRECTIVE.finditer(comment):
        group = "own" if match["verb"] else "foreign"
        start = max(match.start(group), 0)
        entries = list(_ENTRY.finditer(match[group] or ""))
        yield Directive(
            line=line,
            columns=(column + match.start(), column + match.end("end")),
            verb=cast(Verb, (match["verb"] or "noqa").lower()),
            listed=tuple(entry[0] for entry in entries),
            is_blanket=match[group] is None,
            reason=match["reason"] or "",
            end=column + match.end(),
            entry_columns=tuple((column + start + entry.start(), column + start + entry.end()) for entry in entries),
            text=comment[match.start() : match.end()],
        )


def is_reason(text: str) -> bool:
    """Whether a text comes back unchanged as the reason of a comment that it is written into."""
    written = f"# {text}"
    found = [one.reason for one in directives(1, 1, f"# dashlint: ignore[DSH] -- {text}")]
    return found == [text] and written.isprintable()
