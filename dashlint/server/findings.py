"""What a run found in one root, with what is needed to tell an editor of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dashlint.breakdowns import Breakdown
from dashlint.diagnostic import Diagnostic, Edit
from dashlint.find import Source
from dashlint.report.excerpt import Excerpts
from dashlint.server.documents import Document, uri_of
from dashlint.settings import Settings


class Findings:
    """The problems of a run over `sources`, as the `documents` were then that are open.

    `breakdowns` are what an error of dashlint cost the run.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        documents: Mapping[str, Document],
        diagnostics: Sequence[Diagnostic],
        settings: Settings,
        breakdowns: Sequence[Breakdown] = (),
    ) -> None:
        self.documents = documents
        self.breakdowns = breakdowns
        self.diagnostics = diagnostics
        self.settings = settings
        self._sources = {source.path: source for source in sources}
        self._excerpts = Excerpts(lambda path: path, self._text)

    def __len__(self) -> int:
        return len(self._sources)

    def uri(self, path: str) -> str:
        """Return the URI of the file at a real path."""
        source = self._sources.get(path)
        return uri_of(path, self.documents, source.shown if source else "")

    def version(self, path: str) -> int | None:
        """Return which version of a file that is open was linted; None for one that is not."""
        document = self.documents.get(path)
        return document.version if document else None

    def line(self, path: str, number: int) -> str:
        """Return a line of a file as it was linted."""
        return self._excerpts.line(path, number)

    def content(self, path: str) -> bytes:
        """Return a file as it was linted; empty where it cannot be read."""
        text = self._text(path)
        if text is not None:
            return text
        try:
            return Path(path).read_bytes()
        except OSError:
            return b""

    def within(self, path: str) -> list[Diagnostic]:
        """Return the problems of one file."""
        return [found for found in self.diagnostics if found.location.path == path]

    def holds(self, edits: Sequence[Edit]) -> bool:
        """Whether all these edits are of files that the run reported on."""
        sources = (self._sources.get(edit.location.path) for edit in edits)
        return all(source is not None and source.reported for source in sources)

    def _text(self, path: str) -> bytes | None:
        source = self._sources.get(path)
        return source.text if source else None
