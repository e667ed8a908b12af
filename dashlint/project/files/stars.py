"""Star imports: which names `from module import *` brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dashlint import facts
from dashlint.project.files.bindings import Binding
from dashlint.project.files.modules import Modules
from dashlint.project.files.scopes import Scope

LISTED = "__all__"


class Stars:
    """The names that the project's modules give to a star import."""

    def __init__(self, modules: Modules, scope_of: Callable[[str], Scope]) -> None:
        """`scope_of` gives the scope of the module at a path, star imports not spelled out."""
        self._modules = modules
        self._scope_of = scope_of

    def spelled_out(self, scope: Scope) -> Iterator[Binding]:
        """Yield a binding for each name that a module's star imports from other modules of the project bring."""
        for star in scope.bindings.get("*", ()):
            target = self._target(star, scope.path)
            source = star.source
            if target is not None and isinstance(source, facts.Import):
                for name in sorted(self._exports(target, scope.path)):
                    imported = facts.ImportedName(name, name)
                    yield replace(star, name=name, source=replace(source, names=(imported,)), imported=imported)

    def outside(self, scope: Scope) -> Iterator[str]:
        """Yield the modules outside the project that a module imports everything from."""
        for star in scope.bindings.get("*", ()):
            source = star.source
            if isinstance(source, facts.Import) and source.module and not source.level:
                if self._modules.resolve(scope.path, source.module, 0) is None:
                    yield source.module

    def _target(self, star: Binding, path: str) -> str | None:
        source = star.source
        if not isinstance(source, facts.Import) or source.module is None:
            return None
        target = self._modules.resolve(path, source.module, source.level)
        return target if target in self._modules.texts and target != path else None

    def _exports(self, path: str, importer: str) -> set[str]:
        """Return the names that a module gives to the one that imports from it, with those it is given itself."""
        names: set[str] = set()
        seen, waiting = {importer, path}, [path]
        while waiting:
            module = waiting.pop()
            scope = self._scope_of(module)
            listed = _listed(scope)
            if listed is not None:
                names |= listed
                continue
            names |= {name for name in scope.bindings if not name.startswith("_") and name != "*"}
            targets = {self._target(star, module) for star in scope.bindings.get("*", ())}
            fresh = [target for target in targets if target is not None and target not in seen]
            seen.update(fresh)
            waiting += fresh
        return names


def _listed(scope: Scope) -> set[str] | None:
    """Return the names of a module's `__all__`; None if it has none, or one that is not written out."""
    sources = [binding.source for binding in scope.bindings.get(LISTED, ())]
    if not sources:
        return None
    values = [source.value for source in sources if isinstance(source, facts.Assign) and source.value is not None]
    added = [argument.value for fill in scope.fills.get(LISTED, ()) for argument in fill.arguments]
    names = {name for value in (*values, *added) for name in _texts(value)}
    return None if None in names else {name for name in names if name is not None}


def _texts(expression: facts.Expression) -> Iterator[str | None]:
    """Yield the texts in a list of texts, and None for all that is something else."""
    if isinstance(expression, facts.Constant) and isinstance(expression.value, str):
        yield expression.value
    elif isinstance(expression, facts.Items):
        for item in expression.items:
            yield from _texts(item)
    elif isinstance(expression, facts.Operation) and expression.operator == "Add":
        for operand in expression.operands:
            yield from _texts(operand)
    else:
        yield None
