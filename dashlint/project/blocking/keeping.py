"""Keeping: what a project works out once and then gives back, in a cache of a library's or of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashlint import facts
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.steps import Step
from dashlint.project.files.flow import Branch
from dashlint.project.files.parts import path_of, walk_expression
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, ProjectFunction, Symbol

#: How caches are named, whatever library they are from: `lru_cache`, `cache.memoize`, `cachetools.cached`.
_CACHE = re.compile(r"cache|memo", re.IGNORECASE)
_ASKING = frozenset("Is IsNot In NotIn Not Equal NotEqual LessThan LessThanEqual GreaterThan GreaterThanEqual".split())


class UnkeptSteps(CallGraph):
    """The steps that every run of a function takes: without those that a cache saves."""

    def __init__(self, receivers: Receivers, graph: CallGraph) -> None:
        super().__init__(receivers)
        self._whole = graph

    def steps(self, frame: Frame) -> tuple[Step, ...]:
        """Return the steps of the body that runs in a frame, none if it stores what it has worked out."""
        if stores(frame.scope):
            return ()
        return tuple(step for step in self._whole.steps(frame) if not self._is_kept(step, frame))

    def _is_kept(self, step: Step, frame: Frame) -> bool:
        if step.activation is not None and is_cached(self._receivers, step.activation.function):
            return True
        return is_first_time(frame.scope.branch_at(step.at), frame.scope)


def is_cached(receivers: Receivers, function: ProjectFunction) -> bool:
    """Tell whether a decorator keeps what a function gives."""
    written = (decorator.value for decorator in function.node.decorators)
    return any(_names_cache(receivers, expression, function.frame) for expression in written)


def is_first_time(branch: Branch, scope: Scope) -> bool:
    """Tell whether a branch is taken by what something that outlives the call holds: `if _table is None`."""
    return any(arm.test is not None and _asks_what_is_kept(arm.test, scope) for arm in branch)


def stores(scope: Scope) -> bool:
    """Tell whether a function puts anything where it outlives the call; an object that is being made does not."""
    node = scope.node
    if not isinstance(node, facts.Function) or node.name == "__init__":
        return False
    return bool(scope.globals or scope.nonlocals) or any(_outlives(target, scope) for target in _targets(scope))


def changes(scope: Scope) -> bool:
    """Tell whether a function puts anything where it outlives the call, or counts there: `self.visits += 1`."""
    counted = (statement.target for statement, _ in scope.statements if isinstance(statement, facts.Augment))
    return stores(scope) or any(_outlives(target, scope) for target in counted)


def _targets(scope: Scope) -> Iterator[facts.Expression]:
    for statement, _ in scope.statements:
        if isinstance(statement, facts.Assign):
            yield from statement.targets


def _outlives(expression: facts.Expression, scope: Scope) -> bool:
    """Tell whether an expression is part of something that is not the function's own."""
    if not isinstance(expression, (facts.Attribute, facts.Subscript)):
        return False
    root: facts.Expression = expression
    while isinstance(root, (facts.Attribute, facts.Subscript)):
        root = root.value
    return isinstance(root, facts.Name) and (root.id in ("self", "cls") or root.id not in scope.bindings)


def _asks_what_is_kept(test: facts.Expression, scope: Scope) -> bool:
    for part in walk_expression(test, into_comprehensions=True):
        if isinstance(part, facts.Operation) and part.operator in _ASKING:
            if any(_is_kept(operand, scope) for operand in part.operands):
                return True
        if _is_from_cache(part):
            return True
    return False


def _is_kept(expression: facts.Expression, scope: Scope) -> bool:
    if isinstance(expression, facts.Name):
        sources = [binding.source for binding in scope.bindings.get(expression.id, ())]
        values = [source.value for source in sources if isinstance(source, facts.Assign)]
        return expression.id in scope.globals or not sources or any(_is_from_cache(value) for value in values)
    return _outlives(expression, scope) or _is_from_cache(expression)


def _is_from_cache(value: facts.Expression | None) -> bool:
    """Tell whether a value is looked up in a cache: `cache.get(key)`."""
    written = path_of(value.function) if isinstance(value, facts.Call) else None
    return bool(written and _CACHE.search(written))


def _names_cache(receivers: Receivers, expression: facts.Expression, frame: Frame) -> bool:
    named = expression.function if isinstance(expression, facts.Call) else expression
    found = (value for value in receivers.values(named, frame) if isinstance(value, (Symbol, Instance)))
    paths = [str(value.path if isinstance(value, Symbol) else value.kind) for value in found]
    return any(_CACHE.search(path) for path in (path_of(named) or "", *paths))
