"""Imports: how a file has to write a dotted name, and the import that it lacks for that."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import libcst as cst

from dashlint.fix.bound_names import module_bindings, module_of
from dashlint.fix.from_imports import extended
from dashlint.fix.head import Head
from dashlint.fix.outline import outline
from dashlint.fix.rewriting import CannotFixError, Piece
from dashlint.fix.texts import line_starts
from dashlint.read import Tree, UnreadableError, parse

_Node = cst.Import | cst.ImportFrom


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to write a name: the text, and what the first name in it has to mean for that."""

    text: str
    meaning: str

    @property
    def root(self) -> str:
        return self.text.partition(".")[0]


class Imports:
    """The imports of one file; `own` tells the names of the project's own top-level modules."""

    def __init__(self, content: bytes, text: str, own: Callable[[], Collection[str]] = frozenset) -> None:
        self._content = content
        self._text = text
        self._own = own

    def spelled(self, name: str, taken: Collection[str], above: int | None = None) -> tuple[str, tuple[Piece, ...]]:
        """Return how the file writes a dotted name, and the pieces that import it where it is not imported yet.

        `taken` are the names that mean something else where it is to be written. Code that runs while the file is
        imported can only use what is imported `above` its line.

        Raises:
            CannotFixError: the name that it would have to be is taken.
        """
        module, _, member = name.rpartition(".")
        if not module:
            return self._builtin(name, taken)
        nodes = [node for node in self._nodes if above is None or self._tree.positions[node].start.line < above]
        for way in (way for node in nodes for way in _ways(node, module, member)):
            if way.root not in taken and self._bindings.get(way.root) == {way.meaning}:
                return way.text, ()
        is_plain = module.partition(".")[0] in sys.stdlib_module_names
        root = module.partition(".")[0]
        way = _Way(name, root) if is_plain else _Way(member, name)
        if way.root in taken or not self._bindings.get(way.root, set()) <= {way.meaning}:
            raise CannotFixError(f"`{way.root}` means something else here")
        return way.text, self._added(module, "" if is_plain else member, nodes)

    def _builtin(self, name: str, taken: Collection[str]) -> tuple[str, tuple[Piece, ...]]:
        if name in taken or name in self._bindings:
            raise CannotFixError(f"`{name}` means something else here")
        return name, ()

    def _added(self, module: str, member: str, nodes: Collection[_Node]) -> tuple[Piece, ...]:
        if not member:
            return (self._head.added(f"import {module}", module),)
        alike = [node for node in nodes if isinstance(node, cst.ImportFrom) and _takes_names(node, module)]
        pieces = extended(alike[0], member, self._tree, self._rows) if alike else None
        return pieces or (self._head.added(f"from {module} import {member}", module, member),)

    @cached_property
    def _tree(self) -> Tree:
        """The file without the bodies of its functions, line by line."""
        try:
            return Tree(parse(outline(self._content)), 0)
        except UnreadableError as error:
            raise CannotFixError("its statements cannot be told apart") from error

    @cached_property
    def _rows(self) -> list[str]:
        starts = [*line_starts(self._text), len(self._text)]
        return [self._text[start:end].rstrip("\r\n") for start, end in pairwise(starts)]

    @cached_property
    def _head(self) -> Head:
        return Head(self._tree, self._rows, self._own())

    @cached_property
    def _nodes(self) -> tuple[_Node, ...]:
        """The imports at the top level of the file, not those within another statement."""
        lines = (line for line in self._tree.module.body if isinstance(line, cst.SimpleStatementLine))
        return tuple(node for line in lines for node in line.body if isinstance(node, (cst.Import, cst.ImportFrom)))

    @cached_property
    def _bindings(self) -> dict[str, set[str]]:
        return module_bindings(self._tree.module)


def _ways(node: _Node, module: str, member: str) -> Iterator[_Way]:
    """Yield how `module.member` can be written with what an import binds."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            if alias.evaluated_name == module:
                renamed = alias.evaluated_alias
                yield _Way(f"{renamed or module}.{member}", module if renamed else module.partition(".")[0])
        return
    parent, _, last = module.rpartition(".")
    for alias in () if isinstance(node.names, cst.ImportStar) else node.names:
        bound = alias.evaluated_alias or alias.evaluated_name
        if (module_of(node), alias.evaluated_name) == (module, member):
            yield _Way(bound, f"{module}.{member}")
        elif parent and (module_of(node), alias.evaluated_name) == (parent, last):
            yield _Way(f"{bound}.{member}", module)


def _takes_names(node: cst.ImportFrom, module: str) -> bool:
    """Tell whether an import takes names from a module and calls one of them what it is called there."""
    names = () if isinstance(node.names, cst.ImportStar) else node.names
    return module_of(node) == module and any(alias.asname is None for alias in names)
