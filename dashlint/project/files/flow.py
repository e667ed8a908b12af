"""Flow: the statements of a block in order, each with the branch that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a branching statement.

    `at` tells the statement and `number` the arm; `test` is the condition under which it runs, negated where
    `negated`; `cases` are the literal values of a `case`. An arm that `ends` leaves the scope or the loop, so that
    nothing bound in it is seen behind the statement. Arms are `exclusive` when only one of them ever runs. A body that
    `loops` runs again and again. An arm that is `never` taken exists for type checkers, or is switched off.
    `instead_of` are imports, one of which must have failed for the arm to run.
    """

    at: int
    number: int
    test: facts.Expression | None = None
    negated: bool = False
    cases: tuple[facts.Expression, ...] = ()
    ends: bool = False
    exclusive: bool = False
    loops: bool = False
    never: bool = False
    instead_of: tuple[facts.Import, ...] = ()


Branch = tuple[Arm, ...]


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
        yield from _if(statement)
    elif isinstance(statement, facts.For):
        yield Arm(statement.at, 0, loops=True), statement.body
        yield Arm(statement.at, 1), statement.otherwise
    elif isinstance(statement, facts.While):
        yield Arm(statement.at, 0, statement.test, loops=True), statement.body
        yield Arm(statement.at, 1), statement.otherwise
    elif isinstance(statement, facts.With):
        yield None, statement.body
    elif isinstance(statement, facts.Try):
        yield from _try(statement)
    elif isinstance(statement, facts.Match):
        for number, case in enumerate(statement.cases):
            arm = Arm(statement.at, number, statement.subject, cases=case.values, ends=ends(case.body), exclusive=True)
            yield arm, case.body


def _if(statement: facts.If) -> Iterator[tuple[Arm, facts.Block]]:
    truth = _truth(statement.test)
    for number, block in enumerate((statement.body, statement.otherwise)):
        negated = number == 1
        never = truth is negated
        yield Arm(statement.at, number, statement.test, negated, (), ends(block), True, never=never), block


def _try(statement: facts.Try) -> Iterator[tuple[Arm | None, facts.Block]]:
    yield Arm(statement.at, 0), statement.body
    imports = tuple(part for part in statement.body if isinstance(part, facts.Import))
    for number, handler in enumerate(statement.handlers, start=1):
        instead_of = imports if len(imports) == len(statement.body) and _catches_imports(handler) else ()
        yield Arm(statement.at, number, ends=ends(handler.body), exclusive=True, instead_of=instead_of), handler.body
    yield Arm(statement.at, 0), statement.otherwise
    yield None, statement.final


def _catches_imports(handler: facts.Handler) -> bool:
    kinds = handler.kind.items if isinstance(handler.kind, facts.Items) else (handler.kind,)
    return any(kind is None or (isinstance(kind, facts.Name) and kind.id in _IMPORT_ERRORS) for kind in kinds)


def _truth(test: facts.Expression) -> bool | None:
    """Return what a test is whenever the program runs; None if that depends."""
    if isinstance(test, facts.Constant):
        return bool(test.value)
    if isinstance(test, facts.Name):
        return False if test.id == "TYPE_CHECKING" else None
    if isinstance(test, facts.Attribute):
        return False if test.name == "TYPE_CHECKING" else None
    if isinstance(test, facts.Operation) and test.operator == "Not":
        inner = _truth(test.operands[0])
        return None if inner is None else not inner
    return None


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
    if isinstance(last, facts.Try):
        return ends(last.final) or (ends(last.body) and all(ends(handler.body) for handler in last.handlers))
    return isinstance(last, facts.With) and ends(last.body)
