"""The outline of a file: its top-level statements without the bodies of functions and classes, parsed one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import libcst as cst

from dashlint.fix.pieces import CannotFixError, span
from dashlint.looks.chunks import Chunk, chunks_of, definition_in
from dashlint.read import FoundNode, Tree, UnreadableError
from dashlint.read.parsing import parse_code
from dashlint.read.sections import sections_of

_GLOBAL = re.compile(r"\bglobal\b")


class Statement:
    """One top-level statement: its code without the body of what it defines, and the line where it begins."""

    def __init__(self, code: str, line: int) -> None:
        self.code = code
        self.line = line

    @cached_property
    def found(self) -> FoundNode:
        """The statement with the tree that holds it.

        Raises:
            CannotFixError: it is no single statement.
        """
        tree = _tree(self.code, self.line - 1)
        if len(tree.module.body) != 1:
            raise CannotFixError("its statements cannot be told apart")
        return FoundNode(tree.module.body[0], tree, "")

    @property
    def node(self) -> cst.CSTNode:
        """The statement's node; raises what `found` raises."""
        return self.found.node


def outline(content: bytes) -> tuple[Statement, ...]:
    """Return the statements of a file with `...` for each body that binds no global name.

    Raises:
        CannotFixError: they can neither be told apart by their looks nor be parsed together.
    """
    sections = sections_of(content)
    if sections is None:
        return tuple(_parsed_together(content))
    return tuple(Statement(_shortened(section.chunk), section.chunk.line) for section in sections)


def _parsed_together(content: bytes) -> Iterator[Statement]:
    lines: list[str] = []
    for chunk in chunks_of(content):
        lines += [""] * (chunk.line - 1 - len(lines))
        lines += _shortened(chunk).rstrip("\n").split("\n")
    tree = _tree("\n".join(lines) + "\n", 0)
    for node in tree.module.body:
        found = FoundNode(node, tree, "")
        (line, _), _ = span(found, next(iter(getattr(node, "decorators", ())), node))
        statement = Statement(tree.module.code_for_node(node), line)
        statement.found = found
        yield statement


def _shortened(chunk: Chunk) -> str:
    definition = definition_in(chunk)
    if definition is None or _GLOBAL.search(chunk.code):
        return chunk.code
    return f"{chunk.code[: definition.colon]}: ...\n"


def _tree(code: str, lines_before: int) -> Tree:
    try:
        return Tree(parse_code(code), lines_before)
    except UnreadableError as error:
        raise CannotFixError("its statements cannot be told apart") from error
