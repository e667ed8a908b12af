"""Bound names: which names the code of a node binds, and what imports make them mean."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst.helpers import get_full_name_for_node

from dashlint.read import children

UNKNOWN = ""
_SCOPES = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
_TARGETED = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor, cst.NamedExpr, cst.Del)

Binding = tuple[str, str]


def names_bound(node: cst.CSTNode) -> set[str]:
    """Return the names that the code of a node binds, in whatever scope."""
    found: set[str] = set()
    pending: list[cst.CSTNode] = [node]
    while pending:
        here = pending.pop()
        found.update(name for name, _ in _bindings(here))
        pending.extend(children(here))
    return found


def meanings_in(statement: cst.CSTNode, name: str) -> set[str]:
    """Return the dotted names that a name at the top of a file can mean, as far as one statement there says so.

    What is bound by no import is `UNKNOWN`, and a name that a function declares `global` is as well.
    """
    found: set[str] = set()
    pending: list[tuple[cst.CSTNode, bool]] = [(statement, True)]
    while pending:
        here, is_top = pending.pop()
        bindings = _bindings(here) if is_top else _globals(here)
        found.update(meaning for bound, meaning in bindings if bound == name)
        within = is_top and not isinstance(here, _SCOPES)
        pending.extend((child, within) for child in children(here))
    return found


def module_of(node: cst.ImportFrom) -> str:
    """Return the module that names are taken from, with the dots of a relative import."""
    name = get_full_name_for_node(node.module) if node.module else None
    return "." * len(node.relative) + (name or "")


def _bindings(node: cst.CSTNode) -> Iterator[Binding]:
    if isinstance(node, cst.Import):
        for alias in node.names:
            name = alias.evaluated_name
            yield (alias.evaluated_alias, name) if alias.evaluated_alias else (_root(name), _root(name))
    elif isinstance(node, cst.ImportFrom):
        for alias in () if isinstance(node.names, cst.ImportStar) else node.names:
            name = alias.evaluated_name
            yield alias.evaluated_alias or name, f"{module_of(node)}.{name}"
    elif not isinstance(node, cst.ImportAlias):
        for name in _others(node):
            yield name, UNKNOWN


def _others(node: cst.CSTNode) -> Iterator[str]:
    """Yield the names that a node which is no import binds; those behind the `as` of imports are no others."""
    if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.TypeAlias)):
        yield node.name.value
    elif isinstance(node, (cst.Param, cst.TypeVar, cst.TypeVarTuple, cst.ParamSpec, cst.MatchStar)):
        yield from _targets(node.name)
    elif isinstance(node, _TARGETED):
        yield from _targets(node.target)
    elif isinstance(node, cst.WithItem):
        yield from _targets(node.asname.name if node.asname else None)
    elif isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)):
        yield from _targets(node.name.name if node.name else None)
    elif isinstance(node, cst.MatchAs):
        yield from _targets(node.name)
    elif isinstance(node, cst.MatchMapping):
        yield from _targets(node.rest)


def _globals(node: cst.CSTNode) -> Iterator[Binding]:
    for item in node.names if isinstance(node, cst.Global) else ():
        yield item.name.value, UNKNOWN


def _targets(node: cst.CSTNode | str | None) -> Iterator[str]:
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.StarredElement):
        yield from _targets(node.value)
    elif isinstance(node, (cst.Tuple, cst.List)):
        for element in node.elements:
            yield from _targets(element.value)


def _root(name: str) -> str:
    return name.partition(".")[0]
