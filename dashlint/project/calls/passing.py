"""Passing: what the project's functions do with what they are given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.calls.fates import FAILING, Fate, Fates, Part
from dashlint.project.files.flow import walk_block
from dashlint.project.files.scopes import own_expressions, walk_expression
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Activation, Bound, Partial, ProjectFunction
from dashlint.project.values.value import Value

_MOST_HOPS = 4


@dataclass(frozen=True, slots=True)
class Passing:
    """Follows an argument into the functions that a call runs."""

    receivers: Receivers
    fates: Fates

    def fate(self, part: Part, hops: int = _MOST_HOPS) -> Fate:
        """Return what becomes of a part: of an argument, whether every function that gets it needs more of it."""
        if part.fate is not Fate.PASSED or part.call is None or hops == 0:
            return part.fate
        site = Site(part.call, part.frame)
        needs = [self._needs(function, part, site, hops) for function in self._functions(site)]
        return Fate.MEASURED if needs and all(needs) else Fate.PASSED

    def _functions(self, site: Site) -> tuple[Value, ...]:
        return self.receivers.values(site.call.function, site.frame)

    def _needs(self, function: Value, part: Part, site: Site, hops: int) -> bool:
        """Tell whether a function only does with a parameter what a coroutine fails at."""
        if isinstance(function, Partial) or not isinstance(function, (ProjectFunction, Bound)):
            return False
        runs = calling.activations(self.receivers, function, given(self.receivers, site))
        name = _parameter(function, part.expression, site.call)
        if name is None or len(runs) != 1 or runs[0].function.wrapper is not None:
            return False
        fates = list(self._fates_of(name, runs[0], hops))
        return bool(fates) and all(fate in FAILING or fate is Fate.MEASURED for fate in fates)

    def _fates_of(self, name: str, run: Activation, hops: int) -> Iterator[Fate]:
        """Yield what a body does wherever it reads a parameter; nothing that the body binds anew is looked at."""
        scope, is_taken = run.frame.scope, self.receivers.is_taken
        if len(scope.bindings[name]) > 1 or run.function.node.is_generator or name in names_below(scope.block):
            return
        taken = [(statement, branch) for statement, branch in scope.statements if is_taken(branch, run.frame)]
        for part in self.fates.of(run.frame, taken):
            if isinstance(part.expression, facts.Name) and part.expression.id == name:
                yield self.fate(part, hops - 1)


def _parameter(function: ProjectFunction | Bound, argument: facts.Expression, call: facts.Call) -> str | None:
    """Return the name of the parameter that gets an argument."""
    node = function.function.node if isinstance(function, Bound) else function.node
    found = next(given for given in call.arguments if given.value is argument)
    if found.keyword is not None:
        named = [each.name for each in node.parameters if each.kind in ("any", "keyword")]
        return found.keyword if found.keyword in named else None
    if any(given.star for given in call.arguments):
        return None
    places = [each.name for each in node.parameters if each.kind in ("positional", "any")]
    index = call.arguments.index(found) + isinstance(function, Bound)
    return places[index] if index < len(places) else None


def names_below(block: facts.Block, is_inside: bool = False) -> frozenset[str]:
    """Return the names that the functions, classes and lambdas of a block read."""
    found: set[str] = set()
    for statement, _ in walk_block(block, ()):
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                if isinstance(part, facts.Lambda):
                    found |= names_below(part.function.body, is_inside=True)
                elif is_inside and isinstance(part, facts.Name):
                    found.add(part.id)
        if isinstance(statement, (facts.Function, facts.Class)):
            found |= names_below(statement.body, is_inside=True)
    return frozenset(found)
