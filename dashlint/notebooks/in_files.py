"""Places in notebooks as their files have them, for whoever knows files and no cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dashlint.diagnostic import Diagnostic, DiagnosticNote, Location
from dashlint.notebooks.joined import NotebookError
from dashlint.notebooks.notebook import Notebook, is_notebook, read_notebook


class Notebooks:
    """The notebooks among some files, each read once; `content_of` gives the bytes of what is not on disk."""

    def __init__(self, content_of: Callable[[str], bytes | None] = lambda path: None) -> None:
        self._content_of = content_of
        self._known: dict[str, Notebook | None] = {}

    def at(self, path: str) -> Notebook | None:
        """Return the notebook at a path; None for other files, and for what is no notebook."""
        if not is_notebook(path):
            return None
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def in_file(self, found: Diagnostic) -> Diagnostic:
        """Return a problem with its places as the files have them; one that has other places there has no fix."""
        if not any(is_notebook(location.path) for location in _locations(found)):
            return found
        notes = tuple(self._note(note) for note in found.notes)
        return replace(found, location=self._location(found.location), notes=notes, fix=None)

    def _note(self, note: DiagnosticNote) -> DiagnosticNote:
        return note if note.location is None else replace(note, location=self._location(note.location))

    def _location(self, where: Location) -> Location:
        notebook = self.at(where.path)
        if notebook is None:
            return where
        start = notebook.in_file(where.line, where.column)
        end = notebook.in_file(where.end_line, max(where.end_column - 1, 1))
        return Location(where.path, *start, end[0], end[1] + 1)

    def _read(self, path: str) -> Notebook | None:
        content = self._content_of(path)
        try:
            return read_notebook(Path(path).read_bytes() if content is None else content)
        except (OSError, NotebookError):
            return None


def _locations(found: Diagnostic) -> list[Location]:
    return [found.location, *(note.location for note in found.notes if note.location is not None)]
