"""Locating: the lines and columns of a file's nodes, worked out only for the nodes that a problem names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import libcst as cst

from dashlint.read.measuring import measures_of
from dashlint.read.memory import SPANS
from dashlint.read.nodes import FoundNode, nodes_in, nodes_of
from dashlint.read.rows import DamagedError, packed_rows, unpacked_rows
from dashlint.read.sections import Section, sections_of


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

#: A turn, where its node begins and ends, and the scope; numbers count from the section, and nothing is in column 0.
_ROW = (int, int, int, int, int, str)


def locate(text: bytes, turns: Collection[int]) -> dict[int, Span]:
    """Return where the nodes with these turns in the walk stand in `text`.

    Only the sections that hold such a node are measured. A turn that the file does not have, because it changed since
    it was read, is located at the file's start.
    """
    return dict.fromkeys(turns, START) | {turn: span for turn, span in _found(text, turns).items() if span is not None}


def _found(text: bytes, turns: Collection[int]) -> dict[int, Span | None]:
    sections = sections_of(text) if turns else ()
    if sections is None:
        return {turn: _span(node) for turn, node in nodes_of(text, turns).items()}
    found: dict[int, Span | None] = {}
    for section in sections:
        if wanted := {turn for turn in turns if section.first_turn < turn <= section.last_turn}:
            found |= _found_in(section, wanted)
    return found


def _found_in(section: Section, turns: set[int]) -> dict[int, Span | None]:
    """Return where the nodes of a section stand, None for what is nowhere, and remember it."""
    known = _remembered(section)
    if missing := turns - known.keys():
        nodes = nodes_in((section,), missing)
        known |= {turn: _span(nodes[turn]) if turn in nodes else None for turn in missing}
        rows = (_row(turn - section.first_turn, span, section.chunk.line) for turn, span in sorted(known.items()))
        section.recollection.keep_text(SPANS, section.chunk.code, packed_rows(rows))
    return {turn: known[turn] for turn in turns}


def _remembered(section: Section) -> dict[int, Span | None]:
    text = section.recollection.text(SPANS, section.chunk.code)
    try:
        rows = unpacked_rows(text or "[]", _ROW)
    except DamagedError:
        return {}
    return {section.first_turn + turn: _placed(section.chunk.line, *place) for turn, *place in rows}


def _row(turn: int, span: Span | None, line: int) -> tuple[int, int, int, int, int, str]:
    if span is None:
        return (turn, 0, 0, 0, 0, "")
    return (turn, span.line - line, span.column, span.end_line - line, span.end_column, span.scope)


def _placed(line: int, first: int, column: int, last: int, end_column: int, scope: str) -> Span | None:
    return Span(line + first, column, line + last, end_column, scope) if column else None


def _span(found: FoundNode) -> Span | None:
    node, before = found.node, found.tree.lines_before
    try:
        measures = measures_of(found.tree)
    except RecursionError:  # the line where the statement begins has to do
        return Span(before + 1, 1, before + 1, 2, found.scope)
    stretch = measures.inner(node)
    if stretch is None:  # read out of a quoted annotation
        return None
    (line, column), end = stretch
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        end = (measures.inner(node.name) or stretch)[1]
    return Span(line, column, end[0], max(end[1], column + 1), found.scope)
