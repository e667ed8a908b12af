"""Pieces: the stretches of text that a change writes anew, and where the nodes stand that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import libcst as cst
from libcst.metadata import CodePosition

from dashlint.read import FoundNode

Position = tuple[int, int]


class CannotFixError(Exception):
    """A change that cannot be made where it is asked for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` instead of what stands between two positions (line and column from 1, the end exclusive)."""

    start: Position
    end: Position
    text: str
    is_shared: bool = False


def insertion(position: Position, text: str, is_shared: bool = False) -> Piece:
    """Return the piece that writes `text` at a position, and takes nothing away."""
    return Piece(position, position, text, is_shared)


def of_kind(kind: Any, found: FoundNode) -> Any:
    """Return the node that was found.

    Raises:
        CannotFixError: it is of another kind.
    """
    if not isinstance(found.node, kind):
        raise CannotFixError("this is of another kind")
    return found.node


def span(found: FoundNode) -> tuple[Position, Position]:
    """Return where the node that was found stands, without its own parentheses."""
    return inner(found, found.node)


def inner(found: FoundNode, node: cst.CSTNode) -> tuple[Position, Position]:
    """Return where a node of a tree stands, without its own parentheses.

    Raises:
        CannotFixError: it has no place of its own.
    """
    positions = found.tree.positions
    if node not in positions:
        raise CannotFixError("this is not code but text")
    return moved(positions[node].start, found), moved(positions[node].end, found)


def outer(found: FoundNode, node: cst.CSTNode) -> tuple[Position, Position]:
    """Return where a node of a tree stands, with its own parentheses.

    Raises:
        CannotFixError: it has no place of its own.
    """
    positions = found.tree.outer_positions
    if node not in positions:
        raise CannotFixError("this is not code but text")
    return moved(positions[node].start, found), moved(positions[node].end, found)


def moved(position: CodePosition, found: FoundNode) -> Position:
    """Return the position in the file of one in a tree."""
    return position.line + found.tree.lines_before, position.column + 1
