"""Literals: numbers and texts as facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import libcst as cst

from dashlint import facts

if TYPE_CHECKING:
    from dashlint.read.expressions import ExpressionWalk

#: A table of literals longer than this keeps no items.
LONGEST_TABLE = 64


def number(walk: ExpressionWalk, node: cst.Integer | cst.Float) -> facts.Constant:
    """Return the facts of a number."""
    try:
        value: int | float = node.evaluated_value
    except (ValueError, SyntaxError):  # Python refuses to read numbers of more than 4,300 digits
        value = 1
    return facts.Constant(value, walk.turn(node))


def string(walk: ExpressionWalk, node: cst.SimpleString) -> facts.Constant:
    """Return the facts of a text or bytes without parts."""
    try:
        value: str | bytes = node.evaluated_value
    except (ValueError, SyntaxError):
        value = ""
    return facts.Constant(value, walk.turn(node))


def concatenation(walk: ExpressionWalk, node: cst.ConcatenatedString) -> facts.Expression:
    """Return the facts of texts that stand side by side."""
    parts = [walk.expression(part) for part in _side_by_side(node)]
    at = walk.turn(node)
    prefix, rest = "", list(parts)
    while rest and isinstance(rest[0], facts.Constant) and isinstance(rest[0].value, str):
        prefix += rest.pop(0).value  # type: ignore[union-attr, operator]
    if not rest:
        return facts.Constant(prefix, at)
    if isinstance(rest[0], facts.Text):
        return facts.Text(prefix + rest[0].prefix, (*rest[0].parts, *rest[1:]), at)
    return facts.Text(prefix, tuple(rest), at)


def _side_by_side(node: cst.ConcatenatedString) -> list[cst.BaseExpression]:
    parts: list[cst.BaseExpression] = []
    right: cst.BaseExpression = node
    while isinstance(right, cst.ConcatenatedString):
        parts.append(right.left)
        right = right.right
    return [*parts, right]


def formatted(walk: ExpressionWalk, node: cst.FormattedString | cst.TemplatedString) -> facts.Text:
    """Return the facts of an f-string: what it begins with, then its parts in order, texts included."""
    prefix = ""
    parts: list[facts.Expression] = []
    for part in node.parts:
        if isinstance(part, (cst.FormattedStringExpression, cst.TemplatedStringExpression)):
            parts.append(walk.expression(part.expression))
        elif isinstance(part, (cst.FormattedStringText, cst.TemplatedStringText)):
            if parts:
                parts.append(facts.Constant(part.value, walk.turn(part)))
            else:
                prefix += part.value
    return facts.Text(prefix, tuple(parts), walk.turn(node))


def is_long_table(items: Sequence[facts.Expression | None]) -> bool:
    """Tell whether so many literals stand side by side that they say nothing about calls."""
    return len(items) > LONGEST_TABLE and all(item is not None and _is_literal(item) for item in items)


def _is_literal(fact: facts.Expression) -> bool:
    if isinstance(fact, facts.Items):
        return all(_is_literal(item) for item in fact.items)
    return isinstance(fact, facts.Constant)
