"""Pieces: the stretches of text that a change writes anew, and where the nodes stand that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import libcst as cst

from dashlint.read import FoundNode
from dashlint.read.measuring import Position, Stretch, measures_of


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


def span(found: FoundNode, node: cst.CSTNode | None = None) -> Stretch:
    """Return where the node that was found stands, or another one of its tree, without its own parentheses.

    Raises:
        CannotFixError: it has no place of its own.
    """
    return _placed(measures_of(found.tree).inner(found.node if node is None else node))


def outer(found: FoundNode, node: cst.CSTNode) -> Stretch:
    """Return where a node of the tree that was found stands, with its own parentheses.

    Raises:
        CannotFixError: it has no place of its own.
    """
    return _placed(measures_of(found.tree).outer(node))


def around(found: FoundNode, node: cst.CSTNode | None = None) -> cst.CSTNode | None:
    """Return the node around the one that was found, or around another one of its tree; None if there is none."""
    return measures_of(found.tree).parent(found.node if node is None else node)


def _placed(stretch: Stretch | None) -> Stretch:
    if stretch is None:
        raise CannotFixError("this is not code but text")
    return stretch
