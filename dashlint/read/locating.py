"""Locating: the lines and columns of a file's nodes, worked out only for the nodes that a problem names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from dashlint.read.chunks import Chunk, chunks_of
from dashlint.read.parsing import UnreadableError, parse
from dashlint.read.walking import Walk


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


def locate(text: bytes, turns: Collection[int], starts: Sequence[int] = ()) -> dict[int, Span]:
    """Return where the nodes with these turns in the walk stand in `text`.

    `starts` are those of the file's facts, without which the file has to be read again. Only the top-level statements
    that hold such a node are measured. A turn that the file does not have, because it changed since it was read, is
    located at the file's start.
    """
    spans = dict.fromkeys(turns, START)
    starts = starts or _starts_of(text)
    chunks, left = chunks_of(text), set(turns)
    if len(chunks) + 1 == len(starts):
        for index, chunk in enumerate(chunks):
            wanted = {turn for turn in left if starts[index] < turn <= starts[index + 1]}
            found = _in_chunk(chunk, wanted, starts[index], starts[index + 1]) if wanted else {}
            spans |= found
            left -= found.keys()
    return spans | _in_file(text, left) if left else spans


def _starts_of(text: bytes) -> Sequence[int]:
    try:
        module = parse(text)
    except UnreadableError:
        return ()
    walk = Walk()
    walk.module(module)
    return walk.starts


def _in_chunk(chunk: Chunk, turns: set[int], before: int, behind: int) -> dict[int, Span]:
    """Return where nodes stand in a top-level statement; nothing if the chunk turns out to be something else."""
    try:
        module = cst.parse_module(chunk.code)
    except cst.ParserSyntaxError:
        return {}
    walk = Walk(frozenset(turns), before)
    walk.module(module)
    if len(module.body) != 1 or walk.turns != behind:
        return {}
    return _measured(module, walk, chunk.line - 1)


def _in_file(text: bytes, turns: set[int]) -> dict[int, Span]:
    try:
        module = parse(text)
    except UnreadableError:
        return {}
    walk = Walk(frozenset(turns))
    walk.module(module)
    return _measured(module, walk, 0)


def _measured(module: cst.Module, walk: Walk, lines_before: int) -> dict[int, Span]:
    first = lines_before + 1
    try:
        positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    except RecursionError:  # the line where the statement begins has to do
        return {turn: Span(first, 1, first, 2, walk.scopes[turn]) for turn in walk.found}
    return {turn: _span(node, positions, lines_before, walk.scopes[turn]) for turn, node in walk.found.items()}


def _span(node: cst.CSTNode, positions: Mapping[cst.CSTNode, CodeRange], lines_before: int, scope: str) -> Span:
    if node not in positions:  # read out of a quoted annotation
        return START
    start, end = positions[node].start, positions[node].end
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        end = positions[node.name].end
    line, end_line = start.line + lines_before, end.line + lines_before
    return Span(line, start.column + 1, end_line, max(end.column + 1, start.column + 2), scope)
