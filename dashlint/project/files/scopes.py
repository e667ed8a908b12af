"""Scopes: which names a module, class, function or comprehension binds, and which of them a use can see."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from dashlint import facts
from dashlint.looks.awaiting import surely_awaits
from dashlint.project.files.bindings import Bindable, Binding, Fill, Rest, leaves, positions, prefixes, visible
from dashlint.project.files.flow import Arm, Branch, walk_block
from dashlint.project.files.parts import names_in, own_expressions, path_of, walk_expression

__all__ = ["Arm", "Branch", "Scope", "own_expressions", "walk_expression"]

#: Methods that put something into the container that they are called on.
_FILLING = frozenset("append appendleft add insert extend extendleft update setdefault".split())


class Scope:
    """A module, class, function or comprehension; compared by identity.

    `kind` is "module", "class", "function" or "comprehension". `attributes` are the assignments to attributes by the
    whole path as it is written, `writes` the same by the attribute's name alone, `fills` are by the container's path.
    """

    def __init__(
        self,
        kind: str,
        path: str,
        node: facts.Function | facts.Class | facts.Comprehension | None,
        block: facts.Block,
        parent: Scope | None,
    ) -> None:
        self.kind = kind
        self.path = path
        self.node = node
        self.block = block
        self.parent = parent

    def __getattr__(self, name: str) -> Any:
        """Look through the code when something of it is first asked for."""
        if name not in _CONTENT:
            raise AttributeError(name)
        self._collect()
        return self.__dict__[name]

    def _collect(self) -> None:
        self.statements: tuple[tuple[facts.Statement, Branch], ...] = tuple(walk_block(self.block, ()))
        self.bindings: dict[str, list[Binding]] = {}
        self.attributes: dict[str, list[Binding]] = {}
        self.writes: dict[str, list[tuple[facts.Attribute, Binding]]] = {}
        self.fills: dict[str, list[Fill]] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        #: The expressions in which calls, coroutines and choices are, outermost first.
        self.calls: list[facts.Call] = []
        self.awaitings: list[facts.Await] = []
        self.yields: list[facts.Yield] = []
        self.choices: list[facts.Choice] = []
        self.comprehensions: list[facts.Comprehension] = []
        self._ends = [statement.at for statement, _ in self.statements]
        self._collect_all()

    def branch_at(self, at: int) -> Branch:
        """Return the branch of the statement whose header holds this turn."""
        index = bisect.bisect_left(self._ends, at)
        return self.statements[index][1] if index < len(self.statements) else ()

    def reaching(self, name: str, at: int) -> tuple[list[Binding], bool]:
        """Return the bindings of `name` that a use at this turn can see, and whether one of them is there for certain.

        The last one comes first; those behind the use that a loop brings round again come at the end.
        """
        bindings = self.bindings.get(name, ())
        branch = self.branch_at(at)
        seen, certain = visible([binding for binding in bindings if binding.at < at], branch)
        for arm in reversed(branch):
            if arm.loops and not self._bound_each_round(certain, arm):
                later = [b for b in bindings if b.at > at and arm in b.branch and not leaves(b.branch, arm)]
                seen += [binding for binding in later if binding not in seen]
        return seen, certain is not None

    def _bound_each_round(self, certain: Binding | None, arm: Arm) -> bool:
        """Tell whether a binding is made anew in each round of a loop before the use."""
        if certain is None:
            return False
        if arm in certain.branch:
            return True
        index = bisect.bisect_left(self._ends, certain.at)
        return index < len(self._ends) and self._ends[index] == arm.at

    def reaching_attribute(self, path: str, at: int) -> tuple[list[Binding], bool]:
        """Return the assignments to `path` that a use at this turn can see, and whether one is there for certain."""
        since = max((b.at for prefix in prefixes(path) for b in self._bound_as(prefix) if b.at < at), default=0)
        assigned = [binding for binding in self.attributes[path] if since < binding.at < at]
        seen, certain = visible(assigned, self.branch_at(at))
        return seen, certain is not None

    def _bound_as(self, path: str) -> Iterable[Binding]:
        return (self.attributes if "." in path else self.bindings).get(path, ())

    def final(self, name: str) -> list[Binding]:
        """Return the bindings of `name` that can be in force when the scope has run, the last one first."""
        return visible(self.bindings.get(name, ()), ())[0]

    @cached_property
    def awaited(self) -> frozenset[int]:
        """The turns of what the scope's own expressions await."""
        return frozenset(part.value.at for part in self.awaitings)

    def uses_later(self, names: set[str]) -> bool:
        """Tell whether something that can run a coroutine gets one of these names: `await`, a call, a loop."""
        return bool(names & self._handed_on)

    @cached_property
    def _handed_on(self) -> frozenset[str]:
        handed = {name for part in self.awaitings for name in names_in(part.value)}
        for call in self.calls:
            if not _is_name_of(call.function, _LOOKING):
                handed |= {name for argument in call.arguments for name in names_in(argument.value)}
        for statement, _ in self.statements:
            if isinstance(statement, facts.For):
                handed |= names_in(statement.iterable)
        return frozenset(handed)

    @cached_property
    def awaits(self) -> bool:
        """Whether the scope's own statements and expressions await anything."""
        if isinstance(self.block, facts.LaterBlock) and not self.block.is_read and surely_awaits(self.block.text):
            return True
        statements = (statement for statement, _ in self.statements)
        if any(isinstance(statement, (facts.For, facts.With)) and statement.is_async for statement in statements):
            return True
        return bool(self.awaitings) or any(loop.is_async for part in self.comprehensions for loop in part.loops)

    def _collect_all(self) -> None:
        if isinstance(self.node, facts.Function):
            for parameter in self.node.parameters:
                self._bind(Binding(parameter.name, parameter.at, (), parameter))
        if isinstance(self.node, facts.Comprehension):
            for loop in self.node.loops:
                self._bind_target(loop.target, loop, (), (), loop.is_async)
        for statement, branch in self.statements:
            self._collect_statement(statement, branch)
            for expression in own_expressions(statement):
                for part in walk_expression(expression, into_comprehensions=True):
                    collect = _COLLECTED.get(type(part))
                    if collect is not None:
                        collect(self, part, branch)
        self._sort()

    def bring(self, bindings: Iterable[Binding]) -> None:
        """Add the names that star imports bring."""
        for binding in bindings:
            self._bind(binding)
        self._sort()

    def _sort(self) -> None:
        for bindings in self.bindings.values():
            bindings.sort(key=lambda binding: binding.at)

    def _collect_call(self, call: facts.Call, branch: Branch) -> None:
        self.calls.append(call)
        function = call.function
        if isinstance(function, facts.Attribute) and function.name in _FILLING and call.arguments:
            self._fill(function.value, function.name, call.arguments, call.at)

    def _collect_walrus(self, walrus: facts.Walrus, branch: Branch) -> None:
        self._bind(Binding(walrus.target.id, walrus.at, branch, walrus))

    def _fill(self, container: facts.Expression, method: str, arguments: tuple[facts.Argument, ...], at: int) -> None:
        path = path_of(container)
        if path is not None:
            self.fills.setdefault(path, []).append(Fill(path, method, arguments, at))

    def _collect_statement(self, statement: facts.Statement, branch: Branch) -> None:
        if isinstance(statement, facts.Assign):
            for target in statement.targets:
                self._bind_target(target, statement, branch, ())
                if isinstance(target, facts.Subscript) and statement.value is not None:
                    arguments = (facts.Argument(target.index), facts.Argument(statement.value))
                    self._fill(target.value, "__setitem__", arguments, target.at)
        elif isinstance(statement, facts.Augment):
            self._fill(statement.target, "extend", (facts.Argument(statement.value),), statement.at)
        elif isinstance(statement, facts.For):
            self._bind_target(statement.target, statement, branch, (), statement.is_async)
        elif isinstance(statement, facts.With):
            for item in statement.items:
                if item.target is not None:
                    self._bind_target(item.target, item, branch, (), statement.is_async)
        elif isinstance(statement, (facts.Function, facts.Class)):
            self._bind(Binding(statement.name, statement.at, branch, statement))
        elif isinstance(statement, facts.Import):
            for name in statement.names:
                self._bind(Binding(name.bound, statement.at, branch, statement, imported=name))
        elif isinstance(statement, facts.Declare):
            (self.globals if statement.is_global else self.nonlocals).update(statement.names)
        else:
            for unknown in _names_without_value(statement):
                is_deletion = isinstance(statement, facts.Delete)
                self._bind(Binding(unknown.id, unknown.at, branch, None, is_deletion=is_deletion))

    def _bind_target(
        self,
        target: facts.Expression,
        source: Bindable,
        branch: Branch,
        unpack: tuple[int | Rest, ...],
        is_async: bool = False,
    ) -> None:
        if isinstance(target, facts.Name):
            self._bind(Binding(target.id, target.at, branch, source, unpack, is_async=is_async))
        elif isinstance(target, facts.Attribute):
            binding = Binding(target.name, target.at, branch, source, unpack, is_async=is_async)
            self.writes.setdefault(target.name, []).append((target, binding))
            path = path_of(target)
            if path is not None:
                self.attributes.setdefault(path, []).append(binding)
        elif isinstance(target, facts.Starred):
            self._bind_target(target.value, source, branch, unpack, is_async)
        elif isinstance(target, facts.Items):
            for item, index in zip(target.items, positions(target.items), strict=True):
                self._bind_target(item, source, branch, (*unpack, index), is_async)

    def _bind(self, binding: Binding) -> None:
        self.bindings.setdefault(binding.name, []).append(binding)


_CONTENT = frozenset(
    {
        *("statements", "bindings", "attributes", "writes", "fills", "globals", "nonlocals"),
        *("calls", "awaitings", "yields", "choices", "comprehensions", "_ends"),
    }
)
_COLLECTED: dict[type, Callable[[Scope, Any, Branch], None]] = {
    facts.Call: Scope._collect_call,
    facts.Walrus: Scope._collect_walrus,
    facts.Await: lambda scope, part, branch: scope.awaitings.append(part),
    facts.Yield: lambda scope, part, branch: scope.yields.append(part),
    facts.Choice: lambda scope, part, branch: scope.choices.append(part),
    facts.Comprehension: lambda scope, part, branch: scope.comprehensions.append(part),
}
#: Functions that look at what they are given and run nothing of it.
_LOOKING = frozenset({"len", "print", "repr", "str", "type", "id", "isinstance", "bool"})


def _names_without_value(statement: facts.Statement) -> Iterator[facts.Name]:
    if isinstance(statement, facts.Try):
        yield from (handler.name for handler in statement.handlers if handler.name)
    elif isinstance(statement, facts.Match):
        yield from (name for case in statement.cases for name in case.names)
    elif isinstance(statement, facts.Delete):
        yield from statement.names


def _is_name_of(expression: facts.Expression, names: frozenset[str]) -> bool:
    return isinstance(expression, facts.Name) and expression.id in names
