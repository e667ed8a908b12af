"""Imports: how a file has to write a dotted name, and the import that it lacks for that."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import libcst as cst

from dashlint.fix.bound_names import meanings_in, module_of
from dashlint.fix.from_imports import extended
from dashlint.fix.head import Head
from dashlint.fix.outline import Statement, outline
from dashlint.fix.pieces import CannotFixError, Piece, span
from dashlint.read import FoundNode


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to write a name: the text, and what the first name in it has to mean for that."""

    text: str
    meaning: str

    @property
    def root(self) -> str:
        return self.text.partition(".")[0]


class Imports:
    """The imports of one file, given its lines without their ends; `own` tells the project's own top-level modules."""

    def __init__(self, content: bytes, rows: Sequence[str], own: Callable[[], Collection[str]] = frozenset) -> None:
        self._content = content
        self._rows = rows
        self._own = own
        self._meanings: dict[str, frozenset[str]] = {}

    def spelled(self, name: str, taken: Container[str], above: int | None = None) -> tuple[str, tuple[Piece, ...]]:
        """Return how the file writes a dotted name, and the pieces that import it where it is not imported yet.

        `taken` are the names that mean something else where it is to be written. Code that runs while the file is
        imported can only use what is imported `above` its line.

        Raises:
            CannotFixError: the name that it would have to be is taken.
        """
        module, _, member = name.rpartition(".")
        if not module:
            return self._builtin(name, taken)
        nodes = [found for found in self._imports_with(module) if above is None or span(found)[0][0] < above]
        for way in (way for found in nodes for way in _ways(found.node, module, member)):
            if way.root not in taken and self._meanings_of(way.root) == {way.meaning}:
                return way.text, ()
        is_plain = module.partition(".")[0] in sys.stdlib_module_names
        root = module.partition(".")[0]
        way = _Way(name, root) if is_plain else _Way(member, name)
        if way.root in taken or not self._meanings_of(way.root) <= {way.meaning}:
            raise CannotFixError(f"`{way.root}` means something else here")
        return way.text, self._added(module, "" if is_plain else member, nodes)

    def _builtin(self, name: str, taken: Container[str]) -> tuple[str, tuple[Piece, ...]]:
        if name in taken or self._meanings_of(name):
            raise CannotFixError(f"`{name}` means something else here")
        return name, ()

    def _added(self, module: str, member: str, nodes: Sequence[FoundNode]) -> tuple[Piece, ...]:
        if not member:
            return (self._head.added(f"import {module}", module),)
        alike = [found for found in nodes if _takes_names(found.node, module)]
        pieces = extended(alike[0], member, self._rows) if alike else None
        return pieces or (self._head.added(f"from {module} import {member}", module, member),)

    def _imports_with(self, module: str) -> Iterator[FoundNode]:
        """Yield the imports at the top of the file, not those within another statement, that may hold a module."""
        last = module.rpartition(".")[2]
        for statement in self._outline:
            if last in statement.code and "import" in statement.code:
                yield from _imports_in(statement)

    def _meanings_of(self, name: str) -> frozenset[str]:
        """Return what a name at the top of the file can mean."""
        if name not in self._meanings:
            nodes = (statement.node for statement in self._outline if name in statement.code)
            self._meanings[name] = frozenset(meaning for node in nodes for meaning in meanings_in(node, name))
        return self._meanings[name]

    @cached_property
    def _outline(self) -> tuple[Statement, ...]:
        return outline(self._content)

    @cached_property
    def _head(self) -> Head:
        return Head(self._outline, self._rows, self._own())


def _imports_in(statement: Statement) -> Iterator[FoundNode]:
    found = statement.found
    for node in found.node.body if isinstance(found.node, cst.SimpleStatementLine) else ():
        if isinstance(node, (cst.Import, cst.ImportFrom)):
            yield FoundNode(node, found.tree, "")


def _ways(node: cst.CSTNode, module: str, member: str) -> Iterator[_Way]:
    """Yield how `module.member` can be written with what an import binds."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            if alias.evaluated_name == module:
                renamed = alias.evaluated_alias
                yield _Way(f"{renamed or module}.{member}", module if renamed else module.partition(".")[0])
    if not isinstance(node, cst.ImportFrom):
        return
    parent, _, last = module.rpartition(".")
    for alias in () if isinstance(node.names, cst.ImportStar) else node.names:
        bound = alias.evaluated_alias or alias.evaluated_name
        if (module_of(node), alias.evaluated_name) == (module, member):
            yield _Way(bound, f"{module}.{member}")
        elif parent and (module_of(node), alias.evaluated_name) == (parent, last):
            yield _Way(f"{bound}.{member}", module)


def _takes_names(node: cst.CSTNode, module: str) -> bool:
    """Tell whether an import takes names from a module and calls one of them what it is called there."""
    if not isinstance(node, cst.ImportFrom):
        return False
    names = () if isinstance(node.names, cst.ImportStar) else node.names
    return module_of(node) == module and any(alias.asname is None for alias in names)
