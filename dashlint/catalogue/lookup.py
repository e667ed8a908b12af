"""Questions about libraries: what blocks, which type a call returns, what an extension does on a backend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from dashlint.catalogue.backends import ServerAttribute
from dashlint.catalogue.blocking import Blocking
from dashlint.catalogue.coroutines import AsyncDecorator, Coroutine, LoopBound
from dashlint.catalogue.extensions import Extension
from dashlint.catalogue.libraries import CALL, SELF, Consumer, Decorator, KnownType, Runner

T = TypeVar("T")
ITERATION = {"__next__": "__iter__", "__iter__": "__next__"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything dashlint knows of other people's code; every question takes dotted paths and answers None if unsure.

    A method's path is the path of its type and its name. What iterating an object does is asked as
    `blocking(type + ".__next__")`, what `with` does as `.__enter__` and `.__exit__`, calling it as `.__call__`. A type
    whose path ends in "()" is what a call returns that has no better name. `own` are the names that a user speaks of.
    """

    calls: Mapping[str, Blocking]
    types: Mapping[str, KnownType]
    results: Mapping[str, str]
    aliases: Mapping[str, str]
    runners: Mapping[str, Runner]
    consumers: Mapping[str, Consumer]
    decorators: Mapping[str, Decorator]
    async_decorators: Mapping[str, AsyncDecorator]
    extensions: tuple[Extension, ...]
    extension_names: Mapping[str, Extension]
    server_attributes: Mapping[str, ServerAttribute]
    coroutines: Mapping[str, Coroutine]
    loop_bound: Mapping[str, LoopBound]
    own: frozenset[str] = frozenset()

    @property
    def libraries(self) -> frozenset[str]:
        """The names under which the libraries that the catalogue knows are imported; `own` names may be a project's."""
        names = {*self.calls, *self.types, *self.aliases, *self.extension_names, *self.coroutines}
        return frozenset(name.partition(".")[0] for name in names - self.own)

    def own_called(self, last: str) -> tuple[str, ...]:
        """Return the `own` names that end with this part."""
        return tuple(sorted(name for name in self.own if name.rpartition(".")[2] == last))

    def canonical(self, path: str) -> str:
        """Return the one path under which the catalogue knows a thing, whatever module it was imported from."""
        for _ in range(len(self.aliases)):
            prefix = next((prefix for prefix in _prefixes(path) if prefix in self.aliases), None)
            if prefix is None:
                return path
            path = self.aliases[prefix] + path[len(prefix) :]
        return path

    def blocking(self, path: str) -> Blocking | None:
        """Return what is known of a call of `path`, None if nothing says that it blocks."""
        path = self.canonical(path)
        if path in self.calls:
            return self.calls[path]
        owner, member = self._split(path)
        if not owner:
            return None
        found = self._member(owner, member) or self._member(owner, ITERATION.get(member, ""))
        return found if found is None or CALL in owner else replace(found, name=path)

    def _member(self, owner: str, member: str) -> Blocking | None:
        for known in self._family(owner) if member else ():
            if member in known.safe:
                return None
            call = self.calls.get(f"{known.name}.{member}")
            if call is None and "*" in known.methods and not member.startswith("_") and "." not in member:
                call = self.calls.get(f"{known.name}.*")
            if call is not None:
                return call
        return None

    def result(self, path: str) -> str | None:
        """Return the type of what a call of `path` returns."""
        path = self.canonical(path)
        if path in self.results:
            return self.results[path]
        if path in self.types:
            return path
        owner, member = self._split(path)
        for known in self._family(owner):
            inherited = f"{known.name}.{member}"
            found = known.returns.get(member) or self.results.get(inherited)
            if found is None and not self._is_member(owner, member):
                found = known.returns.get("*")
            if found:
                return owner if found == SELF else found
        return None

    def attribute(self, type_path: str, name: str) -> str | None:
        """Return the type of an attribute that is no method; a part of a dotted method counts as one."""
        path = self.canonical(type_path)
        owner, member = self._split(f"{path}.{name}")
        for known in self._family(owner):
            if any(method.startswith(member + ".") for method in known.methods):
                return f"{path}.{name}"
            if member in known.attributes:
                return known.attributes[member]
            if "*" in known.attributes and not member.startswith("_") and not self._is_member(owner, member):
                return known.attributes["*"]
        return None

    def _is_member(self, owner: str, member: str) -> bool:
        return any(member in known.methods or member in known.safe for known in self._family(owner)) or any(
            member in known.returns or f"{known.name}.{member}" in self.results for known in self._family(owner)
        )

    def item(self, type_path: str) -> str | None:
        """Return the type of `x[key]`."""
        return self._first(type_path, "item")

    def element(self, type_path: str) -> str | None:
        """Return the type of what iteration yields."""
        return self._first(type_path, "element")

    def enter(self, type_path: str) -> str | None:
        """Return the type that `with … as` binds, None if it is the object itself."""
        return self._first(type_path, "enter")

    def _first(self, type_path: str, name: str) -> str | None:
        path = self.canonical(type_path)
        found = next((value for known in self._family(path) if (value := getattr(known, name))), None)
        return path if found == SELF else found

    def is_type(self, path: str) -> bool:
        """Say whether the catalogue knows a type of this path."""
        return self.canonical(path) in self.types

    def bases(self, path: str) -> tuple[str, ...]:
        """Return the direct bases of a type."""
        known = self.types.get(self.canonical(path))
        return known.bases if known else ()

    def runner(self, path: str) -> Runner | None:
        """Return which arguments a call of `path` calls, and when."""
        return self._inherited(self.runners, path)

    def consumer(self, path: str) -> Consumer | None:
        """Return which arguments a call of `path` iterates."""
        return self._inherited(self.consumers, path)

    def decorator(self, path: str) -> Decorator | None:
        """Return what a decorator makes of a function."""
        return self._inherited(self.decorators, path)

    def async_decorator(self, path: str) -> AsyncDecorator | None:
        """Return what a decorator does with the coroutine of an `async def`."""
        return self._inherited(self.async_decorators, path)

    def coroutine(self, path: str) -> Coroutine | None:
        """Return what has to be awaited when `path` is called, or read where it is a property."""
        return self._inherited(self.coroutines, path)

    def binding(self, path: str) -> LoopBound | None:
        """Return what is known of a use that binds an object to a loop; "*" stands for all that has to be awaited."""
        found = self._inherited(self.loop_bound, path)
        if found is not None or self.coroutine(path) is None:
            return found
        every = (f"{prefix}.*" for prefix in _prefixes(self.canonical(path)))
        return next((self.loop_bound[name] for name in every if name in self.loop_bound), None)

    def extension(self, path: str) -> Extension | None:
        """Return the extension that a dotted name belongs to; the longest name wins."""
        return next((self.extension_names[p] for p in _prefixes(path) if p in self.extension_names), None)

    def old_extension(self, path: str) -> Extension | None:
        """Return what holds of older versions of the extension that a dotted name belongs to."""
        found = (extension for extension in self.extensions if extension.before)
        return next((extension for extension in found if path in extension.names), None)

    def having(self, name: str) -> frozenset[str] | None:
        """Return the backends whose servers have an attribute, None for one that is not listed."""
        known = self.server_attributes.get(name)
        return None if known is None else frozenset[str](known.backends)

    def _inherited(self, entries: Mapping[str, T], path: str) -> T | None:
        path = self.canonical(path)
        if path in entries:
            return entries[path]
        owner, member = self._split(path)
        names = (f"{known.name}.{member}" for known in self._family(owner))
        return next((entries[name] for name in names if name in entries), None)

    def _split(self, path: str) -> tuple[str, str]:
        """Return the longest type that a path begins with, and the member behind it."""
        owner = next((prefix for prefix in _prefixes(path) if prefix != path and prefix in self.types), "")
        return owner, path[len(owner) + 1 :] if owner else ""

    def _family(self, type_path: str) -> Iterator[KnownType]:
        """Yield a type and its bases, nearest first."""
        waiting, seen = [type_path], set[str]()
        while waiting:
            name = waiting.pop(0)
            known = self.types.get(name)
            if known is not None and name not in seen:
                seen.add(name)
                yield known
                waiting.extend(known.bases)


def _prefixes(path: str) -> Iterator[str]:
    """Yield a dotted path and its prefixes, longest first."""
    while path:
        yield path
        path = path.rpartition(".")[0]
