"""Which manifests count for a Python file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from dashlint.file_kinds import ProjectFile
from dashlint.lines import LINE_END
from dashlint.manifests import brought, versions
from dashlint.manifests.dash_declared import DashDeclared, dash_declared, is_declaration
from dashlint.manifests.extras import Written, with_extras
from dashlint.manifests.reading import entries_of
from dashlint.manifests.requirement import Entry, Include, Requirement
from dashlint.manifests.versions import Versions

#: Folders that hold a project's manifests but not its code; what is in them belongs to the folder above.
_BESIDE_CODE = frozenset(
    "requirements requirement reqs deps dependencies conda env envs environments docker deploy deployment build "
    "config conf ci install etc binder .binder .circleci .devcontainer .github workflows".split()
)


@dataclass(frozen=True, slots=True)
class _Folder:
    """The requirements of the manifests that belong to one folder."""

    requirements: tuple[Requirement, ...]
    is_complete: bool

    @property
    def locked(self) -> tuple[Requirement, ...]:
        return tuple(one for one in self.requirements if one.is_lock)

    @property
    def declares_dash(self) -> bool:
        return any(is_declaration(one) for one in self.requirements)


class Manifests:
    """The manifests of a project."""

    def __init__(
        self,
        files: Iterable[ProjectFile],
        read: Callable[[str], bytes | None] = lambda path: None,
        dash_version: str | None = None,
    ) -> None:
        """`read` opens a file that another includes; `dash_version` overrides what the manifests say."""
        self._texts = {file.path: file.text for file in files}
        self._read = read
        self.dash_version = dash_version
        self._folders: dict[str, _Folder] = {}
        self._answers: dict[str, DashDeclared | None] = {}
        self._paths: dict[str, list[str]] = {}
        for path in sorted(self._texts):
            self._paths.setdefault(_home(path), []).append(path)

    def dash(self, path: str) -> DashDeclared | None:
        """Return what is declared of Dash for the code at `path`; None where no manifest names it.

        The nearest folder with a manifest that names Dash counts, with the locks of the folders above it.
        """
        folder = os.path.dirname(path)
        if folder not in self._answers:
            self._answers[folder] = self._find(folder)
        return self._answers[folder]

    def declares_dash_async(self, path: str) -> bool:
        """Tell whether asgiref is asked for, by `dash[async]` or by name, so that Dash dispatches asynchronously."""
        declared = self.dash(path)
        if declared is None:
            around = (one for folder in self._upward(os.path.dirname(path)) for one in folder.requirements)
            return "asgiref" in brought.installed(one for one in around if not one.is_constraint)
        return "asgiref" in declared.packages and not self.versions(path).are_below(versions.ASYNC_SINCE)

    def ask_for_older(self, path: str, package: str, version: str) -> bool:
        """Tell whether a manifest around the code at `path` asks for a package before this version."""
        name = canonicalize_name(package)
        around = (one for folder in self._upward(os.path.dirname(path)) for one in folder.requirements)
        return any(one.name == name and one.is_older(version) for one in around)

    def with_extras(self, requirement: Requirement, extras: Iterable[str]) -> Written | None:
        """Return what to write in the line of a requirement to ask for more extras; None where that is not plain."""
        text = self._texts.get(requirement.place.path, b"")
        rows = LINE_END.split(text.decode("utf-8-sig", "replace"))
        if requirement.syntax == "table" and b"tool.pixi" in text:  # whose tables may be those of conda
            return None
        return with_extras(rows[-requirement.place.at - 1], requirement, extras) if text else None

    def versions(self, path: str) -> Versions:
        """Return the versions of Dash that the code at `path` may run on."""
        if self.dash_version is not None:
            return versions.exactly(self.dash_version)
        declared = self.dash(path)
        return declared.versions if declared is not None else versions.ANY

    def _find(self, start: str) -> DashDeclared | None:
        around = list(self._upward(start))
        for index, folder in enumerate(around):
            if folder.declares_dash:
                locked = tuple(one for above in around[index + 1 :] for one in _lock_of_dash(above))
                is_overruled = self.dash_version is not None
                return dash_declared((*folder.requirements, *locked), folder.is_complete, is_overruled)
        return None

    def _upward(self, folder: str) -> Iterator[_Folder]:
        while True:
            if folder in self._paths:
                yield self._folder(folder)
            if folder == os.path.dirname(folder):
                return
            folder = os.path.dirname(folder)

    def _folder(self, folder: str) -> _Folder:
        if folder not in self._folders:
            entries = list(self._entries(self._paths[folder]))
            requirements = tuple(dict.fromkeys(one for one in entries if isinstance(one, Requirement)))
            self._folders[folder] = _Folder(requirements, not any(isinstance(one, Include) for one in entries))
        return self._folders[folder]

    def _entries(self, paths: list[str]) -> Iterator[Entry]:
        """Yield the requirements of files and of all that they include; an include that cannot be read as it is."""
        waiting = [Include(path) for path in reversed(paths)]
        seen = set()
        while waiting:
            file = waiting.pop()
            if file in seen:
                continue
            seen.add(file)
            text = self._texts.get(file.path)
            text = self._read(file.path) if text is None else text
            entries = () if text is None else entries_of(file.path, text, is_constraint=file.is_constraint)
            waiting += [entry for entry in entries if isinstance(entry, Include)]
            yield from (entry for entry in entries if isinstance(entry, Requirement))
            if text is None and not file.is_guess:
                yield file


def _home(path: str) -> str:
    """Return the folder whose code a manifest is for."""
    folder = os.path.dirname(path)
    while os.path.basename(folder).lower() in _BESIDE_CODE:
        folder = os.path.dirname(folder)
    return folder


def _lock_of_dash(folder: _Folder) -> tuple[Requirement, ...]:
    return folder.locked if any(one.name == "dash" for one in folder.locked) else ()
