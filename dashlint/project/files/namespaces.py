"""Namespaces: the scopes of every file, and what a function binds outside itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from re import Pattern

from dashlint import facts
from dashlint.project.files.bindings import Binding, Fill
from dashlint.project.files.modules import Modules
from dashlint.project.files.scopes import Scope
from dashlint.project.files.sieve import Sieve
from dashlint.project.files.stars import Stars

_REBINDING = re.compile(r"\b(?:global|nonlocal)\b")

Node = facts.Function | facts.Class | facts.Comprehension


class Namespaces:
    """The scopes of a project's files, each made once."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._sieve = Sieve()
        self._stars = Stars(modules, self._plain)
        self._plain_scopes: dict[str, Scope] = {}
        self._scopes: dict[str, Scope] = {}
        self._inner: dict[tuple[int, int], Scope] = {}
        self._below: dict[tuple[Scope, Pattern[str] | None], tuple[Scope, ...]] = {}
        self._rebound: dict[Scope, dict[str, list[tuple[Scope, Binding]]]] = {}
        self._fills: dict[tuple[Scope, str], list[tuple[Scope, Fill]]] = {}

    def module(self, path: str) -> Scope:
        """Return the scope of the module at `path`."""
        if path not in self._scopes:
            scope = self._plain(path)
            if "*" in scope.bindings:
                brought = self._stars.spelled_out(scope)
                scope = Scope("module", path, None, scope.block, None)
                scope.bring(brought)
            self._scopes[path] = scope
        return self._scopes[path]

    def _plain(self, path: str) -> Scope:
        if path not in self._plain_scopes:
            self._plain_scopes[path] = Scope("module", path, None, self._modules.facts(path).body, None)
        return self._plain_scopes[path]

    def outside_stars(self, path: str) -> tuple[str, ...]:
        """Return the modules outside the project from which the module at `path` imports everything."""
        return tuple(self._stars.outside(self.module(path)))

    def inner(self, node: Node, parent: Scope) -> Scope:
        """Return the scope of a function, class or comprehension in the scope `parent`."""
        key = (node.at, id(parent))
        if key not in self._inner:
            kind = type(node).__name__.lower()
            block = () if isinstance(node, facts.Comprehension) else node.body
            self._inner[key] = Scope(kind, parent.path, node, block, parent)
        return self._inner[key]

    def all_scopes(self, scope: Scope, pattern: Pattern[str] | None = None) -> tuple[Scope, ...]:
        """Return the scopes of the functions and classes below a scope, if need be but those without a pattern.

        Where the code of a body does not match the pattern, the body is not read; one that is here need not match.
        """
        if (scope, pattern) not in self._below:
            self._below[scope, pattern] = tuple(self._scopes_below(scope, pattern))
        return self._below[scope, pattern]

    def _scopes_below(self, scope: Scope, pattern: Pattern[str] | None) -> Iterator[Scope]:
        for statement, _ in scope.statements:
            if isinstance(statement, (facts.Function, facts.Class)):
                if pattern is None or facts.may_match(statement.body, pattern):
                    inner = self.inner(statement, scope)
                    yield inner
                    yield from self.all_scopes(inner, pattern)

    def scopes_like(self, path: str, base: Pattern[str]) -> tuple[Scope, ...]:
        """Return the scopes of a file whose code may do what a pattern looks for, that of the module first."""
        module = self.module(path)
        return (module, *self.all_scopes(module, self._sieve.pattern(self._modules.facts(path), base)))

    def scopes_naming(self, path: str, name: str) -> tuple[Scope, ...]:
        """Return the scopes of a file whose code may contain a name, that of the module first."""
        module = self.module(path)
        return (module, *self.all_scopes(module, word(name)))

    def scopes_calling(self, path: str, name: str) -> tuple[Scope, ...]:
        """Return the scopes of a file whose code may call something of a name, that of the module first."""
        return self._scopes_with(path, call_of(name))

    def scopes_writing(self, path: str, name: str) -> tuple[Scope, ...]:
        """Return the scopes of a file whose code may assign to an attribute of a name, that of the module first."""
        return self._scopes_with(path, writing(name))

    def _scopes_with(self, path: str, pattern: Pattern[str]) -> tuple[Scope, ...]:
        if pattern.search(self._modules.code(path)) is None:
            return ()
        module = self.module(path)
        return (module, *self.all_scopes(module, pattern))

    def function_scopes(self, scope: Scope, pattern: Pattern[str] | None = None) -> Iterator[Scope]:
        """Yield the scopes of the functions below a scope, those in classes and functions included.

        Bodies whose code does not match the pattern are left out.
        """
        return (inner for inner in self.all_scopes(scope, pattern) if inner.kind == "function")

    def methods(self, scope: Scope) -> list[tuple[facts.Function, Scope]]:
        """Return the functions in the body of a class that have a first parameter, with their scopes."""
        statements = (statement for statement, _ in scope.statements)
        functions = (statement for statement in statements if isinstance(statement, facts.Function))
        return [(function, self.inner(function, scope)) for function in functions if function.parameters]

    def methods_naming(self, scope: Scope, name: str) -> list[tuple[facts.Function, Scope]]:
        """Return those of the methods of a class whose code may contain a name, with their scopes."""
        pattern = word(name)
        return [found for found in self.methods(scope) if facts.may_match(found[0].body, pattern)]

    def calls(self, scope: Scope) -> list[facts.Call]:
        """Return the calls of a scope's own statements, outermost first; not those in functions and lambdas."""
        return scope.calls

    def rebound(self, scope: Scope, name: str) -> list[tuple[Scope, Binding]]:
        """Return where functions below a scope bind its name, by `global` or `nonlocal`, with their scopes."""
        if scope not in self._rebound:
            found: dict[str, list[tuple[Scope, Binding]]] = {}
            self._rebound[scope] = found
            is_module = scope.kind == "module"
            for inner in self.function_scopes(scope, _REBINDING):
                for declared in sorted(inner.globals if is_module else inner.nonlocals):
                    bindings = inner.bindings.get(declared, ())
                    found.setdefault(declared, []).extend((inner, binding) for binding in bindings)
        return self._rebound[scope].get(name, [])

    def fills(self, scope: Scope, name: str) -> list[tuple[Scope, Fill]]:
        """Return where functions below a scope put something into the container that the scope calls `name`."""
        if (scope, name) not in self._fills:
            inside = self.function_scopes(scope, word(name.rpartition(".")[2]))
            filled = ((inner, fill) for inner in inside for fill in inner.fills.get(name, ()))
            self._fills[scope, name] = [
                (inner, fill) for inner, fill in filled if self._means_the_same(inner, scope, name)
            ]
        return self._fills[scope, name]

    def _means_the_same(self, inner: Scope | None, scope: Scope, name: str) -> bool:
        """Tell whether a function below a scope means the scope's name by `name`, and not one of its own."""
        while inner is not None and inner is not scope:
            if inner.kind != "class" and name in inner.bindings and name not in inner.globals | inner.nonlocals:
                return False
            inner = inner.parent
        return True


@cache
def word(name: str) -> Pattern[str]:
    """Return what matches a name in code; it begins with the name itself, so that most code is passed over at once."""
    name = re.escape(name)
    return re.compile(rf"{name}(?<!\w{name})(?!\w)")


@cache
def call_of(name: str) -> Pattern[str]:
    """Return what matches a call of something of a name."""
    name = re.escape(name)
    return re.compile(rf"{name}(?<!\w{name})(?<!\bdef {name})\s*\(")


@cache
def writing(name: str) -> Pattern[str]:
    """Return what matches an assignment to an attribute of a name."""
    name = re.escape(name)
    return re.compile(rf"{name}(?<=\.{name})\b[^=\n]*=(?!=)")
