"""Imports: how a file has to write a dotted name, and the import that it lacks for that."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import libcst as cst
from libcst.helpers import get_full_name_for_node
from libcst.metadata import CodePosition

from dashlint.fix.rewriting import CannotFixError, Piece, Position
from dashlint.read import Chunk, Tree, chunks_of

_FUTURE = "__future__"
_IMPORTS = (cst.Import, cst.ImportFrom)
_SCOPES = (cst.FunctionDef, cst.ClassDef, cst.Lambda)


@dataclass(frozen=True, slots=True)
class _Import:
    """One import at the top of a file: the module, the names taken from it (None for `import module`), and where."""

    module: str
    names: tuple[tuple[str, str], ...] | None
    bound: str
    chunk: int
    node: cst.Import | cst.ImportFrom
    tree: Tree

    @property
    def key(self) -> tuple[bool, str]:
        """What imports are sorted by: `import x` before `from x import y`."""
        return isinstance(self.node, cst.ImportFrom), self.module.lower()


class Imports:
    """The imports of one file, and those that fixes add to them."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def spelled(self, name: str, taken: frozenset[str]) -> tuple[str, tuple[Piece, ...]]:
        """Return how the file writes a dotted name, and the pieces that import it where it is not imported yet.

        `taken` are the names that mean something else where it is to be written.

        Raises:
            CannotFixError: the name that it would have to be is taken.
        """
        module, _, member = name.rpartition(".")
        if not module:
            return name, ()
        for one in self._imports:
            written = _written(one, module, member)
            if written and written.partition(".")[0] not in taken:
                return written, ()
        is_plain = module.partition(".")[0] in sys.stdlib_module_names
        bound = module.partition(".")[0] if is_plain else member
        if bound in taken or bound in self._bound:
            raise CannotFixError(f"`{bound}` means something else here")
        if is_plain:
            return name, (self._added(f"import {module}", (False, module.lower()), is_stdlib=True),)
        present = next((one for one in self._imports if one.names and one.module == module), None)
        piece = _extended(present, member) if present else None
        return member, (
            piece or self._added(f"from {module} import {member}", (True, module.lower()), is_stdlib=False),
        )

    @cached_property
    def _chunks(self) -> tuple[Chunk, ...]:
        return chunks_of(self._text)

    @cached_property
    def _imports(self) -> tuple[_Import, ...]:
        return tuple(one for number, chunk in enumerate(self._chunks) for one in _imports_in(chunk, number))

    @cached_property
    def _bound(self) -> frozenset[str]:
        """The names that statements at the top of the file bind, whatever they are."""
        found: set[str] = set()
        for chunk in self._chunks:
            try:
                tree = cst.parse_module(chunk.code)
            except cst.ParserSyntaxError:
                continue
            found |= names_bound(tree, is_module=True)
        return frozenset(found)

    @cached_property
    def _head(self) -> int:
        """How many chunks stand before the first one that is neither an import nor text."""
        imports = {one.chunk for one in self._imports}
        for number, chunk in enumerate(self._chunks):
            if number not in imports and not _is_text(chunk):
                return number
        return len(self._chunks)

    def _added(self, line: str, key: tuple[bool, str], is_stdlib: bool) -> Piece:
        """Return the piece that adds an import where a reader expects it."""
        head = [one for one in self._imports if one.chunk < self._head and one.module != _FUTURE]
        alike = [one for one in head if _is_stdlib(one) == is_stdlib and not _is_relative(one)]
        behind = next((one for one in alike if one.key > key), None)
        if behind is not None:
            return self._before(behind.chunk, f"{line}\n")
        if alike:
            return self._after(alike[-1].chunk, f"{line}\n")
        if head and is_stdlib:
            return self._before(head[0].chunk, f"{line}\n\n")
        if head:
            return self._after(max(one.chunk for one in head if _is_stdlib(one) or one is head[0]), f"\n{line}\n")
        return self._first(line)

    def _first(self, line: str) -> Piece:
        """Return the piece that adds the first import of a file, behind what has to stand before it."""
        before = [number for number in range(self._head) if number < len(self._chunks)]
        if before:
            return self._after(before[-1], f"\n{line}\n")
        if not self._chunks:
            raise CannotFixError("there is nothing in this file")
        return self._before(0, f"{line}\n\n")

    def _before(self, chunk: int, text: str) -> Piece:
        position = (self._chunks[chunk].line, 1)
        return Piece(position, position, text, is_shared=True)

    def _after(self, chunk: int, text: str) -> Piece:
        """Return the piece that writes lines behind those of a statement."""
        code = self._chunks[chunk].code
        lines = _lines_of_statement(code)
        position = (self._chunks[chunk].line + lines, 1)
        if code.count("\n") < lines:
            end = (self._chunks[chunk].line + lines - 1, len(code.split("\n")[lines - 1]) + 1)
            return Piece(end, end, f"\n{text}".removesuffix("\n"), is_shared=True)
        return Piece(position, position, text, is_shared=True)


def names_bound(node: cst.CSTNode, is_module: bool = False) -> set[str]:
    """Return the names that the code of a node binds, in whatever scope.

    For a module these are the names at its top, without those of imports, which `Imports` knows better.
    """
    found: set[str] = set()
    pending: list[cst.CSTNode] = [node]
    while pending:
        here = pending.pop()
        found.update(() if is_module and isinstance(here, _IMPORTS) else _bound_by(here))
        pending.extend(() if is_module and isinstance(here, _SCOPES) else here.children)
    return found


def _bound_by(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Param)) and isinstance(node.name, cst.Name):
        yield node.name.value
    elif isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.For, cst.CompFor, cst.NamedExpr, cst.AugAssign)):
        yield from _targets(node.target)
    elif isinstance(node, cst.AsName):
        yield from _targets(node.name)
    elif isinstance(node, cst.ImportAlias) and node.asname is None:
        yield node.evaluated_name.partition(".")[0]


def _targets(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, (cst.Tuple, cst.List)):
        for element in node.elements:
            yield from _targets(element.value)


def _imports_in(chunk: Chunk, number: int) -> Iterator[_Import]:
    if not chunk.code.startswith(("import ", "from ", "import\t", "from\t")):
        return
    try:
        module = cst.parse_module(chunk.code)
    except cst.ParserSyntaxError:
        return
    tree = Tree(module, chunk.line - 1)
    statements = [part for line in module.body if isinstance(line, cst.SimpleStatementLine) for part in line.body]
    for node in statements:
        if isinstance(node, cst.Import):
            for alias in node.names:
                name = alias.evaluated_name
                bound = alias.evaluated_alias or (name if "." not in name else "")
                yield _Import(name, None, bound or name, number, node, tree)
        elif isinstance(node, cst.ImportFrom) and not isinstance(node.names, cst.ImportStar):
            names = tuple((alias.evaluated_name, alias.evaluated_alias or alias.evaluated_name) for alias in node.names)
            dots = "." * len(node.relative)
            yield _Import(
                dots + (get_full_name_for_node(node.module) or "" if node.module else ""), names, "", number, node, tree
            )


def _written(one: _Import, module: str, member: str) -> str | None:
    """Return how `module.member` is written with an import, None if that does not help."""
    if one.names is None:
        return f"{one.bound}.{member}" if one.module == module else None
    if one.module == module:
        return next((bound for name, bound in one.names if name == member), None)
    parent, _, last = module.rpartition(".")
    if parent and one.module == parent:
        return next((f"{bound}.{member}" for name, bound in one.names if name == last), None)
    return None


def _extended(one: _Import, member: str) -> Piece | None:
    """Return the piece that adds a name to `from module import ...`: in its order, if the names have one."""
    names = one.node.names
    if isinstance(names, cst.ImportStar) or not names:
        return None
    given = [alias.evaluated_name for alias in names]
    order = next((key for key in _ORDERS if sorted(given, key=key) == given), None)
    behind = next((n for n, name in enumerate(given) if order and order(name) > order(member)), len(given))
    near = one.tree.positions[names[min(behind, len(given) - 1)]]
    lines = {one.tree.positions[part].start.line for part in (one.node, names[0], names[-1])}
    space = f",\n{' ' * near.start.column}" if len(lines) > 1 else ", "
    if behind < len(given):
        return _insertion(near.start, one.tree, f"{member}{space}")
    return _insertion(near.end, one.tree, f"{space}{member}")


def _by_kind(name: str) -> tuple[int, str]:
    """The order of isort: constants, classes, then the rest."""
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name.lower()


def _by_letters(name: str) -> tuple[int, str]:
    return 0, name.lower()


def _by_case(name: str) -> tuple[int, str]:
    return 0, name


_ORDERS = (_by_kind, _by_letters, _by_case)


def _insertion(position: CodePosition, tree: Tree, text: str) -> Piece:
    here: Position = position.line + tree.lines_before, position.column + 1
    return Piece(here, here, text, is_shared=True)


def _is_text(chunk: Chunk) -> bool:
    return chunk.code.lstrip("rRuU")[:1] in ("'", '"') and _is_expression(chunk.code)


def _is_expression(code: str) -> bool:
    try:
        body = cst.parse_module(code).body
    except cst.ParserSyntaxError:
        return False
    first = body[0].body[0] if len(body) == 1 and isinstance(body[0], cst.SimpleStatementLine) else None
    return isinstance(first, cst.Expr) and isinstance(first.value, (cst.SimpleString, cst.ConcatenatedString))


def _lines_of_statement(code: str) -> int:
    """Return how many lines the statement takes that a chunk begins with."""
    module = cst.parse_module(code)
    tree = Tree(module, 0)
    return tree.positions[module.body[-1]].end.line


def _is_stdlib(one: _Import) -> bool:
    return one.module.partition(".")[0] in sys.stdlib_module_names


def _is_relative(one: _Import) -> bool:
    return one.module.startswith(".")
