"""Sharing: which objects are made once, for all requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.receivers import Receivers
from dashlint.project.scopes import Scope
from dashlint.project.values import Frame, Instance, Site, Symbol

_CACHES = frozenset({"functools.cache", "functools.lru_cache"})
_MOST_HOPS = 6


@dataclass(frozen=True, slots=True)
class Sharing:
    """Tells where a call is made: when a module is imported, once for all requests, or whenever one needs it."""

    receivers: Receivers

    def is_shared(self, site: Site, *, at_import: bool = True) -> bool:
        """Tell whether what a call makes outlives the request; `at_import` counts what modules make."""
        if self._is_kept(site):
            return True
        return at_import and self._is_at_import(site, _MOST_HOPS)

    def _is_kept(self, site: Site) -> bool:
        """Tell whether a function makes it once and keeps it: in a cache, or in a global that it looks at first."""
        scope = _around(site.frame).scope
        if not isinstance(scope.node, facts.Function):
            return False
        return self._is_cached(scope.node, site.frame) or _is_kept_in_global(scope, site.call.at)

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
        return site is not None and (self._is_kept(site) or self._is_at_import(site, hops - 1))

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


def _is_kept_in_global(scope: Scope, at: int) -> bool:
    """Tell whether a function makes a global of what a call gives, under some condition."""
    for statement, branch in scope.statements:
        if isinstance(statement, facts.Assign) and statement.value is not None and statement.value.at == at:
            names = {target.id for target in statement.targets if isinstance(target, facts.Name)}
            return bool(names & scope.globals) and any(arm.test is not None for arm in branch)
    return False
