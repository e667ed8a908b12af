"""The head of a file: its text about itself and its imports, and where another import belongs among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import libcst as cst

from dashlint.fix.bound_names import module_of
from dashlint.fix.import_order import Section, line_order, section_of
from dashlint.fix.outline import Statement
from dashlint.fix.pieces import CannotFixError, Piece, insertion, span

_IMPORTS = (cst.Import, cst.ImportFrom)
#: What a statement begins with that imports, is a text, or sets a name such as `__author__`.
_MAY_BE_HEAD = re.compile(r"""(?:[\s(\\]|\#[^\n]*\n)*(?:import\b|from\b|__|\w{0,2}["'])""")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of imports, by what it is sorted by."""

    statement: Statement
    section: Section
    is_from: bool
    module: str
    name: str

    @property
    def sorted_by(self) -> tuple[bool, str, str]:
        return self.is_from, self.module, self.name


class Head:
    """The head of a file of these statements and lines without their ends; `own` are the project's own modules."""

    def __init__(self, statements: Iterable[Statement], rows: Sequence[str], own: Collection[str]) -> None:
        self._rows = rows
        self._own = own
        self._first, self._lines, self._behind = _parts(statements, own)

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
            return self._after(before[-1].statement, f"{text}\n")
        if alike:
            return _before(alike[0].statement.line, f"{text}\n")
        return self._in_own_section(text, section)

    def _in_own_section(self, text: str, section: Section) -> Piece:
        earlier = [line.statement for line in self._lines if line.section < section]
        above = earlier[-1] if earlier else self._first if not self._lines else None
        if above is not None:
            end = _end_of(above)
            is_tight = end < len(self._rows) and self._rows[end].strip() != ""
            return self._after(above, f"\n{text}\n\n" if is_tight else f"\n{text}\n")
        if self._lines:
            return _before(self._lines[0].statement.line, f"{text}\n\n")
        if self._behind is None:
            raise CannotFixError("there is nothing in this file")
        is_definition = isinstance(self._behind.node, (cst.FunctionDef, cst.ClassDef))
        return _before(self._above_comments(self._behind.line), f"{text}\n\n\n" if is_definition else f"{text}\n\n")

    def _above_comments(self, line: int) -> int:
        """Return where the comments begin that stand right above a line; those that a file begins with are its own."""
        first = line
        while first > 1 and self._rows[first - 2].startswith("#"):
            first -= 1
        return first if first > 1 else line

    def _after(self, statement: Statement, text: str) -> Piece:
        end = _end_of(statement)
        if end < len(self._rows):
            return _before(end + 1, text)
        behind = (end, len(self._rows[end - 1]) + 1)
        return insertion(behind, f"\n{text}".removesuffix("\n"), is_shared=True)


def _before(line: int, text: str) -> Piece:
    return insertion((line, 1), text, is_shared=True)


def _end_of(statement: Statement) -> int:
    return span(statement.found)[1][0]


def _parts(
    statements: Iterable[Statement], own: Collection[str]
) -> tuple[Statement | None, list[_Line], Statement | None]:
    """Return the last statement above the imports that the file says of itself, the imports, and what stands below."""
    first, lines = None, []
    for statement in statements:
        parts = _parts_of(statement)
        if parts and all(isinstance(part, _IMPORTS) for part in parts):
            lines.append(_line(statement, parts[0], own))
        elif parts and all(_says_of_itself(part) for part in parts):
            first = first if lines else statement
        else:
            return first, lines, statement
    return first, lines, None


def _parts_of(statement: Statement) -> Sequence[cst.BaseSmallStatement]:
    """Return the small statements on a line that may belong to the head, none if it looks like something else."""
    node = statement.node if _MAY_BE_HEAD.match(statement.code) else None
    return node.body if isinstance(node, cst.SimpleStatementLine) else ()


def _line(statement: Statement, node: cst.BaseSmallStatement, own: Collection[str]) -> _Line:
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
