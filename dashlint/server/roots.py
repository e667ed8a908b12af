"""A folder that is open in an editor, or a file outside of all such folders: what dashlint finds in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace

import click

from dashlint.commands.fixing import FixOutcome
from dashlint.configuration import SettingsError
from dashlint.file_kinds import kind_of
from dashlint.find import MissingPathError, Source, find, project_root
from dashlint.ignored import is_left_out
from dashlint.lint import Outcome, Reader, lint_sources
from dashlint.notebooks import is_notebook
from dashlint.server.choosing import Chosen, Complaint, chosen, complaint, unchosen
from dashlint.server.documents import Document
from dashlint.server.findings import Findings
from dashlint.server.watched import decides
from dashlint.server.wishes import Wishes


class Root:
    """A root, with what is known of its files and settings; `path` is absolute, as the editor calls it.

    `complaints` say what was wrong with the settings in the last run, for which the last good ones counted.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.real = os.path.realpath(path)
        self._project = self.real if os.path.isdir(path) else str(project_root(path))
        self.complaints: tuple[Complaint, ...] = ()
        self._misread: tuple[Complaint, ...] = ()
        self._chosen: Chosen | None = None
        self._chosen_for: Wishes | None = None
        self._found: tuple[Source, ...] | None = None
        self._looks = self._looked = 0

    def holds(self, path: str) -> bool:
        """Whether the file at a real path belongs here."""
        return path == self.real or _is_below(path, self.real)

    def reads(self, path: str) -> bool:
        """Whether the file at a real path may be read here: it is of the same project, or settles how that is read."""
        return self.holds(path) or _is_below(path, self._project) or (decides(path) and self._is_above(path))

    def forget(self) -> None:
        """Look at the settings and for files again in the next run."""
        self._looks += 1

    def findings(self, wishes: Wishes, documents: Mapping[str, Document], reader: Reader) -> Findings:
        """Lint what is here, as it stands in the documents that are open."""
        looks = self._looks
        if looks != self._looked:
            self._chosen_for = self._found = None
        known = self._settings(wishes)
        self.complaints = self._misread
        if not wishes.enable:
            return Findings((), documents, (), known.settings)
        sources = tuple(self._sources(known, documents))
        self._looked = looks
        outcome = lint_sources(sources, known.settings, reader)
        left = self._without_known(outcome, sources, known)
        return Findings(sources, documents, left.diagnostics, known.settings, left.breakdowns)

    def _settings(self, wishes: Wishes) -> Chosen:
        if self._chosen is None or wishes != self._chosen_for:
            self._chosen_for = wishes
            self._found = None
            try:
                self._chosen, self._misread = chosen(self.path, wishes), ()
            except (SettingsError, click.ClickException) as error:
                self._misread = (complaint(error),)
        if self._chosen is None:
            self._chosen = unchosen(wishes)
        return self._chosen

    def _sources(self, known: Chosen, documents: Mapping[str, Document]) -> Iterator[Source]:
        exclude = known.settings.exclude
        if self._found is None:
            try:
                self._found = find([self.path], exclude=exclude)
            except MissingPathError:
                self._found = ()
        for source in (one for one in self._found if not is_notebook(one.path)):
            document = documents.get(source.path)
            yield replace(source, text=document.content) if document else source
        paths = {source.path for source in self._found}
        for path, document in documents.items():
            if (
                path not in paths
                and not is_notebook(path)
                and self._is_new(path)
                and not is_left_out(path, exclude, is_folder=False)
            ):
                yield Source(path, document.path, reported=True, named=False, text=document.content)

    def _is_above(self, path: str) -> bool:
        return _is_below(self.real, os.path.dirname(path))

    def _is_new(self, path: str) -> bool:
        """Whether a file that is open is one of this root, though it has not been saved yet."""
        return self.holds(path) and kind_of(path) is not None and not os.path.exists(path)

    def _without_known(self, outcome: Outcome, sources: tuple[Source, ...], known: Chosen) -> Outcome:
        """Leave out what is in the baseline; one that cannot be read is complained of."""
        try:
            adoption = known.adopting.adoption([self.path], None, known.settings, sources)
        except click.ClickException as error:
            self.complaints = (*self.complaints, complaint(error))
            return outcome
        if adoption.baseline is None:
            return outcome
        return adoption.left(FixOutcome(outcome, sources), quiet=True).outcome


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)
