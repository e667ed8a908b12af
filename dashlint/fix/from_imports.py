"""Imports of the form `from module import names`: where another name belongs in one."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import CodePosition

from dashlint.fix.import_order import name_order
from dashlint.fix.rewriting import Piece
from dashlint.read import Tree

#: Longer lines are wrapped by ruff and black, unless they are told otherwise.
_USUAL_WIDTH = 88


def extended(node: cst.ImportFrom, member: str, tree: Tree, rows: list[str]) -> tuple[Piece, ...] | None:
    """Return the pieces that add a name to an import: in its order, if the names have one; None where it has no room.

    `rows` are the lines of the file without their ends.
    """
    if isinstance(node.names, cst.ImportStar) or not node.names:
        return None
    names = list(node.names)
    given = [alias.evaluated_name for alias in names]
    order = name_order(given)
    index = next((n for n, name in enumerate(given) if order and order(name) > order(member)), len(given))
    start = tree.positions[node].start
    spans = [tree.positions[alias] for alias in names]
    if index == 0:
        is_below = node.lpar is not None and spans[0].start.line > start.line
        return (
            _insertion(spans[0].start, f"{member},\n{_margin(spans[0].start, rows)}" if is_below else f"{member}, "),
        )
    before = spans[index - 1]
    starts = [start.line, *(span.start.line for span in spans)]
    if node.lpar is not None and starts.count(before.start.line) == 1:
        return _on_own_line(names[index - 1], member, before.end, rows, before.start)
    if node.lpar is None and before.end.line == start.line == tree.positions[node].end.line:
        width = len(rows[start.line - 1].partition("#")[0].rstrip()) + len(member) + 2
        if width > max(_USUAL_WIDTH, max(map(len, rows))):
            return _wrapped(names, index, member, tree)
    return (_insertion(before.end, f", {member}"),)


def _on_own_line(
    alias: cst.ImportAlias, member: str, end: CodePosition, rows: list[str], start: CodePosition
) -> tuple[Piece, ...]:
    """Return the pieces that write a name on a line of its own below that of another one, which keeps its comment."""
    row = rows[end.line - 1]
    if row[end.column :].lstrip().startswith(")"):  # the bracket closes behind it
        return (_insertion(end, f",\n{_margin(start, rows)}{member}"),)
    position = CodePosition(end.line, len(row))
    below = _insertion(position, f"\n{_margin(start, rows)}{member},")
    return (below,) if isinstance(alias.comma, cst.Comma) else (_insertion(end, ","), below)


def _wrapped(names: list[cst.ImportAlias], index: int, member: str, tree: Tree) -> tuple[Piece, ...]:
    """Return the piece that writes all names anew, in brackets and each on its own line."""
    texts = [tree.module.code_for_node(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for alias in names]
    texts.insert(index, member)
    first, last = tree.positions[names[0]].start, tree.positions[names[-1]].end
    start, end = (first.line, first.column + 1), (last.line, last.column + 1)
    return (Piece(start, end, "(\n" + "".join(f"    {text},\n" for text in texts) + ")", is_shared=True),)


def _margin(position: CodePosition, rows: list[str]) -> str:
    """Return what stands before a position, if that is space."""
    before = rows[position.line - 1][: position.column]
    return before if not before.strip() else " " * len(before)


def _insertion(position: CodePosition, text: str) -> Piece:
    here = position.line, position.column + 1
    return Piece(here, here, text, is_shared=True)
