"""The files of a project: which file an import means, and the facts of a file, read when they are first asked for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from dashlint.facts import FileFacts
from dashlint.project.imports import scan_imports

#: A project's own copy of one of these (as in the repository of Dash itself) is the same library to its users.
LIBRARIES = frozenset({"dash", "flask", "quart", "fastapi", "starlette", "dash_extensions"}) | sys.stdlib_module_names

#: A file in which this is not found registers nothing with Dash or a server; it is read when other code leads to it.
ROOTS = re.compile(
    rb"callback|Dash|Flash|register_page|get_app|\.layout\b|\.server\b|_request\b|flask_|init_app|add_middleware"
    rb"|FastAPI|Quart|APIRouter|Blueprint"
    rb"|@\w+\.(?:get|post|put|patch|delete|route|middleware|websocket|on_event|exception_handler|errorhandler)\("
)
_WORD = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*")


class Modules:
    """All files of a project by path, read on demand."""

    def __init__(self, texts: Mapping[str, bytes], read: Callable[[str, bytes], FileFacts]) -> None:
        """`texts` are the files' contents by absolute path; `read` is the reader."""
        self.texts = texts
        self._read = read
        self._facts: dict[str, FileFacts] = {}
        self._resolved: dict[tuple[str, str], str | None] = {}
        self._assigning: dict[str, tuple[str, ...]] = {}
        self._folders = {folder for path in texts for folder in _ancestors(path)}
        self._top = os.path.commonpath([os.path.dirname(path) for path in texts]) if texts else ""
        self.extra_roots: tuple[str, ...] = ()

    def facts(self, path: str) -> FileFacts:
        """Return the facts of the file at `path`, which must be one of the project's."""
        if path not in self._facts:
            self._facts[path] = self._read(path, self.texts[path])
        return self._facts[path]

    @property
    def files_read(self) -> tuple[FileFacts, ...]:
        """The facts of all files read so far, by path."""
        return tuple(self._facts[path] for path in sorted(self._facts))

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The files that may hold Dash code, sorted."""
        return tuple(sorted(path for path, text in self.texts.items() if ROOTS.search(text)))

    def mentioning(self, name: str) -> tuple[str, ...]:
        """Return the files whose text contains the word `name`, sorted."""
        return self._words.get(name.encode(), ())

    @cached_property
    def _words(self) -> dict[bytes, tuple[str, ...]]:
        found: dict[bytes, list[str]] = {}
        for path in sorted(self.texts):
            for word in set(_WORD.findall(self.texts[path])):
                found.setdefault(word, []).append(path)
        return {word: tuple(paths) for word, paths in found.items()}

    def assigning(self, name: str) -> tuple[str, ...]:
        """Return the files whose text looks as if it assigned to an attribute `name` of something, sorted."""
        if name not in self._assigning:
            pattern = re.compile(rb"\." + re.escape(name.encode()) + rb"\b[^=\n]*=(?!=)")
            self._assigning[name] = tuple(path for path in self.mentioning(name) if pattern.search(self.texts[path]))
        return self._assigning[name]

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
        return self._file_of(os.path.join(self.folder_of(folder), *module.split(".")))

    def folder_of(self, path: str) -> str:
        """Return the folder whose modules are attributes of the module at `path`."""
        return os.path.dirname(path) if path.endswith((".py", ".pyi")) else path

    def is_package(self, path: str) -> bool:
        """Tell whether the module at `path` can have submodules."""
        return os.path.basename(path) == "__init__.py" or path in self._folders

    def imports(self, path: str) -> frozenset[str]:
        """Return the files that the file at `path` may import, packages on the way included."""
        if path not in self._imports:
            self._imports[path] = frozenset(self._imported_files(path))
        return self._imports[path]

    @cached_property
    def _imports(self) -> dict[str, frozenset[str]]:
        return {}

    def closure(self, paths: Iterable[str]) -> frozenset[str]:
        """Return the files that these files may import, directly or not, and the files themselves."""
        reached, waiting = set(paths), list(paths)
        while waiting:
            for imported in self.imports(waiting.pop()):
                if imported not in reached:
                    reached.add(imported)
                    waiting.append(imported)
        return frozenset(reached)

    def _imported_files(self, path: str) -> Iterable[str]:
        for level, module, names in scan_imports(self.texts[path]):
            base = self.resolve(path, module, level)
            parents = module.split(".") if module and not level else []
            candidates = [self.resolve(path, ".".join(parents[:count]), 0) for count in range(1, len(parents))]
            candidates.append(base)
            if base is not None and self.is_package(base):
                candidates += [self.inside(base, name) for name in names if name]
            yield from (found for found in candidates if found in self.texts)

    def _resolve_absolute(self, importer: str, module: str) -> str | None:
        first = module.split(".")[0]
        if first in LIBRARIES and not self._is_inside(importer, first):
            return None
        for root in self._roots_for(importer):
            if self._file_of(os.path.join(root, first)) is not None:
                found = self._file_of(os.path.join(root, *module.split(".")))
                if found is not None:
                    return found
        return None

    def _is_inside(self, path: str, package: str) -> bool:
        """Tell whether a file belongs to the package of this name, as the files of a library's own repository do."""
        folder = os.path.dirname(path)
        while os.path.join(folder, "__init__.py") in self.texts:
            if os.path.basename(folder) == package:
                return True
            folder = os.path.dirname(folder)
        return False

    def _roots_for(self, importer: str) -> list[str]:
        folder = os.path.dirname(importer)
        while os.path.join(folder, "__init__.py") in self.texts:
            folder = os.path.dirname(folder)
        roots = []
        while folder.startswith(self._top):
            roots += [folder, os.path.join(folder, "src")]
            parent = os.path.dirname(folder)
            if parent == folder:
                break
            folder = parent
        return [*roots, *self.extra_roots]

    def _file_of(self, stem: str) -> str | None:
        for path in (os.path.join(stem, "__init__.py"), stem + ".py"):
            if path in self.texts:
                return path
        return stem if stem in self._folders else None


def _ancestors(path: str) -> Iterable[str]:
    folder = os.path.dirname(path)
    while folder != os.path.dirname(folder):
        yield folder
        folder = os.path.dirname(folder)
