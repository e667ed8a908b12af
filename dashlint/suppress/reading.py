"""The suppressions of a file: what its silencing comments say, and the lines that each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from dashlint.decoding import decoded
from dashlint.file_kinds import kind_of
from dashlint.suppress.code_layout import layout_of_code
from dashlint.suppress.directives import directives
from dashlint.suppress.file_layout import layout_of_file
from dashlint.suppress.layout import Layout, Written
from dashlint.suppress.suppression import Directive, Fault, Suppression


def suppressions_of(path: str, content: bytes) -> tuple[Suppression, ...]:
    """Return every silencing comment of the file at `path`, whatever it holds, in order."""
    lowered = content.lower()
    if b"noqa" not in lowered and b"dashlint" not in lowered:
        return ()
    found_in = suppressions if kind_of(path) in ("python", None) else suppressions_in_file
    return found_in(decoded(content))


@lru_cache(maxsize=8)
def suppressions(text: str) -> tuple[Suppression, ...]:
    """Return every silencing comment of Python code, in order."""
    return _suppressions(layout_of_code(text), is_code=True) if _is_mentioned(text) else ()


@lru_cache(maxsize=8)
def suppressions_in_file(text: str) -> tuple[Suppression, ...]:
    """Return every silencing comment of a file that is no Python code, in order.

    It stands at the end of a line, or on one of its own above it, because a Dockerfile knows no other comments.
    """
    return _suppressions(layout_of_file(text), is_code=False) if _is_mentioned(text) else ()


def _is_mentioned(text: str) -> bool:
    lowered = text.lower()
    return "noqa" in lowered or "dashlint" in lowered


def _suppressions(layout: Layout, is_code: bool) -> tuple[Suppression, ...]:
    said = [
        (directive, comment)
        for comment in layout.comments
        for directive in directives(comment.line, comment.column, comment.text)
    ]
    ranged = [(directive, comment) for directive, comment in said if directive.verb in ("disable", "enable")]
    simple = [_simple(directive, comment, layout, is_code) for directive, comment in said if directive.verb in _SIMPLE]
    found = [*simple, *_ranges(ranged, layout)]
    return tuple(sorted(found, key=lambda one: (one.line, one.directive.columns)))


_SIMPLE = ("noqa", "ignore", "ignore-next-line", "ignore-file")


def _simple(directive: Directive, comment: Written, layout: Layout, is_code: bool) -> Suppression:
    if directive.verb == "ignore-file":
        is_at_top = comment.is_alone and comment.indent == comment.depth == 0
        return Suppression(directive, 1, layout.last_line) if is_at_top else _without_effect(directive, "misplaced")
    if directive.verb == "ignore-next-line":
        line = layout.code_below(comment.line)
        return Suppression(directive, line, line) if line else _without_effect(directive, "misplaced")
    return Suppression(directive, *_lines_meant(directive, comment, layout, is_code))


def _lines_meant(directive: Directive, comment: Written, layout: Layout, is_code: bool) -> tuple[int, int]:
    """Return the lines that a comment means by itself or with the statement to which it belongs.

    What other tools write, they write for one line, so a `noqa` means a statement only where it lists rules.
    """
    line = comment.line
    if is_code and directive.verb == "noqa" and (comment.is_alone or directive.is_blanket):
        return line, line
    if not comment.is_alone:
        head = layout.head_around(line)
        return (head.first, head.last) if head else (line, line)
    if layout.around(line):
        part = layout.part_below(line, comment.depth)
        return line, part[1] if part else line
    below = layout.below(line)
    return line, below.last if below else line


def _without_effect(directive: Directive, fault: Fault) -> Suppression:
    return Suppression(directive, directive.line, directive.line - 1, fault=fault)


def _ranges(said: Iterable[tuple[Directive, Written]], layout: Layout) -> Iterator[Suppression]:
    """Yield the suppressions that begin with `disable`, and those comments with `enable` that end none of them."""
    still_open: list[tuple[Directive, int, int]] = []
    for directive, comment in said:
        indent = comment.indent
        if not comment.is_alone:
            yield _without_effect(directive, "misplaced")
        elif directive.verb == "disable":
            still_open.append((directive, indent, layout.block_end(directive.line, indent)))
        else:
            ended = [one for one in still_open if _ends(directive, indent, one)]
            ended = ended if directive.is_blanket else ended[-1:]
            if not ended:
                yield _without_effect(directive, "unmatched")
            for one in ended:
                still_open.remove(one)
                yield Suppression(one[0], one[0].line, directive.line, directive if len(ended) == 1 else None)
    for opened, _, last in still_open:
        yield Suppression(opened, opened.line, last, fault="unclosed")


def _ends(closing: Directive, indent: int, opened: tuple[Directive, int, int]) -> bool:
    """Whether an `enable` ends a range: it stands in the same block, and lists the same rules or none."""
    directive, indent_of_opened, last = opened
    if indent != indent_of_opened or closing.line > last:
        return False
    return closing.is_blanket or _entries(closing) == _entries(directive)


def _entries(directive: Directive) -> frozenset[str] | None:
    return None if directive.is_blanket else frozenset(entry.lower() for entry in directive.listed)
