"""Nodes by their turn in the walk: only the top-level statements that hold one are parsed, and measured where asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache, lru_cache

import libcst as cst

from dashlint.read.parsing import UnreadableError, parse
from dashlint.read.sections import CutError, Section, sections_of
from dashlint.read.walking import Walk


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A parsed stretch of a file, a top-level statement or all of it, with `lines_before` it."""

    module: cst.Module
    lines_before: int


@dataclass(frozen=True, slots=True)
class FoundNode:
    """A node, the tree that holds it, and the names of the functions and classes around it."""

    node: cst.CSTNode
    tree: Tree
    scope: str


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the nodes right below a node, those of white space left out; faster than `node.children`."""
    for name in _names_of_fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            if not isinstance(value, _SPACE):
                yield value
        elif isinstance(value, (list, tuple)):
            yield from (part for part in value if isinstance(part, cst.CSTNode) and not isinstance(part, _SPACE))


@cache
def _names_of_fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_SPACE = (cst.BaseParenthesizableWhitespace, cst.TrailingWhitespace, cst.EmptyLine)


def nodes_of(text: bytes, turns: Collection[int]) -> dict[int, FoundNode]:
    """Return the nodes with these turns in the walk over `text`; a turn that the file does not have is left out."""
    if not turns:
        return {}
    sections = sections_of(text)
    return _in_file(text, set(turns)) if sections is None else nodes_in(sections, set(turns))


def nodes_in(sections: Iterable[Section], turns: set[int]) -> dict[int, FoundNode]:
    """Return the nodes with these turns in the walk over some sections of a file."""
    found: dict[int, FoundNode] = {}
    for section in sections:
        wanted = {turn for turn in turns if section.first_turn < turn <= section.last_turn}
        if wanted:
            found |= _in_section(section, wanted)
    return found


def _in_section(section: Section, turns: set[int]) -> dict[int, FoundNode]:
    found = nodes_in(section.inner, turns)
    left = turns - found.keys()
    if not left:
        return found
    try:
        statement, tree = _tree_of(section)
    except CutError:
        return found
    walk = Walk(frozenset(left), section.first_turn)
    walk.scope = section.scope
    walk.statement(statement)
    return found | _found(tree, walk)


@lru_cache(maxsize=256)
def _tree_of(section: Section) -> tuple[cst.BaseStatement, Tree]:
    """Return the statement of a section with its tree: of a class whose members are sections, that of its header."""
    parsed = section.header() if section.inner else section.parsed()
    return parsed.statement, Tree(parsed.module, parsed.lines_before)


def _in_file(text: bytes, turns: set[int]) -> dict[int, FoundNode]:
    try:
        module = parse(text)
    except UnreadableError:
        return {}
    walk = Walk(frozenset(turns))
    walk.module(module)
    return _found(Tree(module, 0), walk)


def _found(tree: Tree, walk: Walk) -> dict[int, FoundNode]:
    return {turn: FoundNode(node, tree, walk.scopes[turn]) for turn, node in walk.found.items()}
