"""Order: which of two pieces of code runs first when a project is imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dashlint import facts
from dashlint.project.files.scopes import Branch, Scope
from dashlint.project.meaning.receivers import Receivers

_MOST_HOPS = 6
_MOST_CHAINS = 32

#: A turn of a scope, with those of the calls and imports that lead there, the innermost first.
Chain = tuple[tuple[Scope, int], ...]


@dataclass(slots=True)
class Order:
    """Compares places by the order of statements, calls and imports."""

    receivers: Receivers
    _imported: dict[tuple[str, str], int | None] = field(default_factory=dict, init=False)

    def is_before(self, first: tuple[Scope, int], second: tuple[Scope, int]) -> bool:
        """Tell whether the first place runs before the second whichever way the project gets there."""
        chains = tuple(self._chains(second, _MOST_HOPS))
        answers = {self._compare(one, other) for one in self._chains(first, _MOST_HOPS) for other in chains}
        return True in answers and False not in answers

    def _chains(self, start: tuple[Scope, int], hops: int) -> Iterator[Chain]:
        scope, _ = start
        callers = [] if scope.parent is None or not hops else list(self._callers(scope))[:_MOST_CHAINS]
        for caller in callers:
            for chain in self._chains(caller, hops - 1):
                yield (start, *chain)
        if not callers:
            yield (start,)

    def _callers(self, scope: Scope) -> Iterator[tuple[Scope, int]]:
        """Yield where a scope's body is run: at the calls of a function, at the statement of a class."""
        assert scope.parent is not None
        assert scope.node is not None
        if not isinstance(scope.node, facts.Function):
            yield scope.parent, scope.node.at
            return
        for given, _ in self.receivers.callers.of(scope.node, self.receivers.open_frame(scope)):
            if given.site is not None:
                yield given.site.frame.scope, given.site.call.at

    def _compare(self, first: Chain, second: Chain) -> bool | None:
        """Tell whether the first chain comes before the second; None if that is not settled."""
        turns = dict(second)
        for scope, at in first:
            if scope in turns and at != turns[scope]:
                return None if _exclude(scope.branch_at(at), scope.branch_at(turns[scope])) else at < turns[scope]
        (one, at), (other, turn) = first[-1], second[-1]
        if one.parent is not None or other.parent is not None or one is other:
            return None
        return self._compare_modules(one.path, at, other.path, turn)

    def _compare_modules(self, one: str, at: int, other: str, turn: int) -> bool | None:
        closure = self.receivers.modules.closure
        is_importing, is_imported = other in closure([one]), one in closure([other])
        if is_importing and is_imported:
            return None
        if is_importing:
            imported = self._first_import(one, other)
            return None if imported is None else at < imported
        if is_imported:
            imported = self._first_import(other, one)
            return None if imported is None else imported < turn
        return self._compare_imports(one, other)

    def _compare_imports(self, one: str, other: str) -> bool | None:
        """Compare two modules by the imports of those that import both."""
        modules = self.receivers.modules
        answers = set()
        for path in sorted(modules.texts):
            if {one, other} <= modules.closure([path]):
                first, second = self._first_import(path, one), self._first_import(path, other)
                if first is None or second is None:
                    return None
                if first != second:
                    answers.add(first < second)
        return answers.pop() if len(answers) == 1 else None

    def _first_import(self, path: str, goal: str) -> int | None:
        """Return the turn of the first statement of a module that imports another one, directly or not."""
        if (path, goal) not in self._imported:
            statements = self.receivers.namespaces.module(path).statements
            imports = (s for s, branch in statements if isinstance(s, facts.Import) and not _is_never(branch))
            modules = self.receivers.modules
            leading = (s.at for s in imports if goal in modules.closure(modules.files_of(path, s)))
            self._imported[path, goal] = next(leading, None)
        return self._imported[path, goal]


def _exclude(one: Branch, other: Branch) -> bool:
    """Tell whether only one of two branches is ever taken."""
    numbers = {arm.at: arm.number for arm in one if arm.exclusive}
    return any(arm.exclusive and numbers.get(arm.at, arm.number) != arm.number for arm in other)


def _is_never(branch: Branch) -> bool:
    return any(arm.never for arm in branch)
