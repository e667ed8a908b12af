"""Scopes: which names a module, class, function or comprehension binds, and where in its flow."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Union

from dashlint import facts


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a branching statement.

    `at` tells the statement and `number` the arm; `test` is the condition under which it runs, negated where
    `negated`; `cases` are the literal values of a `case`. An arm that `ends` leaves the scope or the loop, so that
    nothing bound in it is seen behind the statement. Arms are `exclusive` when only one of them ever runs.
    """

    at: int
    number: int
    test: facts.Expression | None = None
    negated: bool = False
    cases: tuple[facts.Expression, ...] = ()
    ends: bool = False
    exclusive: bool = False


Branch = tuple[Arm, ...]
Bindable = Union[
    facts.Assign,
    facts.For,
    facts.Loop,
    facts.WithItem,
    facts.Walrus,
    facts.Function,
    facts.Class,
    facts.Import,
    facts.Parameter,
    None,
]


@dataclass(frozen=True, slots=True)
class Binding:
    """One place where a name is bound: by what, at which turn, in which branch.

    `unpack` leads from the bound value to the name's part of it (`a, (b, c) = ...`); `imported` is the name's entry
    of an import. A binding without `source` is one about which nothing is known.
    """

    at: int
    branch: Branch
    source: Bindable
    unpack: tuple[int, ...] = ()
    imported: facts.ImportedName | None = None
    is_async: bool = False
    is_deletion: bool = False


class Scope:
    """A module, class, function or comprehension; compared by identity.

    `kind` is "module", "class", "function" or "comprehension".
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
        self.statements: tuple[tuple[facts.Statement, Branch], ...] = tuple(walk_block(block, ()))
        self.bindings: dict[str, list[Binding]] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self._collect()
        self._ends = [statement.at for statement, _ in self.statements]

    def branch_at(self, at: int) -> Branch:
        """Return the branch of the statement whose header holds this turn."""
        index = bisect.bisect_left(self._ends, at)
        return self.statements[index][1] if index < len(self.statements) else ()

    def reaching(self, name: str, at: int) -> list[Binding]:
        """Return the bindings of `name` that a use at this turn can see, the last one first."""
        branch = self.branch_at(at)
        return _visible((binding for binding in self.bindings.get(name, ()) if binding.at < at), branch)

    def final(self, name: str) -> list[Binding]:
        """Return the bindings of `name` that can be in force when the scope has run, the last one first."""
        return _visible(self.bindings.get(name, ()), ())

    @cached_property
    def awaited(self) -> frozenset[int]:
        """The turns of what the scope's own expressions await."""
        return frozenset(part.value.at for part in self._parts() if isinstance(part, facts.Await))

    def uses_later(self, names: set[str]) -> bool:
        """Tell whether something that can run a coroutine gets one of these names: `await`, a call, a loop."""
        return bool(names & self._handed_on)

    @cached_property
    def _handed_on(self) -> frozenset[str]:
        handed: set[str] = set()
        for part in self._parts():
            if isinstance(part, facts.Await):
                handed |= _names_in(part.value)
            elif isinstance(part, facts.Call) and not _is_name_of(part.function, _LOOKING):
                handed |= {name for argument in part.arguments for name in _names_in(argument.value)}
        for statement, _ in self.statements:
            if isinstance(statement, facts.For):
                handed |= _names_in(statement.iterable)
        return frozenset(handed)

    @cached_property
    def awaits(self) -> bool:
        """Whether the scope's own statements and expressions await anything."""
        statements = (statement for statement, _ in self.statements)
        if any(isinstance(statement, (facts.For, facts.With)) and statement.is_async for statement in statements):
            return True
        loops = (loop for part in self._parts() if isinstance(part, facts.Comprehension) for loop in part.loops)
        return bool(self.awaited) or any(loop.is_async for loop in loops)

    def _parts(self) -> Iterator[facts.Expression]:
        for statement, _ in self.statements:
            for expression in own_expressions(statement):
                yield from walk_expression(expression, into_comprehensions=True)

    def _collect(self) -> None:
        if isinstance(self.node, facts.Function):
            for parameter in self.node.parameters:
                self._bind(parameter.name, Binding(parameter.at, (), parameter))
        if isinstance(self.node, facts.Comprehension):
            for loop in self.node.loops:
                self._bind_target(loop.target, loop, (), (), loop.is_async)
            return
        for statement, branch in self.statements:
            self._collect_statement(statement, branch)
            for expression in own_expressions(statement):
                for part in walk_expression(expression, into_comprehensions=True):
                    if isinstance(part, facts.Walrus):
                        self._bind(part.target.id, Binding(part.at, branch, part))
        for bindings in self.bindings.values():
            bindings.sort(key=lambda binding: binding.at)

    def _collect_statement(self, statement: facts.Statement, branch: Branch) -> None:
        if isinstance(statement, facts.Assign):
            for target in statement.targets:
                self._bind_target(target, statement, branch, ())
        elif isinstance(statement, facts.For):
            self._bind_target(statement.target, statement, branch, (), statement.is_async)
        elif isinstance(statement, facts.With):
            for item in statement.items:
                if item.target is not None:
                    self._bind_target(item.target, item, branch, (), statement.is_async)
        elif isinstance(statement, (facts.Function, facts.Class)):
            self._bind(statement.name, Binding(statement.at, branch, statement))
        elif isinstance(statement, facts.Import):
            for name in statement.names:
                self._bind(name.bound, Binding(statement.at, branch, statement, imported=name))
        elif isinstance(statement, facts.Try):
            for handler in statement.handlers:
                if handler.name:
                    self._bind(handler.name.id, Binding(handler.name.at, branch, None))
        elif isinstance(statement, facts.Match):
            for case in statement.cases:
                for captured in case.names:
                    self._bind(captured.id, Binding(captured.at, branch, None))
        elif isinstance(statement, facts.Delete):
            for deleted in statement.names:
                self._bind(deleted.id, Binding(deleted.at, branch, None, is_deletion=True))
        elif isinstance(statement, facts.Declare):
            (self.globals if statement.is_global else self.nonlocals).update(statement.names)

    def _bind_target(
        self,
        target: facts.Expression,
        source: Bindable,
        branch: Branch,
        unpack: tuple[int, ...],
        is_async: bool = False,
    ) -> None:
        if isinstance(target, facts.Name):
            self._bind(target.id, Binding(target.at, branch, source, unpack, is_async=is_async))
        elif isinstance(target, facts.Starred):
            self._bind_target(target.value, None, branch, ())
        elif isinstance(target, facts.Items):
            starred = any(isinstance(item, facts.Starred) for item in target.items)
            for index, item in enumerate(target.items):
                self._bind_target(item, None if starred else source, branch, (*unpack, index), is_async)

    def _bind(self, name: str, binding: Binding) -> None:
        self.bindings.setdefault(name, []).append(binding)


#: Functions that look at what they are given and run nothing of it.
_LOOKING = frozenset({"len", "print", "repr", "str", "type", "id", "isinstance", "bool"})


def _is_name_of(expression: facts.Expression, names: frozenset[str]) -> bool:
    return isinstance(expression, facts.Name) and expression.id in names


def _names_in(expression: facts.Expression) -> set[str]:
    """Return the names that an expression hands on as they are, alone or in a collection."""
    if isinstance(expression, facts.Name):
        return {expression.id}
    if isinstance(expression, facts.Starred):
        return _names_in(expression.value)
    if isinstance(expression, facts.Items):
        return {name for item in expression.items for name in _names_in(item)}
    return set()


def _visible(bindings: Iterator[Binding] | list[Binding] | tuple[Binding, ...], branch: Branch) -> list[Binding]:
    visible: list[Binding] = []
    for binding in reversed(list(bindings)):
        if _hidden(binding.branch, branch):
            continue
        dominates = binding.branch == branch[: len(binding.branch)]
        if not binding.is_deletion:
            visible.append(binding)
        if dominates:
            break
    return visible


def _hidden(bound: Branch, used: Branch) -> bool:
    for index, arm in enumerate(bound):
        other = used[index] if index < len(used) else None
        if other is not None and other.at == arm.at:
            if other.number == arm.number:
                continue
            return arm.exclusive and other.exclusive
        return any(rest.ends for rest in bound[index:])
    return False


def walk_block(block: facts.Block, branch: Branch) -> Iterator[tuple[facts.Statement, Branch]]:
    """Yield the statements of a block and of the blocks in it, not of functions and classes, with their branches."""
    for statement in block:
        yield statement, branch
        for arm, inner in arms_of(statement):
            yield from walk_block(inner, branch if arm is None else (*branch, arm))
        if isinstance(statement, facts.If) and not statement.otherwise and ends(statement.body):
            branch = (*branch, Arm(statement.at, 1, statement.test, negated=True, exclusive=True))
        elif isinstance(statement, facts.Evaluate) and statement.kind == "assert":
            branch = (*branch, Arm(statement.at, 0, statement.values[0]))


def arms_of(statement: facts.Statement) -> Iterator[tuple[Arm | None, facts.Block]]:
    """Yield the inner blocks of a statement; a block that always runs has no arm."""
    if isinstance(statement, facts.If):
        yield Arm(statement.at, 0, statement.test, ends=ends(statement.body), exclusive=True), statement.body
        arm = Arm(statement.at, 1, statement.test, True, ends=ends(statement.otherwise), exclusive=True)
        yield arm, statement.otherwise
    elif isinstance(statement, (facts.For, facts.While)):
        yield Arm(statement.at, 0), statement.body
        yield Arm(statement.at, 1), statement.otherwise
    elif isinstance(statement, facts.With):
        yield None, statement.body
    elif isinstance(statement, facts.Try):
        yield Arm(statement.at, 0), statement.body
        for number, handler in enumerate(statement.handlers, start=1):
            yield Arm(statement.at, number, ends=ends(handler.body), exclusive=True), handler.body
        yield Arm(statement.at, 0), statement.otherwise
        yield None, statement.final
    elif isinstance(statement, facts.Match):
        for number, case in enumerate(statement.cases):
            arm = Arm(statement.at, number, statement.subject, cases=case.values, ends=ends(case.body), exclusive=True)
            yield arm, case.body


def ends(block: facts.Block) -> bool:
    """Tell whether the end of a block is never reached."""
    if not block:
        return False
    last = block[-1]
    if isinstance(last, (facts.Return, facts.Leave)):
        return True
    if isinstance(last, facts.Evaluate):
        return last.kind == "raise"
    if isinstance(last, facts.If):
        return ends(last.body) and ends(last.otherwise)
    return isinstance(last, facts.With) and ends(last.body)


def own_expressions(statement: facts.Statement) -> Iterator[facts.Expression]:
    """Yield the expressions that a statement itself evaluates, not those of the blocks in it."""
    if isinstance(statement, facts.Evaluate):
        yield from statement.values
    elif isinstance(statement, facts.Assign):
        if statement.value is not None:
            yield statement.value
        yield from statement.targets
    elif isinstance(statement, facts.Augment):
        yield from (statement.value, statement.target)
    elif isinstance(statement, facts.Return):
        if statement.value is not None:
            yield statement.value
    elif isinstance(statement, facts.With):
        for item in statement.items:
            yield item.value
            if item.target is not None:
                yield item.target
    elif isinstance(statement, facts.For):
        yield from (statement.iterable, statement.target)
    elif isinstance(statement, (facts.If, facts.While)):
        yield statement.test
    elif isinstance(statement, facts.Match):
        yield statement.subject
        yield from (case.guard for case in statement.cases if case.guard is not None)
    elif isinstance(statement, facts.Function):
        yield from (decorator.value for decorator in statement.decorators)
        yield from (parameter.default for parameter in statement.parameters if parameter.default is not None)
    elif isinstance(statement, facts.Class):
        yield from (decorator.value for decorator in statement.decorators)
        yield from (argument.value for argument in statement.arguments)


def walk_expression(expression: facts.Expression, *, into_comprehensions: bool) -> Iterator[facts.Expression]:
    """Yield an expression and its parts, outermost first; the bodies of lambdas are left out."""
    yield expression
    if isinstance(expression, facts.Comprehension) and not into_comprehensions:
        return
    for part in parts_of(expression):
        yield from walk_expression(part, into_comprehensions=into_comprehensions)


def parts_of(expression: facts.Expression) -> Iterator[facts.Expression]:
    """Yield the direct parts of an expression in the order of evaluation; a lambda's are its defaults."""
    if isinstance(expression, (facts.Attribute, facts.Await, facts.Starred, facts.Walrus)):
        yield expression.value
    elif isinstance(expression, facts.Call):
        yield expression.function
        yield from (argument.value for argument in expression.arguments)
    elif isinstance(expression, (facts.Text, facts.Opaque)):
        yield from expression.parts
    elif isinstance(expression, facts.Items):
        yield from expression.items
    elif isinstance(expression, facts.Pairs):
        for key, value in expression.items:
            if key is not None:
                yield key
            yield value
    elif isinstance(expression, facts.Subscript):
        yield from (expression.value, expression.index)
    elif isinstance(expression, facts.Choice):
        if expression.test is not None:
            yield expression.test
        yield from expression.options
    elif isinstance(expression, facts.Operation):
        yield from expression.operands
    elif isinstance(expression, facts.Comprehension):
        for loop in expression.loops:
            yield loop.iterable
            yield from loop.conditions
        yield from expression.elements
    elif isinstance(expression, facts.Yield):
        if expression.value is not None:
            yield expression.value
    elif isinstance(expression, facts.Lambda):
        yield from (parameter.default for parameter in expression.function.parameters if parameter.default)
