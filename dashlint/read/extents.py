"""Extents: how far the functions of a file reach, from their first decorators to the ends of their bodies."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from dashlint.read.locating import Span
from dashlint.read.nodes import FoundNode, nodes_of


def extents(text: bytes, turns: Collection[int]) -> dict[int, Span]:
    """Return where the functions with these turns in the walk over `text` begin and end, decorators included.

    One that cannot be measured is left out.
    """
    measured = {turn: _extent(node) for turn, node in nodes_of(text, turns).items()}
    return {turn: span for turn, span in measured.items() if span is not None}


def _extent(found: FoundNode) -> Span | None:
    node, before = found.node, found.tree.lines_before
    try:
        positions = found.tree.positions
    except RecursionError:
        return None
    if node not in positions:
        return None
    first = node.decorators[0] if isinstance(node, cst.FunctionDef) and node.decorators else node
    start, end = positions[first].start, positions[node].end
    return Span(start.line + before, start.column + 1, end.line + before, end.column + 1, found.scope)
