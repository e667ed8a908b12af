"""Measuring: where the nodes of a parsed stretch of code stand, learnt by writing the stretch once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import accumulate

import libcst as cst
from libcst._nodes.internal import CodegenState

from dashlint.lines import line_starts
from dashlint.read.nodes import Tree

Position = tuple[int, int]
Stretch = tuple[Position, Position]


class Measures:
    """Where the nodes of a tree stand: lines and columns of the file, from 1, the end exclusive."""

    def __init__(self, tree: Tree) -> None:
        tokens = _Tokens(tree.module)
        tree.module._codegen(tokens)
        self.text = "".join(tokens.tokens)
        self._inner = tokens.inner
        self._outer = tokens.outer
        self._parents = tokens.parents
        self._offsets = [0, *accumulate(map(len, tokens.tokens))]
        self._starts = line_starts(self.text)
        self._lines_before = tree.lines_before

    def inner(self, node: cst.CSTNode) -> Stretch | None:
        """Return where a node stands, without its parentheses and the space around it; None if it is not there."""
        return self._stretch(self._inner.get(node) or self._outer.get(node))

    def outer(self, node: cst.CSTNode) -> Stretch | None:
        """Return where a node stands with the parentheses and the space that belong to it; None if it is not there."""
        return self._stretch(self._outer.get(node))

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Return the node around a node; None around a whole file, and around what is not there."""
        return self._parents.get(node)

    def _stretch(self, bounds: tuple[int, int] | None) -> Stretch | None:
        return (self._position(bounds[0]), self._position(bounds[1])) if bounds else None

    def _position(self, token: int) -> Position:
        offset = self._offsets[token]
        line = bisect_right(self._starts, offset)
        return line + self._lines_before, offset - self._starts[line - 1] + 1


@lru_cache(maxsize=256)
def measures_of(tree: Tree) -> Measures:
    """Return where the nodes of a tree stand.

    Raises:
        RecursionError: the code is nested too deeply to be measured.
    """
    return Measures(tree)


class _Tokens(CodegenState):
    """The tokens of a stretch of code, and for each node its parent, its first token and the one behind it."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.inner: dict[cst.CSTNode, tuple[int, int]] = {}
        self.outer: dict[cst.CSTNode, tuple[int, int]] = {}
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self._open: list[tuple[cst.CSTNode, int]] = []

    def before_codegen(self, node: cst.CSTNode) -> None:
        if self._open:
            self.parents[node] = self._open[-1][0]
        self._open.append((node, len(self.tokens)))

    def after_codegen(self, node: cst.CSTNode) -> None:
        self.outer[node] = self._open.pop()[1], len(self.tokens)

    def pop_trailing_newline(self) -> None:
        """Keep the last line end: nodes end behind it, even where the file lacks it."""

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = len(self.tokens)
        yield
        first = self._known(start_node)[0] if start_node is not None else start
        last = self._known(end_node)[1] if end_node is not None else len(self.tokens)
        self.inner[node] = first, last

    def _known(self, node: cst.CSTNode) -> tuple[int, int]:
        return self.inner.get(node) or self.outer[node]
