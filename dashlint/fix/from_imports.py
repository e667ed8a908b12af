"""Imports of the form `from module import names`: where another name belongs in one."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from dashlint.fix.import_order import name_order
from dashlint.fix.pieces import Piece, insertion, span
from dashlint.read import FoundNode
from dashlint.read.measuring import Position

#: Longer lines are wrapped by ruff and black, unless they are told otherwise.
_USUAL_WIDTH = 88


def extended(found: FoundNode, member: str, rows: Sequence[str]) -> tuple[Piece, ...] | None:
    """Return the pieces that add a name to an import: in its order, if the names have one; None where it has no room.

    `rows` are the lines of the file without their ends.
    """
    node = found.node
    if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar) or not node.names:
        return None
    given = [alias.evaluated_name for alias in node.names]
    order = name_order(given)
    index = next((n for n, name in enumerate(given) if order and order(name) > order(member)), len(given))
    (line, _), (end_line, _) = span(found)
    spans = [span(found, alias) for alias in node.names]
    first = spans[0][0]
    if index == 0:
        is_below = node.lpar is not None and first[0] > line
        return (_shared(first, f"{member},\n{_margin(first, rows)}" if is_below else f"{member}, "),)
    start, end = spans[index - 1]
    if node.lpar is not None and [line, *(each[0] for each, _ in spans)].count(start[0]) == 1:
        return _on_own_line(node.names[index - 1], member, start, end, rows)
    if node.lpar is None and end[0] == line == end_line:
        width = len(rows[line - 1].partition("#")[0].rstrip()) + len(member) + 2
        if width > max(_USUAL_WIDTH, max(map(len, rows))):
            return (_wrapped(found, node.names, index, member),)
    return (_shared(end, f", {member}"),)


def _on_own_line(
    alias: cst.ImportAlias, member: str, start: Position, end: Position, rows: Sequence[str]
) -> tuple[Piece, ...]:
    """Return the pieces that write a name on a line of its own below that of another one, which keeps its comment."""
    row = rows[end[0] - 1]
    if row[end[1] - 1 :].lstrip().startswith(")"):  # the bracket closes behind it
        return (_shared(end, f",\n{_margin(start, rows)}{member}"),)
    below = _shared((end[0], len(row) + 1), f"\n{_margin(start, rows)}{member},")
    return (below,) if isinstance(alias.comma, cst.Comma) else (_shared(end, ","), below)


def _wrapped(found: FoundNode, names: Sequence[cst.ImportAlias], index: int, member: str) -> Piece:
    """Return the piece that writes all names anew, in brackets and each on its own line."""
    code_for = found.tree.module.code_for_node
    texts = [code_for(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for alias in names]
    texts.insert(index, member)
    start, end = span(found, names[0])[0], span(found, names[-1])[1]
    return Piece(start, end, "(\n" + "".join(f"    {text},\n" for text in texts) + ")", is_shared=True)


def _margin(position: Position, rows: Sequence[str]) -> str:
    """Return what stands before a position, if that is space."""
    before = rows[position[0] - 1][: position[1] - 1]
    return before if not before.strip() else " " * len(before)


def _shared(position: Position, text: str) -> Piece:
    return insertion(position, text, is_shared=True)
