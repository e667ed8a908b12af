"""Statements: the pieces of text that drop one, write one, or change the header of a function."""

from __future__ import annotations

import re
from collections.abc import Callable

import libcst as cst

from dashlint import changes
from dashlint.fix.pieces import CannotFixError, Piece, around, insertion, of_kind, outer, span
from dashlint.read import FoundNode
from dashlint.read.measuring import Position

SliceOf = Callable[[Position, Position], str]

_OPENED = re.compile(r"[ \t]*\(")
_CLOSED = re.compile(r"([ \t]*,?[ \t]*)\)")
#: What statements end with, one inside the other.
_HOLDING = (
    cst.BaseSuite,
    cst.BaseStatement,
    cst.Else,
    cst.Finally,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.MatchCase,
)


def dropped(found: FoundNode) -> list[Piece]:
    """Return the pieces that drop a statement with its line, and a blank line that a block would then begin with.

    Raises:
        CannotFixError: it shares the line with code or a comment, or is all that there is in its block.
    """
    line = around(found)
    block = around(found, line) if line is not None else None
    if not isinstance(line, cst.SimpleStatementLine) or not isinstance(block, cst.IndentedBlock):
        raise CannotFixError("this is no statement of its own")
    index = block.body.index(line)
    if len(line.body) > 1 or line.trailing_whitespace.comment or index + 1 == len(block.body):
        raise CannotFixError("this shares its line, or ends its block")
    start, end = span(found, line)
    behind = block.body[index + 1]
    blank = _blank_lines(behind) if index == 0 and not line.leading_lines else 0
    return [Piece((start[0], 1), (end[0] + 1 + blank, 1), "")]


def _blank_lines(statement: cst.CSTNode) -> int:
    """Return how many blank lines stand before a statement and what comments it has."""
    lines = getattr(statement, "leading_lines", ())
    return next((number for number, line in enumerate(lines) if line.comment is not None), len(lines))


def unwrapped(found: FoundNode) -> list[Piece]:
    """Return the pieces that leave of a call nothing but its arguments.

    Raises:
        CannotFixError: it is no call with arguments.
    """
    args = of_kind(cst.Call, found).args
    if not args or isinstance(args[0].value, cst.GeneratorExp):
        raise CannotFixError("there are no arguments")
    start, end = span(found)
    first, last = outer(found, args[0])[0], outer(found, args[-1].value)[1]
    return [Piece(start, first, ""), Piece(last, end, "")]


def with_parameters(found: FoundNode, change: changes.SetParameters, slice_of: SliceOf) -> list[Piece]:
    """Return the piece that writes a function's parameters anew.

    Raises:
        CannotFixError: they are not plain ones, or not on the line of the name.
    """
    node = of_kind(cst.FunctionDef, found)
    params = node.params.params
    if len(list(node.params.children)) != len(params):
        raise CannotFixError("there are other parameters than plain ones")
    behind, body = outer(found, node.name)[1], span(found, node.body.body[0])[0]
    opened = _OPENED.match(slice_of(behind, body))
    last = outer(found, params[-1])[1] if params else behind
    closed = _CLOSED.match(slice_of(last, body).removeprefix("" if params else opened[0] if opened else ""))
    if opened is None or closed is None or last[0] != behind[0]:
        raise CannotFixError("the parameters are not on one line")
    start = (behind[0], behind[1] + len(opened[0]))
    end = (last[0], last[1] + len(closed[1])) if params else (start[0], start[1] + len(closed[1]))
    return [Piece(start, end, change.text)]


def written(found: FoundNode, change: changes.WriteStatement, slice_of: SliceOf) -> list[Piece]:
    """Return the piece that writes a statement into the body of a function, first behind its docstring or last.

    Raises:
        CannotFixError: the body stands on the line of the `def`.
    """
    body = of_kind(cst.FunctionDef, found).body
    if not isinstance(body, cst.IndentedBlock) or not body.body:
        raise CannotFixError("there is no block")
    first = body.body[0]
    place = span(found, first)[0]
    margin = slice_of((place[0], 1), place)
    if change.is_last:
        return [insertion(_end_of(found, body.body[-1]), f"\n{margin}{change.text}")]
    if _is_docstring(first):
        return [insertion(_end_of(found, first), f"\n{margin}{change.text}")]
    line = place[0] - len(getattr(first, "leading_lines", ()))
    return [insertion((line, 1), f"{margin}{change.text}\n")]


def _end_of(found: FoundNode, statement: cst.CSTNode) -> Position:
    """Return where the last line of a statement has ended, its comment included."""
    while not isinstance(statement, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
        parts = [child for child in statement.children if isinstance(child, _HOLDING)]
        if not parts:
            raise CannotFixError("there is no last line")
        statement = parts[-1]
    comment = statement.trailing_whitespace.comment
    return span(found, comment if comment is not None else statement.body[-1])[1]


def _is_docstring(statement: cst.CSTNode) -> bool:
    parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
    value = parts[0].value if len(parts) == 1 and isinstance(parts[0], cst.Expr) else None
    return isinstance(value, (cst.SimpleString, cst.ConcatenatedString))
