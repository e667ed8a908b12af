"""Names read: where code reads a name, in the functions below a scope and in a whole module."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.project.files.flow import walk_block
from dashlint.project.files.parts import own_expressions, walk_expression
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.receivers import Receivers

_FILLING = frozenset({"add", "append", "discard", "remove"})


def names_read_below(scope: Scope) -> frozenset[str]:
    """Return the names that the functions, classes and lambdas of a scope read."""
    return frozenset(name for block in _blocks_below(scope.block) for name in _names_in_block(block))


def is_only_filled(receivers: Receivers, path: str, name: str) -> bool:
    """Tell whether a global of a file is never read, except in order to put something into it or take it out."""
    modules = receivers.modules
    if any(path in modules.imports(other) for other in modules.mentioning(name)):
        return False
    scopes = receivers.namespaces.scopes_naming(path, name)
    expressions = [part for scope in scopes for statement, _ in scope.statements for part in _read_in(statement)]
    reads = sum(isinstance(part, facts.Name) and part.id == name for part in expressions)
    fills = sum(
        isinstance(part, facts.Attribute)
        and part.name in _FILLING
        and isinstance(part.value, facts.Name)
        and part.value.id == name
        for part in expressions
    )
    return reads == fills


def _blocks_below(block: facts.Block) -> Iterator[facts.Block]:
    for statement in _statements(block):
        if isinstance(statement, (facts.Function, facts.Class)):
            yield statement.body
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                if isinstance(part, facts.Lambda):
                    yield part.function.body


def _names_in_block(block: facts.Block) -> Iterator[str]:
    for statement in _statements(block):
        for part in _read_in(statement):
            if isinstance(part, facts.Name):
                yield part.id
    for inner in _blocks_below(block):
        yield from _names_in_block(inner)


def _statements(block: facts.Block) -> Iterator[facts.Statement]:
    return (statement for statement, _ in walk_block(block, ()))


def _read_in(statement: facts.Statement) -> Iterator[facts.Expression]:
    """Yield the expressions of a statement, without the names that it binds."""
    targets = statement.targets if isinstance(statement, facts.Assign) else ()
    for expression in own_expressions(statement):
        if not (isinstance(expression, facts.Name) and any(expression is target for target in targets)):
            yield from walk_expression(expression, into_comprehensions=True)
