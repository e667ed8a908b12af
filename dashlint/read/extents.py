"""Extents: how far the functions of a file reach, from their first decorators to the ends of their bodies."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from dashlint.read.locating import Span
from dashlint.read.measuring import measures_of
from dashlint.read.nodes import FoundNode, nodes_of


def extents(text: bytes, turns: Collection[int]) -> dict[int, Span]:
    """Return where the functions with these turns in the walk over `text` begin and end, decorators included.

    One that cannot be measured is left out.
    """
    measured = {turn: _extent(node) for turn, node in nodes_of(text, turns).items()}
    return {turn: span for turn, span in measured.items() if span is not None}


def _extent(found: FoundNode) -> Span | None:
    node = found.node
    try:
        measures = measures_of(found.tree)
    except RecursionError:
        return None
    first = node.decorators[0] if isinstance(node, cst.FunctionDef) and node.decorators else node
    start, end = measures.inner(first), measures.inner(node)
    return Span(*start[0], *end[1], found.scope) if start and end else None
