"""Sharing: which objects are made once, for all requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.files.flow import Branch
from dashlint.project.files.parts import path_of, walk_expression
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Instance, ProjectClass, Symbol

_CACHES = frozenset({"functools.cache", "functools.lru_cache"})
_MOST_HOPS = 6


@dataclass(frozen=True, slots=True)
class Sharing:
    """Tells where a call is made: when a module is imported, once for all requests, or whenever one needs it."""

    receivers: Receivers

    def is_shared(self, site: Site, *, at_import: bool = True) -> bool:
        """Tell whether what a call makes outlives the request; `at_import` counts what modules make."""
        return self._is_kept(site, _MOST_HOPS) or (at_import and self._is_at_import(site, _MOST_HOPS))

    def _is_kept(self, site: Site, hops: int) -> bool:
        """Tell whether a function makes it once and keeps it: in a cache, or under a name that it looks at first."""
        frame = _around(site.frame)
        if not hops or not isinstance(frame.scope.node, facts.Function):
            return False
        if self._is_cached(frame.scope.node, site.frame):
            return True
        for statement, branch in frame.scope.statements:
            if isinstance(statement, facts.Assign) and statement.value is not None:
                if statement.value.at == site.call.at:
                    looked_at = _looked_at(branch)
                    kept = [target for target in statement.targets if path_of(target) in looked_at]
                    return any(self._outlives(target, frame, frame.scope.node, hops) for target in kept)
        return False

    def _outlives(self, target: facts.Expression, frame: Frame, node: facts.Function, hops: int) -> bool:
        """Tell whether a name outlives the call: a global, or an attribute of a class or of an object made once."""
        if isinstance(target, facts.Name):
            return target.id in frame.scope.globals
        first = node.parameters[0] if node.parameters else None
        if first is None or not isinstance(target, facts.Attribute) or path_of(target.value) != first.name:
            return False
        owners = self.receivers.parameter(first, frame)
        return bool(owners) and all(
            isinstance(owner, ProjectClass) or (isinstance(owner, Instance) and self._is_made_once(owner, hops))
            for owner in owners
        )

    def _is_cached(self, node: facts.Function, frame: Frame) -> bool:
        around = _around(frame).outer
        if around is None or node.is_async:
            return False
        found = [value for decorator in node.decorators for value in self.receivers.values(decorator.value, around)]
        kinds = (value.path if isinstance(value, Symbol) else getattr(value, "kind", None) for value in found)
        return any(kind in _CACHES for kind in kinds)

    def _is_at_import(self, site: Site, hops: int) -> bool:
        frame = _around(site.frame)
        scope = frame.scope
        if scope.kind == "module":
            return True
        if not hops or not isinstance(scope.node, facts.Function):
            return False
        if frame.owner is not None and scope.node.name == "__init__":
            made = list(self._objects(frame, scope.node))
            return bool(made) and all(self._is_made_once(value, hops) for value in made)
        callers = [given.site for given, _ in self.receivers.callers.of(scope.node, self.receivers.open_frame(scope))]
        return bool(callers) and all(caller is not None and self._is_at_import(caller, hops - 1) for caller in callers)

    def _is_made_once(self, value: Instance, hops: int) -> bool:
        site = value.site
        return site is not None and (self._is_kept(site, hops - 1) or self._is_at_import(site, hops - 1))

    def _objects(self, frame: Frame, node: facts.Function) -> Iterator[Instance]:
        """Yield the objects that a constructor is run for."""
        first = node.parameters[0] if node.parameters else None
        if first is not None:
            values = self.receivers.parameter(first, frame)
            yield from (value for value in values if isinstance(value, Instance))


def _around(frame: Frame) -> Frame:
    """Return the frame of the function or module in which the body of a class or comprehension runs."""
    while frame.scope.kind in ("class", "comprehension") and frame.outer is not None:
        frame = frame.outer
    return frame


def _looked_at(branch: Branch) -> set[str | None]:
    """Return the names and attributes that the conditions of a branch look at."""
    tests = [arm.test for arm in branch if arm.test is not None]
    return {path_of(part) for test in tests for part in walk_expression(test, into_comprehensions=True)} - {None}
