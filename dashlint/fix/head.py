"""The head of a file: its text about itself and its imports, and where another import belongs among them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import libcst as cst

from dashlint.fix.bound_names import module_of
from dashlint.fix.import_order import Section, line_order, section_of
from dashlint.fix.rewriting import CannotFixError, Piece, Position
from dashlint.read import Tree

_IMPORTS = (cst.Import, cst.ImportFrom)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of imports, by what it is sorted by."""

    node: cst.SimpleStatementLine
    section: Section
    is_from: bool
    module: str
    name: str

    @property
    def sorted_by(self) -> tuple[bool, str, str]:
        return self.is_from, self.module, self.name


class Head:
    """The head of one file, whose `rows` are its lines without their ends; `own` are the project's own modules."""

    def __init__(self, tree: Tree, rows: list[str], own: Collection[str]) -> None:
        self._tree = tree
        self._rows = rows
        self._own = own
        self._first, self._lines, self._behind = _parts(tree.module, own)

    def added(self, text: str, module: str, name: str = "") -> Piece:
        """Return the piece that adds an import of `module`, or of `name` from it, written as `text`.

        Raises:
            CannotFixError: there is nothing in the file.
        """
        section = section_of(module, self._own)
        alike = [line for line in self._lines if line.section is section]
        key = line_order([line.sorted_by for line in alike])
        before = [line for line in alike if key(line.sorted_by) < key((bool(name), module, name))]
        if before:
            return self._after(before[-1].node, f"{text}\n")
        if alike:
            return self._before(alike[0].node, f"{text}\n")
        return self._in_own_section(text, section)

    def _in_own_section(self, text: str, section: Section) -> Piece:
        earlier = [line.node for line in self._lines if line.section < section]
        above = earlier[-1] if earlier else self._first if not self._lines else None
        if above is not None:
            end = self._end_of(above)
            is_tight = end < len(self._rows) and self._rows[end].strip() != ""
            return self._after(above, f"\n{text}\n\n" if is_tight else f"\n{text}\n")
        below = self._lines[0].node if self._lines else self._behind
        if below is None:
            raise CannotFixError("there is nothing in this file")
        is_definition = isinstance(below, (cst.FunctionDef, cst.ClassDef))
        line = self._start_of(below) if self._lines else self._above_comments(self._start_of(below))
        return _insertion((line, 1), f"{text}\n\n\n" if is_definition else f"{text}\n\n")

    def _before(self, node: cst.CSTNode, text: str) -> Piece:
        return _insertion((self._start_of(node), 1), text)

    def _above_comments(self, line: int) -> int:
        """Return where the comments begin that stand right above a line; those that a file begins with are its own."""
        first = line
        while first > 1 and self._rows[first - 2].startswith("#"):
            first -= 1
        return first if first > 1 else line

    def _after(self, node: cst.CSTNode, text: str) -> Piece:
        end = self._end_of(node)
        if end < len(self._rows):
            return _insertion((end + 1, 1), text)
        return _insertion((end, len(self._rows[end - 1]) + 1), f"\n{text}".removesuffix("\n"))

    def _start_of(self, node: cst.CSTNode) -> int:
        """Return the line on which a statement begins, with its decorators."""
        decorators = getattr(node, "decorators", ())
        return self._tree.positions[decorators[0] if decorators else node].start.line

    def _end_of(self, node: cst.CSTNode) -> int:
        return self._tree.positions[node].end.line


def _parts(
    module: cst.Module, own: Collection[str]
) -> tuple[cst.SimpleStatementLine | None, list[_Line], cst.CSTNode | None]:
    """Return the last statement above the imports that the file says of itself, the imports, and what stands below."""
    first, lines = None, []
    for statement in module.body:
        parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
        if (
            parts
            and isinstance(statement, cst.SimpleStatementLine)
            and all(isinstance(part, _IMPORTS) for part in parts)
        ):
            lines.append(_line(statement, own))
        elif isinstance(statement, cst.SimpleStatementLine) and all(_says_of_itself(part) for part in parts):
            first = first if lines else statement
        else:
            return first, lines, statement
    return first, lines, None


def _line(statement: cst.SimpleStatementLine, own: Collection[str]) -> _Line:
    node = statement.body[0]
    if isinstance(node, cst.ImportFrom):
        names = () if isinstance(node.names, cst.ImportStar) else node.names
        module = module_of(node)
        return _Line(statement, section_of(module, own), True, module, names[0].evaluated_name if names else "")
    module = node.names[0].evaluated_name if isinstance(node, cst.Import) else ""
    return _Line(statement, section_of(module, own), False, module, "")


def _says_of_itself(node: cst.CSTNode) -> bool:
    """Tell whether a small statement is a text that stands for itself, or sets a name such as `__author__`."""
    if isinstance(node, cst.Expr):
        return isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString))
    targets = [target.target for target in node.targets] if isinstance(node, cst.Assign) else []
    names = [target.value for target in targets if isinstance(target, cst.Name)]
    return len(names) == len(targets) > 0 and all(name.startswith("__") and name.endswith("__") for name in names)


def _insertion(position: Position, text: str) -> Piece:
    return Piece(position, position, text, is_shared=True)
