"""Aliases: whether a project gives other names to what it defines or imports, by the looks of its code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dashlint.looks.aliases import aliases_in, are_derived
from dashlint.looks.outline import outline
from dashlint.project.files.modules import Modules
from dashlint.project.files.sieve import REGISTERING


class Aliases:
    """What the code of a project may call things; it says too much rather than too little."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self.is_derived = cache(self._is_derived)
        self._registering: dict[str, bool] = {}

    def of_classes(self, names: Iterable[str]) -> frozenset[str] | None:
        """Return the names under which code may call classes of these names, and those derived from them.

        None where code does with one what cannot be told by its looks.
        """
        waiting, found = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                for path in self._modules.mentioning(name):
                    others = aliases_in(self._modules.code(path), name)
                    if others is None:
                        return None
                    waiting += others
        return frozenset(found)

    def may_register(self, name: str) -> bool:
        """Tell whether something that registers code may be bound to a name or an attribute under this name.

        What is defined under it by a plain `def` or `class` is not bound.
        """
        if name not in self._registering:
            self._registering[name] = any(self._may_register_in(path, name) for path in self._modules.mentioning(name))
        return self._registering[name]

    def _may_register_in(self, path: str, name: str) -> bool:
        here = outline(path, self._modules.code(path))
        if name not in here.bound:
            return False
        if any(imported.name != name for imported in here.imports.get(name, ())):
            return True
        pieces = (*here.names.get(name, ()), *here.attributes.get(name, ()))
        return any(REGISTERING.search(piece.code) for piece in pieces)

    def _is_derived(self, name: str) -> bool:
        """Tell whether code may derive a class from one of this name."""
        return any(are_derived(self._modules.code(path), name) for path in self._modules.mentioning(name))
