"""What an editor shows under the pointer: the pages of the rules that speak or are named there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lsprotocol import types

from dashlint.decoding import decoded
from dashlint.diagnostic import Location
from dashlint.file_kinds import kind_of
from dashlint.pages import page_of
from dashlint.server.findings import Findings
from dashlint.server.ruler import Ruler
from dashlint.suppress import suppressions, suppressions_in_file


def hover(
    path: str, position: types.Position, findings: Findings, ruler: Ruler, markup: types.MarkupKind
) -> types.Hover | None:
    """Return the pages for a place in a file, None where no rule speaks or is named."""
    here = ruler.location(path, types.Range(position, position), findings.line)
    shown: dict[str, Location] = {}
    for code, location in (*_named(path, findings), *_found(path, findings)):
        if _holds(location, here):
            shown.setdefault(code, location)
    if not shown:
        return None
    inner = min(shown.values(), key=lambda one: (one.end_line - one.line, one.end_column - one.column))
    content = types.MarkupContent(markup, "\n\n---\n\n".join(_texts(shown)))
    return types.Hover(content, ruler.range(inner, findings.line))


def _found(path: str, findings: Findings) -> Iterator[tuple[str, Location]]:
    for one in findings.within(path):
        yield one.code, one.location


def _named(path: str, findings: Findings) -> Iterator[tuple[str, Location]]:
    """Yield the rules that comments name, by codes or names, and where."""
    text = decoded(findings.content(path))
    comments = suppressions(text) if kind_of(path) in ("python", None) else suppressions_in_file(text)
    for directive in (comment.directive for comment in comments):
        for entry, (first, last) in zip(directive.listed, directive.entry_columns, strict=True):
            page = page_of(entry)
            if page is not None:
                yield page.code, Location(path, directive.line, first, directive.line, last)


def _texts(codes: Mapping[str, Location]) -> Iterator[str]:
    pages = (page_of(code) for code in codes)
    yield from (page.text.strip() for page in pages if page is not None)


def _holds(location: Location, here: Location) -> bool:
    start, end = (location.line, location.column), (location.end_line, location.end_column)
    return start <= (here.line, here.column) <= end
