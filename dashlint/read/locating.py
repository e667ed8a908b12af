"""Locating: the lines and columns of a file's nodes, worked out only for the nodes that a problem names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from dashlint.read.parsing import UnreadableError, parse
from dashlint.read.walking import Walk


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file; lines and columns (in characters) from 1, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


#: Where a problem is shown whose node cannot be found any more: the first character of the file.
START = Span(1, 1, 1, 2)


def locate(text: bytes, turns: Collection[int]) -> dict[int, Span]:
    """Return where the nodes with these turns in the walk stand in `text`.

    Only the top-level statements that hold such a node are measured. A turn that the file does not have, because
    it changed since it was read, is located at the file's start.
    """
    try:
        module = parse(text)
    except UnreadableError:
        return dict.fromkeys(turns, START)
    walk = Walk(frozenset(turns))
    walk.module(module)
    spans = dict.fromkeys(turns, START)
    for statement, first_line in _statements(module):
        nodes = {turn: node for turn, (owner, node) in walk.found.items() if owner is statement}
        if nodes:
            spans |= _measure(module, statement, first_line, nodes)
    return spans


def _statements(module: cst.Module) -> Iterator[tuple[cst.CSTNode, int]]:
    line = 1 + sum(_line_count(module, part) for part in module.header)
    for statement in module.body:
        yield statement, line
        line += _line_count(module, statement)


def _line_count(module: cst.Module, node: cst.CSTNode) -> int:
    code = module.code_for_node(node).replace("\r\n", "\n").replace("\r", "\n")
    return code.count("\n")


def _measure(
    module: cst.Module, statement: cst.CSTNode, first_line: int, nodes: dict[int, cst.CSTNode]
) -> dict[int, Span]:
    alone = module.with_changes(header=(), body=(statement,), footer=())
    positions: Mapping[cst.CSTNode, CodeRange] = MetadataWrapper(alone, unsafe_skip_copy=True).resolve(
        PositionProvider
    )
    return {turn: _span(node, positions, first_line - 1) for turn, node in nodes.items()}


def _span(node: cst.CSTNode, positions: Mapping[cst.CSTNode, CodeRange], lines_before: int) -> Span:
    if node not in positions:  # read out of a quoted annotation
        return START
    start, end = positions[node].start, positions[node].end
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        end = positions[node.name].end
    return Span(
        start.line + lines_before, start.column + 1, end.line + lines_before, max(end.column + 1, start.column + 2)
    )
