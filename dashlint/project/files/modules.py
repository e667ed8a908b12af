"""The files of a project: the facts of a file, read when they are first asked for, and which files mention what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from dashlint.facts import FileFacts, Import
from dashlint.looks.chunks import normal_text
from dashlint.looks.imports import scan_imports
from dashlint.project.files.resolving import Resolver
from dashlint.project.files.search_path import folders_on_path

#: A file in which this is not found registers nothing with Dash or a server; it is read when other code leads to it.
ROOTS = re.compile(
    rb"callback|Dash(?!board)|Flash|register_page|get_app|\.layout\b|\.server\b|_request\b|flask_|init_app|add_middleware"
    rb"|FastAPI|Quart|APIRouter|Blueprint"
    rb"|\bserver\.\w|\.wsgi_app\b|\bapp\.(?:config|logger|jinja_env|extensions|test_client|app_context|url_map)\b"
    rb"|uvicorn|hypercorn|waitress|pywsgi|cheroot|run_simple|make_server"
    rb"|@\w+\.(?:get|post|put|patch|delete|route|middleware|websocket|on_event|exception_handler|errorhandler)\("
)
_WORD = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*")
_SEARCH_PATH = re.compile(rb"\bsys\s*\.\s*path\b|\bsys\s+import\b|\baddsitedir\b")


class Modules:
    """All files of a project by path, read on demand."""

    def __init__(
        self,
        texts: Mapping[str, bytes],
        read: Callable[[str, bytes], FileFacts],
        libraries: frozenset[str] = frozenset(),
        src: Sequence[str] = (),
    ) -> None:
        """`texts` are the files' contents by absolute path; `read` is the reader.

        `libraries` are names that no module of the project stands for, unless it lies on a root. `src` are the
        absolute folders where absolute imports are looked for first.
        """
        self._libraries = libraries
        self._src = tuple(src)
        self.texts = texts
        self._read = read
        self._facts: dict[str, FileFacts] = {}
        self._assigning: dict[str, tuple[str, ...]] = {}
        self._imports: dict[str, frozenset[str]] = {}
        self._codes: dict[str, str] = {}

    def facts(self, path: str) -> FileFacts:
        """Return the facts of the file at `path`, which must be one of the project's."""
        if path not in self._facts:
            self._facts[path] = self._read(path, self.texts[path])
        return self._facts[path]

    def code(self, path: str) -> str:
        """Return the text of the file at `path`, with line ends that are "\\n"; "" where it cannot be decoded."""
        if path not in self._codes:
            self._codes[path] = normal_text(self.texts[path])
        return self._codes[path]

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

    # imports

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self.texts, self._folders_on_path, self._libraries, self._src)

    def _folders_on_path(self) -> Iterable[tuple[str, str]]:
        """Yield the folders that files put on the search path, each with the file that does."""
        for path in sorted(self.texts):
            if _SEARCH_PATH.search(self.texts[path]):
                for folder in folders_on_path(self.facts(path)):
                    yield path, folder

    def resolve(self, importer: str, module: str, level: int) -> str | None:
        """Return the path of the file or folder that an import in the file `importer` means; None for other code."""
        return self._resolver.resolve(importer, module, level)

    def inside(self, folder: str, module: str) -> str | None:
        """Return the path of the module `module` (dotted) below a folder or package."""
        return self._resolver.inside(folder, module)

    def is_package(self, path: str) -> bool:
        """Tell whether the module at `path` can have submodules."""
        return self._resolver.is_package(path)

    def imports(self, path: str) -> frozenset[str]:
        """Return the files that the file at `path` may import, packages on the way included."""
        if path not in self._imports:
            self._imports[path] = frozenset(self._imported_files(path))
        return self._imports[path]

    def closure(self, paths: Iterable[str]) -> frozenset[str]:
        """Return the files that these files may import, directly or not, and the files themselves."""
        reached, waiting = set(paths), list(paths)
        while waiting:
            for imported in self.imports(waiting.pop()):
                if imported not in reached:
                    reached.add(imported)
                    waiting.append(imported)
        return frozenset(reached)

    def files_of(self, path: str, statement: Import) -> frozenset[str]:
        """Return the files that an import statement of the file at `path` may import."""
        if statement.module is None:
            found = [file for name in statement.names for file in self._files_named(path, 0, name.name, ())]
        else:
            names = tuple(name.name for name in statement.names)
            found = list(self._files_named(path, statement.level, statement.module, names))
        return frozenset(found)

    def _imported_files(self, path: str) -> Iterable[str]:
        for imported in scan_imports(self.code(path)):
            names = (imported.name,) if imported.name not in ("", "*") else ()
            yield from self._files_named(path, imported.level, imported.module, names)

    def _files_named(self, path: str, level: int, module: str, names: Iterable[str]) -> Iterable[str]:
        base = self.resolve(path, module, level)
        parents = module.split(".") if module and not level else []
        candidates = [self.resolve(path, ".".join(parents[:count]), 0) for count in range(1, len(parents))]
        candidates.append(base)
        if base is not None and self.is_package(base):
            candidates += [self.inside(base, name) for name in names if name]
        yield from (found for found in candidates if found is not None and found in self.texts)
