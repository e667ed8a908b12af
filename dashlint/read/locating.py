"""Locating: the lines and columns of a file's nodes, worked out only for the nodes that a problem names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import libcst as cst

from dashlint.read.measuring import measures_of
from dashlint.read.nodes import FoundNode, nodes_of


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file; lines and columns (in characters) from 1, the end column exclusive.

    `scope` names the functions and classes around it, outermost first, as `Client.fetch`; those that begin with it too.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    scope: str = ""


#: Where a problem is shown whose node cannot be found any more: the first character of the file.
START = Span(1, 1, 1, 2)


def locate(text: bytes, turns: Collection[int]) -> dict[int, Span]:
    """Return where the nodes with these turns in the walk stand in `text`.

    Only the sections that hold such a node are measured. A turn that the file does not have, because it changed since
    it was read, is located at the file's start.
    """
    found = nodes_of(text, turns)
    return dict.fromkeys(turns, START) | {turn: _span(node) for turn, node in found.items()}


def _span(found: FoundNode) -> Span:
    node, before = found.node, found.tree.lines_before
    try:
        measures = measures_of(found.tree)
    except RecursionError:  # the line where the statement begins has to do
        return Span(before + 1, 1, before + 1, 2, found.scope)
    stretch = measures.inner(node)
    if stretch is None:  # read out of a quoted annotation
        return START
    (line, column), end = stretch
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        end = (measures.inner(node.name) or stretch)[1]
    return Span(line, column, end[0], max(end[1], column + 1), found.scope)
