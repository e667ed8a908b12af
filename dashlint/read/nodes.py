"""Nodes by their turn in the walk: only the top-level statements that hold one are parsed, and measured where asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider

from dashlint.read.chunks import Chunk, chunks_of
from dashlint.read.parsing import UnreadableError, parse
from dashlint.read.walking import Walk


class Tree:
    """A parsed stretch of a file, a top-level statement or all of it, with `lines_before` it."""

    def __init__(self, module: cst.Module, lines_before: int) -> None:
        self.module = module
        self.lines_before = lines_before
        self._wrapper = MetadataWrapper(module, unsafe_skip_copy=True)

    @cached_property
    def positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """Where each node stands, without parentheses and space around it, lines from 1 in this stretch.

        Raises:
            RecursionError: the code is nested too deeply to be measured.
        """
        return self._wrapper.resolve(PositionProvider)

    @cached_property
    def outer_positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """Where each node stands with the parentheses and the space that belong to it.

        Raises:
            RecursionError: the code is nested too deeply to be measured.
        """
        return self._wrapper.resolve(WhitespaceInclusivePositionProvider)

    @cached_property
    def parents(self) -> Mapping[cst.CSTNode, cst.CSTNode]:
        """The node around each node."""
        found: dict[cst.CSTNode, cst.CSTNode] = {}
        pending: list[cst.CSTNode] = [self.module]
        while pending:
            node = pending.pop()
            for child in node.children:
                found[child] = node
                pending.append(child)
        return found


@dataclass(frozen=True, slots=True)
class FoundNode:
    """A node, the tree that holds it, and the names of the functions and classes around it."""

    node: cst.CSTNode
    tree: Tree
    scope: str


def nodes_of(text: bytes, turns: Collection[int], starts: Sequence[int] = ()) -> dict[int, FoundNode]:
    """Return the nodes with these turns in the walk over `text`; a turn that the file does not have is left out.

    `starts` are those of the file's facts, without which the whole file is read again.
    """
    found: dict[int, FoundNode] = {}
    starts = starts or _starts_of(text)
    chunks, left = chunks_of(text), set(turns)
    if len(chunks) + 1 == len(starts):
        for index, chunk in enumerate(chunks):
            wanted = {turn for turn in left if starts[index] < turn <= starts[index + 1]}
            found |= _in_chunk(chunk, wanted, starts[index], starts[index + 1]) if wanted else {}
            left -= found.keys()
    return found | _in_file(text, left) if left else found


def _starts_of(text: bytes) -> Sequence[int]:
    try:
        module = parse(text)
    except UnreadableError:
        return ()
    walk = Walk()
    walk.module(module)
    return walk.starts


def _in_chunk(chunk: Chunk, turns: set[int], before: int, behind: int) -> dict[int, FoundNode]:
    """Return the nodes of a top-level statement; nothing if the chunk turns out to be something else."""
    try:
        module = cst.parse_module(chunk.code)
    except cst.ParserSyntaxError:
        return {}
    walk = Walk(frozenset(turns), before)
    walk.module(module)
    if len(module.body) != 1 or walk.turns != behind:
        return {}
    return _found(module, walk, chunk.line - 1)


def _in_file(text: bytes, turns: set[int]) -> dict[int, FoundNode]:
    try:
        module = parse(text)
    except UnreadableError:
        return {}
    walk = Walk(frozenset(turns))
    walk.module(module)
    return _found(module, walk, 0)


def _found(module: cst.Module, walk: Walk, lines_before: int) -> dict[int, FoundNode]:
    tree = Tree(module, lines_before)
    return {turn: FoundNode(node, tree, walk.scopes[turn]) for turn, node in walk.found.items()}
