"""Follows changed lines into a text that was edited further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher


def followed(changed: Sequence[range], before: bytes, after: bytes) -> tuple[range, ...]:
    """Return which lines of `after` are changed, if those of `before` are; what differs between the two is as well."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return tuple(_stretches(changed, SequenceMatcher(None, *lines, autojunk=False)))


def _stretches(changed: Sequence[range], matcher: SequenceMatcher[bytes]) -> Iterator[range]:
    for kind, start, stop, new_start, new_stop in matcher.get_opcodes():
        if kind == "delete":
            yield range(max(new_start, 1), new_start + 2)
        elif kind != "equal":
            yield range(new_start + 1, new_stop + 1)
        else:
            offset = new_start - start
            for stretch in changed:
                first, last = max(stretch.start, start + 1), min(stretch.stop, stop + 1)
                if first < last:
                    yield range(first + offset, last + offset)
