"""Namespaces: the scopes of every file, and what a function binds in its module with `global`."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.project.modules import Modules
from dashlint.project.scopes import Binding, Scope, own_expressions, walk_expression

Node = facts.Function | facts.Class | facts.Comprehension


class Namespaces:
    """The scopes of a project's files, each made once."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._scopes: dict[str, Scope] = {}
        self._inner: dict[tuple[str, int, int], Scope] = {}
        self._global_bindings: dict[str, dict[str, list[tuple[Scope, Binding]]]] = {}

    def module(self, path: str) -> Scope:
        """Return the scope of the module at `path`."""
        if path not in self._scopes:
            self._scopes[path] = Scope("module", path, None, self._modules.facts(path).body, None)
        return self._scopes[path]

    def inner(self, node: Node, parent: Scope) -> Scope:
        """Return the scope of a function, class or comprehension in the scope `parent`."""
        key = (parent.path, node.at, id(parent))
        if key not in self._inner:
            kind = type(node).__name__.lower()
            block = () if isinstance(node, facts.Comprehension) else node.body
            self._inner[key] = Scope(kind, parent.path, node, block, parent)
        return self._inner[key]

    def global_bindings(self, path: str, name: str) -> list[tuple[Scope, Binding]]:
        """Return the bindings of a module's name inside its functions, by `global`, with their scopes."""
        if path not in self._global_bindings:
            found: dict[str, list[tuple[Scope, Binding]]] = {}
            for scope in self.function_scopes(self.module(path)):
                for declared in sorted(scope.globals):
                    bindings = scope.bindings.get(declared, ())
                    found.setdefault(declared, []).extend((scope, binding) for binding in bindings)
            self._global_bindings[path] = found
        return self._global_bindings[path].get(name, [])

    def function_scopes(self, scope: Scope) -> Iterator[Scope]:
        """Yield the scopes of the functions below a scope, those in classes and functions included."""
        return (inner for inner in self.all_scopes(scope) if inner.kind == "function")

    def all_scopes(self, scope: Scope) -> Iterator[Scope]:
        """Yield the scopes of the functions and classes below a scope."""
        for statement, _ in scope.statements:
            if isinstance(statement, (facts.Function, facts.Class)):
                inner = self.inner(statement, scope)
                yield inner
                yield from self.all_scopes(inner)

    def calls(self, scope: Scope) -> Iterator[facts.Call]:
        """Yield the calls of a scope's own statements, outermost first; not those in functions and lambdas."""
        for statement, _ in scope.statements:
            for expression in own_expressions(statement):
                for part in walk_expression(expression, into_comprehensions=True):
                    if isinstance(part, facts.Call):
                        yield part
