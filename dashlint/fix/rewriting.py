"""Rewriting: the pieces of text that make one change to a node of code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import libcst as cst

from dashlint import changes
from dashlint.fix import statements
from dashlint.fix.pieces import CannotFixError, Piece, around, insertion, of_kind, outer, span
from dashlint.read import FoundNode
from dashlint.read.measuring import Position

Spell = Callable[[str], str]

_ASYNC = re.compile(r"async(?:[ \t\f]|\\\r?\n)+")
_TIGHT = (cst.Attribute, cst.Call, cst.Subscript, cst.Await)
_ATOMS = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)


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
        if _is_shown_as_written(found):
            raise CannotFixError("this prints its own code")
        pieces = _WAYS[type(change)](self, found, change)
        if any(piece.text.count("#") < self.slice_of(piece.start, piece.end).count("#") for piece in pieces):
            raise CannotFixError("a comment would be lost")
        return pieces

    def _node(self, at: int) -> FoundNode:
        if at not in self.nodes:
            raise CannotFixError("there is no such node")
        return self.nodes[at]

    def _await(self, found: FoundNode, change: changes.Await) -> list[Piece]:
        node = of_kind(cst.BaseExpression, found)
        start, end = span(found)
        if node.lpar or not _is_held_tightly(found):
            return [insertion(start, "await ")]
        return [insertion(start, "(await "), insertion(end, ")")]

    def _drop_await(self, found: FoundNode, change: changes.DropAwait) -> list[Piece]:
        node = of_kind(cst.Await, found)
        start, end = span(found)
        behind = outer(found, node.expression)[0]
        if len(node.lpar) == 1 and _is_held_tightly(found) and isinstance(node.expression, _ATOMS):
            (first, last), within = outer(found, node), self.slice_of(start, end)
            if "\n" not in within and not node.expression.lpar:
                return [Piece(first, behind, ""), Piece(end, last, "")]
        return [Piece(start, behind, "")]

    def _hand_over(self, found: FoundNode, change: changes.HandOver) -> list[Piece]:
        node = of_kind(cst.Call, found)
        start, end = span(found)
        function_end = outer(found, node.func)[1]
        via = self.spell(change.via)
        if not node.args:
            closed = self.slice_of(function_end, end).partition("(")[2]
            return [insertion(start, f"{via}("), Piece(function_end, end, closed if "#" in closed else ")")]
        first = outer(found, node.args[0])[0]
        opened = self.slice_of(function_end, first)
        space = opened.partition("(")[2]
        lone = node.args[0].value if len(node.args) == 1 else None
        if isinstance(lone, cst.GeneratorExp) and not lone.lpar:
            return [insertion(start, f"{via}("), Piece(function_end, first, ", ("), insertion(end, ")")]
        if "\n" not in space:
            return [insertion(start, f"{via}("), Piece(function_end, first, ", ")]
        margin = "\n" + space.rpartition("\n")[2]
        return [insertion(start, f"{via}({margin}"), Piece(function_end, first, f",{space}")]

    def _rename(self, found: FoundNode, change: changes.Rename) -> list[Piece]:
        node = found.node.func if isinstance(found.node, cst.Call) else found.node
        if not isinstance(node, (cst.Name, cst.Attribute)):
            raise CannotFixError("this is no name")
        start, end = span(found, node)
        return [Piece(start, end, self.spell(change.to))]

    def _rewrite(self, found: FoundNode, change: changes.Rewrite) -> list[Piece]:
        start, end = outer(found, found.node) if isinstance(found.node, cst.Tuple) else span(found)
        parts = [self._text(self._node(part.at)) for part in change.parts]
        names = {key: self.spell(name) for key, name in change.names}
        return [Piece(start, end, change.pattern.format(*parts, **names))]

    def _respell(self, found: FoundNode, change: changes.Respell) -> list[Piece]:
        of_kind((cst.SimpleString, cst.ConcatenatedString), found)
        start, end = span(found)
        before, _, behind = self.slice_of(start, end).partition(change.old)
        if not behind or change.old in behind:
            raise CannotFixError("this is not written once")
        first = _behind(start, before)
        return [Piece(first, _behind(first, change.old), change.new)]

    def _text(self, found: FoundNode) -> str:
        return self.slice_of(*outer(found, found.node))

    def _make_async(self, found: FoundNode, change: changes.MakeAsync) -> list[Piece]:
        if getattr(found.node, "asynchronous", self) is not None:
            raise CannotFixError("this cannot become async")
        return [insertion(span(found)[0], "async ", is_shared=True)]

    def _make_sync(self, found: FoundNode, change: changes.MakeSync) -> list[Piece]:
        if getattr(found.node, "asynchronous", None) is None:
            raise CannotFixError("this is not async")
        start, end = span(found)
        word = _ASYNC.match(self.slice_of(start, end))
        if word is None:
            raise CannotFixError("this is not async")
        return [Piece(start, _behind(start, word[0]), "", is_shared=True)]

    def _drop_argument(self, found: FoundNode, change: changes.DropArgument) -> list[Piece]:
        args = of_kind(cst.Call, found).args
        if change.position >= len(args):
            raise CannotFixError("there is no such argument")
        start, end = outer(found, args[change.position])
        if change.position + 1 < len(args):
            return [Piece(start, outer(found, args[change.position + 1])[0], "")]
        if change.position:
            return [Piece(outer(found, args[change.position - 1].value)[1], outer(found, args[-1].value)[1], "")]
        return [Piece(start, end, "")]


def _with_parameters(rewriting: Rewriting, found: FoundNode, change: changes.SetParameters) -> list[Piece]:
    return statements.with_parameters(found, change, rewriting.slice_of)


def _is_held_tightly(found: FoundNode) -> bool:
    """Whether what stands around an expression binds tighter than `await`."""
    parent = around(found)
    if isinstance(parent, (cst.Attribute, cst.Subscript)):
        return parent.value is found.node
    return isinstance(parent, cst.Await) or (isinstance(parent, cst.Call) and parent.func is found.node)


def _is_shown_as_written(found: FoundNode) -> bool:
    """Whether an expression stands in an f-string that prints its code, such as `f"{rows()=}"`."""
    node: cst.CSTNode | None = found.node
    while isinstance(node, (cst.BaseExpression, cst.Arg, cst.Element, cst.FormattedStringExpression)):
        if isinstance(node, cst.FormattedStringExpression) and node.equal is not None:
            return True
        node = around(found, node)
    return False


def _behind(start: Position, text: str) -> Position:
    lines = text.split("\n")
    return (start[0] + len(lines) - 1, len(lines[-1]) + 1) if len(lines) > 1 else (start[0], start[1] + len(text))


_WAYS: dict[type, Callable[[Rewriting, FoundNode, Any], list[Piece]]] = {
    changes.Await: Rewriting._await,
    changes.DropAwait: Rewriting._drop_await,
    changes.HandOver: Rewriting._hand_over,
    changes.Rename: Rewriting._rename,
    changes.Rewrite: Rewriting._rewrite,
    changes.Respell: Rewriting._respell,
    changes.MakeAsync: Rewriting._make_async,
    changes.MakeSync: Rewriting._make_sync,
    changes.DropArgument: Rewriting._drop_argument,
    changes.Unwrap: lambda rewriting, found, change: statements.unwrapped(found),
    changes.DropStatement: lambda rewriting, found, change: statements.dropped(found),
    changes.WriteStatement: lambda rewriting, found, change: statements.written(found, change, rewriting.slice_of),
    changes.SetParameters: _with_parameters,
}
