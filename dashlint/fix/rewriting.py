"""Rewriting: the pieces of text that make one change to a node of code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import CodePosition

from dashlint import changes
from dashlint.read import FoundNode

Position = tuple[int, int]
Spell = Callable[[str], str]

_ASYNC = re.compile(r"async(?:[ \t\f]|\\\r?\n)+")
_TIGHT = (cst.Attribute, cst.Call, cst.Subscript, cst.Await)
_ATOMS = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)


class CannotFixError(Exception):
    """A change that cannot be made where it is asked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` instead of what stands between two positions (line and column from 1, the end exclusive)."""

    start: Position
    end: Position
    text: str
    is_shared: bool = False


class Rewriting:
    """What it takes to rewrite nodes of one file: its text by position, the nodes, how it spells a dotted name."""

    def __init__(
        self, slice_of: Callable[[Position, Position], str], nodes: Mapping[int, FoundNode], spell: Spell
    ) -> None:
        self.slice_of = slice_of
        self.nodes = nodes
        self.spell = spell

    def pieces(self, change: changes.Change) -> list[Piece]:
        """Return the pieces that make a change.

        Raises:
            CannotFixError: the node is not what the change needs.
        """
        found = self._node(change.place.at)
        return _WAYS[type(change)](self, found, change)

    def _node(self, at: int) -> FoundNode:
        if at not in self.nodes:
            raise CannotFixError("there is no such node")
        return self.nodes[at]

    def _await(self, found: FoundNode, change: changes.Await) -> list[Piece]:
        node = _of(cst.BaseExpression, found)
        start, end = _span(found)
        if node.lpar or not _is_held_tightly(found):
            return [_insertion(start, "await ")]
        return [_insertion(start, "(await "), _insertion(end, ")")]

    def _drop_await(self, found: FoundNode, change: changes.DropAwait) -> list[Piece]:
        node = _of(cst.Await, found)
        start, end = _span(found)
        behind = _outer(found, node.expression)[0]
        if len(node.lpar) == 1 and _is_held_tightly(found) and isinstance(node.expression, _ATOMS):
            (first, last), within = _outer(found, node), self.slice_of(start, end)
            if "\n" not in within and not node.expression.lpar:
                return [Piece(first, behind, ""), Piece(end, last, "")]
        return [Piece(start, behind, "")]

    def _hand_over(self, found: FoundNode, change: changes.HandOver) -> list[Piece]:
        node = _of(cst.Call, found)
        start, end = _span(found)
        function_end = _outer(found, node.func)[1]
        via = self.spell(change.via)
        if not node.args:
            return [_insertion(start, f"{via}("), Piece(function_end, end, ")")]
        first = _outer(found, node.args[0])[0]
        opened = self.slice_of(function_end, first)
        space = opened.partition("(")[2]
        lone = node.args[0].value if len(node.args) == 1 else None
        if isinstance(lone, cst.GeneratorExp) and not lone.lpar:
            return [_insertion(start, f"{via}("), Piece(function_end, first, ", ("), _insertion(end, ")")]
        if "\n" not in space:
            return [_insertion(start, f"{via}("), Piece(function_end, first, ", ")]
        margin = "\n" + space.rpartition("\n")[2]
        return [_insertion(start, f"{via}({margin}"), Piece(function_end, first, f",{space}")]

    def _rename(self, found: FoundNode, change: changes.Rename) -> list[Piece]:
        node = found.node.func if isinstance(found.node, cst.Call) else found.node
        if not isinstance(node, (cst.Name, cst.Attribute)):
            raise CannotFixError("this is no name")
        start, end = _inner(found, node)
        return [Piece(start, end, self.spell(change.to))]

    def _rewrite(self, found: FoundNode, change: changes.Rewrite) -> list[Piece]:
        start, end = _span(found)
        parts = [self._text(self._node(part.at)) for part in change.parts]
        names = {key: self.spell(name) for key, name in change.names}
        return [Piece(start, end, change.pattern.format(*parts, **names))]

    def _text(self, found: FoundNode) -> str:
        return self.slice_of(*_outer(found, found.node))

    def _make_async(self, found: FoundNode, change: changes.MakeAsync) -> list[Piece]:
        if getattr(found.node, "asynchronous", self) is not None:
            raise CannotFixError("this cannot become async")
        return [_insertion(_span(found)[0], "async ", is_shared=True)]

    def _make_sync(self, found: FoundNode, change: changes.MakeSync) -> list[Piece]:
        if getattr(found.node, "asynchronous", None) is None:
            raise CannotFixError("this is not async")
        start, end = _span(found)
        word = _ASYNC.match(self.slice_of(start, end))
        if word is None:
            raise CannotFixError("this is not async")
        return [Piece(start, _behind(start, word[0]), "", is_shared=True)]

    def _drop_argument(self, found: FoundNode, change: changes.DropArgument) -> list[Piece]:
        args = _of(cst.Call, found).args
        if change.position >= len(args):
            raise CannotFixError("there is no such argument")
        start, end = _outer(found, args[change.position])
        if change.position + 1 < len(args):
            return [Piece(start, _outer(found, args[change.position + 1])[0], "")]
        if change.position:
            return [Piece(_outer(found, args[change.position - 1].value)[1], _outer(found, args[-1].value)[1], "")]
        return [Piece(start, end, "")]


def _of(kind: Any, found: FoundNode) -> Any:
    if not isinstance(found.node, kind):
        raise CannotFixError(f"this is no {kind.__name__}")
    return found.node


def _is_held_tightly(found: FoundNode) -> bool:
    """Whether what stands around an expression binds tighter than `await`."""
    parent = found.tree.parents.get(found.node)
    if isinstance(parent, (cst.Attribute, cst.Subscript)):
        return parent.value is found.node
    return isinstance(parent, cst.Await) or (isinstance(parent, cst.Call) and parent.func is found.node)


def _span(found: FoundNode) -> tuple[Position, Position]:
    return _inner(found, found.node)


def _inner(found: FoundNode, node: cst.CSTNode) -> tuple[Position, Position]:
    """Return where a node of a tree stands, without its own parentheses."""
    positions = found.tree.positions
    if node not in positions:
        raise CannotFixError("this is not code but text")
    return _moved(positions[node].start, found), _moved(positions[node].end, found)


def _outer(found: FoundNode, node: cst.CSTNode) -> tuple[Position, Position]:
    """Return where a node of a tree stands, with its own parentheses."""
    positions = found.tree.outer_positions
    if node not in positions:
        raise CannotFixError("this is not code but text")
    return _moved(positions[node].start, found), _moved(positions[node].end, found)


def _moved(position: CodePosition, found: FoundNode) -> Position:
    return position.line + found.tree.lines_before, position.column + 1


def _insertion(position: Position, text: str, is_shared: bool = False) -> Piece:
    return Piece(position, position, text, is_shared)


def _behind(start: Position, text: str) -> Position:
    lines = text.split("\n")
    return (start[0] + len(lines) - 1, len(lines[-1]) + 1) if len(lines) > 1 else (start[0], start[1] + len(text))


_WAYS: dict[type, Callable[[Rewriting, FoundNode, Any], list[Piece]]] = {
    changes.Await: Rewriting._await,
    changes.DropAwait: Rewriting._drop_await,
    changes.HandOver: Rewriting._hand_over,
    changes.Rename: Rewriting._rename,
    changes.Rewrite: Rewriting._rewrite,
    changes.MakeAsync: Rewriting._make_async,
    changes.MakeSync: Rewriting._make_sync,
    changes.DropArgument: Rewriting._drop_argument,
}
