"""Resolving: which file of the project an import means."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

#: A project's own copy of one of these (as in the repository of Dash itself) is the same library to its users.
LIBRARIES = frozenset({"dash", "flask", "quart", "fastapi", "starlette", "dash_extensions"}) | sys.stdlib_module_names


class Resolver:
    """Finds the files of modules, the nearest root first."""

    def __init__(
        self,
        texts: Mapping[str, bytes],
        added: Callable[[], Iterable[tuple[str, str]]],
        libraries: frozenset[str],
        src: tuple[str, ...] = (),
    ) -> None:
        """`texts` are the files by absolute path; `added` tells which file puts which folder on the search path.

        `libraries` are names that a package's own modules do not take from a library, `src` the roots to look in first.
        """
        self._src = src
        self._texts = texts
        self._libraries = libraries
        self._added = added
        self._resolved: dict[tuple[str, str], str | None] = {}
        self._folders = {folder for path in texts for folder in _ancestors(path)}
        self._top = os.path.commonpath([os.path.dirname(path) for path in texts]) if texts else ""

    def resolve(self, importer: str, module: str, level: int) -> str | None:
        """Return the path of the file or folder that an import in the file `importer` means; None for other code."""
        if level:
            folder = os.path.dirname(importer)
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self.inside(folder, module) if module else self._file_of(folder)
        key = (os.path.dirname(importer), module)
        if key not in self._resolved:
            self._resolved[key] = self._resolve_absolute(importer, module)
        return self._resolved[key]

    def inside(self, folder: str, module: str) -> str | None:
        """Return the path of the module `module` (dotted) below a folder or package."""
        if folder.endswith(".py"):
            return self._file_of(os.path.join(os.path.dirname(folder), *module.split(".")))
        for part in (folder, *self._other_parts(folder)):
            found = self._file_of(os.path.join(part, *module.split(".")))
            if found is not None:
                return found
        return None

    def is_package(self, path: str) -> bool:
        """Tell whether the module at `path` can have submodules."""
        return os.path.basename(path) == "__init__.py" or path in self._folders

    def _other_parts(self, folder: str) -> Iterator[str]:
        """Yield the folders on the search path that are the same package without `__init__` as a folder."""
        above = [root for root in _ancestors(folder) if self._is_below_top(root)]
        for root in above:
            name = os.path.relpath(folder, root)
            yield from (
                part for other in (*self._on_path, *above) if (part := os.path.join(other, name)) in self._folders
            )

    def _resolve_absolute(self, importer: str, module: str) -> str | None:
        first = module.split(".")[0]
        if first in LIBRARIES and not self._is_inside(importer, first):
            return None
        packages = () if first in self._libraries else self._packages_around(importer)
        others = (*self._on_path, *self._installed.get(first, ()), *packages)
        for root in (*self._src, *self._roots_for(importer), *others):
            if self._file_of(os.path.join(root, first)) is not None:
                found = self._file_of(os.path.join(root, *module.split(".")))
                if found is not None:
                    return found
        return None

    def _is_inside(self, path: str, package: str) -> bool:
        """Tell whether a file belongs to the package of this name, as the files of a library's own repository do."""
        folder = os.path.dirname(path)
        while self._is_regular(folder):
            if os.path.basename(folder) == package:
                return True
            folder = os.path.dirname(folder)
        return False

    def _roots_for(self, importer: str) -> Iterator[str]:
        folder = os.path.dirname(importer)
        while self._is_regular(folder):
            folder = os.path.dirname(folder)
        for root in (folder, *_ancestors(folder)):
            if self._is_below_top(root):
                yield from (root, os.path.join(root, "src"))

    def _packages_around(self, importer: str) -> list[str]:
        """Return the packages around a file, outermost first: the project may be run from inside one of them."""
        packages = []
        folder = os.path.dirname(importer)
        while self._is_regular(folder):
            packages.append(folder)
            folder = os.path.dirname(folder)
        return packages[::-1]

    @cached_property
    def _on_path(self) -> tuple[str, ...]:
        """The folders that the project's code puts on the search path."""
        found: dict[str, None] = {}
        for path, folder in self._added():
            for base in (os.path.dirname(path), self._top):
                candidate = os.path.normpath(os.path.join(base, folder))
                if candidate in self._folders:
                    found[candidate] = None
                    break
        return tuple(found)

    @cached_property
    def _installed(self) -> dict[str, tuple[str, ...]]:
        """The roots of other distributions of the project, by the packages and modules that only one of them has."""
        found: dict[str, set[str]] = {}
        for path in self._texts:
            stem = os.path.dirname(path) if os.path.basename(path) == "__init__.py" else path.removesuffix(".py")
            root, name = os.path.split(stem)
            if not self._is_regular(root) and self._is_distribution(root, name):
                found.setdefault(name, set()).add(root)
        return {name: tuple(roots) for name, roots in found.items() if len(roots) == 1}

    def _is_distribution(self, root: str, package: str) -> bool:
        folder = os.path.basename(root).replace("-", "_")
        return folder in ("src", package) or os.path.join(root, "setup.py") in self._texts

    def _is_regular(self, folder: str) -> bool:
        return os.path.join(folder, "__init__.py") in self._texts

    def _is_below_top(self, folder: str) -> bool:
        return folder == self._top or folder.startswith(self._top.rstrip(os.sep) + os.sep)

    def _file_of(self, stem: str) -> str | None:
        for path in (os.path.join(stem, "__init__.py"), stem + ".py"):
            if path in self._texts:
                return path
        return stem if stem in self._folders else None


def _ancestors(path: str) -> Iterator[str]:
    folder = os.path.dirname(path)
    while folder != os.path.dirname(folder):
        yield folder
        folder = os.path.dirname(folder)
