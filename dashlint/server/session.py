"""One editor's session: its roots, its wishes, and what it has been told."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from lsprotocol import types

from dashlint import console
from dashlint.breakdowns import in_words, one_for_each
from dashlint.facts import FileFacts
from dashlint.mending import remembering
from dashlint.server.abilities import Abilities
from dashlint.server.choosing import Complaint
from dashlint.server.documents import Document, path_of
from dashlint.server.findings import Findings
from dashlint.server.problems import complained, problem
from dashlint.server.roots import Root
from dashlint.server.ruler import Ruler
from dashlint.server.turns import IsObsolete, ObsoleteError, Turns, in_thread
from dashlint.server.watched import decides
from dashlint.server.wishes import WishError, Wishes, wished


class Editor(Protocol):
    """What a session asks of the editor."""

    def folders(self) -> Sequence[str]:
        """Return the URIs of the folders that are open."""

    def documents(self) -> Mapping[str, Document]:
        """Return the files that are open, by their real paths."""

    def publish(self, uri: str, problems: Sequence[types.Diagnostic], version: int | None) -> None:
        """Show these problems of a file, and no others."""

    def say(self, message: str) -> None:
        """Show a message to the user."""

    def log(self, message: str, type: types.MessageType) -> None:
        """Write a message to the log."""


Published = tuple[int | None, Sequence[types.Diagnostic]]


class Session:
    """Lints the roots that changed, when something did, and tells the editor what came of it."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.abilities = Abilities()
        self.ruler = Ruler()
        self.turns = Turns(self._run)
        self.watches = False
        self._initial = self._wishes = Wishes()
        self._reader = remembering()
        self._roots: dict[str, Root] = {}
        self._dirty: set[str] = set()
        self._findings: dict[str, Findings] = {}
        self._published: dict[str, dict[str, Published]] = {}
        self._said: tuple[str, ...] = ()

    def wish(self, given: object, is_initial: bool = False) -> None:
        """Take the settings of the editor, over its initial ones; where they are not understood, the last ones stay."""
        try:
            self._wishes = wished(given, self._initial)
        except WishError as error:
            self.editor.say(f"dashlint: {error}")
        if is_initial:
            self._initial = self._wishes
        self.turns.delay = self._wishes.delay / 1000

    def edited(self, uri: str) -> None:
        """Lint anew where a file belongs to that was opened, edited or closed."""
        path = path_of(uri)
        if path is not None:
            self._ask(root for root in self._rooted() if root.reads(os.path.realpath(path)))

    def saved(self, uri: str) -> None:
        """Lint anew where a file belongs to that was saved, as what others tell of a change on disk."""
        self.changed_on_disk([uri], is_found=False)

    def changed_on_disk(self, uris: Sequence[str], is_found: bool) -> None:
        """Lint anew where files changed; if some came or went, or say what is read, look for files anew."""
        paths = [os.path.realpath(path) for path in map(path_of, uris) if path is not None]
        roots = [root for root in self._rooted() if any(root.reads(path) for path in paths)]
        for root in roots:
            if is_found or not self.watches or any(decides(path) for path in paths):
                root.forget()
        self._ask(roots)

    def all_changed(self) -> None:
        """Lint everything anew, and look for its files and settings."""
        roots = self._rooted()
        for root in roots:
            root.forget()
        self._ask(roots)

    async def findings_of(self, uri: str) -> tuple[str, Findings] | None:
        """Return the real path of a file, and what a run has found that knows its present text."""
        await self.turns.settled()
        path = path_of(uri)
        root = self._owner(os.path.realpath(path)) if path is not None else None
        found = self._findings.get(root.path) if root else None
        return (os.path.realpath(path), found) if path is not None and found is not None else None

    def _ask(self, roots: Iterator[Root] | Sequence[Root]) -> None:
        self._dirty |= {root.path for root in roots}
        self.turns.ask()

    def _rooted(self) -> list[Root]:
        """Return the roots that there are by now: the open folders, and each open file that is in none of them."""
        folders = [path for path in map(path_of, self.editor.folders()) if path is not None]
        known = {path: self._roots.get(path) or Root(path) for path in folders}
        for real, document in self.editor.documents().items():
            if not any(root.holds(real) for root in known.values()):
                known[document.path] = self._roots.get(document.path) or Root(document.path)
        self._dirty |= known.keys() - self._roots.keys()
        self._roots = known
        return list(known.values())

    def _owner(self, path: str) -> Root | None:
        """Return the innermost root that holds the file at a real path."""
        return max(
            (one for one in self._roots.values() if one.holds(path)), key=lambda one: len(one.real), default=None
        )

    async def _run(self, is_obsolete: IsObsolete) -> None:
        self._rooted()
        self._withdraw()
        for root in [root for root in self._roots.values() if root.path in self._dirty]:
            try:
                await self._run_in(root, is_obsolete)
            except ObsoleteError:
                raise
            except Exception as error:
                self.editor.log(console.internal_error(error), types.MessageType.Error)
            self._dirty.discard(root.path)
        self._complain()

    async def _run_in(self, root: Root, is_obsolete: IsObsolete) -> None:
        documents, wishes, began = self.editor.documents(), self._wishes, time.perf_counter()
        if not self.watches:
            root.forget()

        def reader(path: str, text: bytes, seconds: float | None = None) -> FileFacts:
            if is_obsolete():
                raise ObsoleteError
            return self._reader(path, text, seconds)

        def run() -> tuple[Findings, dict[str, Published]]:
            findings = root.findings(wishes, documents, reader)
            return findings, self._told(root, findings)

        findings, told = await in_thread(run)
        if is_obsolete():
            raise ObsoleteError
        self._findings[root.path] = findings
        self._publish(root, told)
        for together in one_for_each(findings.breakdowns):
            self.editor.log(f"{in_words(together)}\n{together[0].trace}", types.MessageType.Error)
        took = f"{time.perf_counter() - began:.2f} s"
        self.editor.log(f"`{root.path}`: {len(findings.diagnostics)} problems in {took}", types.MessageType.Log)

    def _told(self, root: Root, findings: Findings) -> dict[str, Published]:
        """Return what is to be shown of a run, by URI: its open files, and those with problems."""
        paths = {found.location.path for found in findings.diagnostics} | findings.documents.keys()
        told: dict[str, Published] = {}
        for path in sorted(path for path in paths if self._owner(path) is root):
            shown = [problem(one, findings, self.ruler, self.abilities) for one in findings.within(path)]
            told[findings.uri(path)] = findings.version(path), shown
        for complaint in root.complaints:
            if complaint.path:
                uri = findings.uri(complaint.path)
                version, others = told.get(uri, (findings.version(complaint.path), ()))
                told[uri] = version, [*others, complained(complaint)]
        return told

    def _publish(self, root: Root, told: dict[str, Published]) -> None:
        before = self._published.get(root.path, {})
        for uri in sorted(before.keys() - told.keys()):
            self.editor.publish(uri, (), None)
        for uri, (version, shown) in told.items():
            if before.get(uri) != (version, shown):
                self.editor.publish(uri, shown, version)
        self._published[root.path] = told

    def _withdraw(self) -> None:
        """Show nothing more of roots that are open no longer."""
        for path in sorted(self._published.keys() - self._roots.keys()):
            for uri in self._published.pop(path):
                self.editor.publish(uri, (), None)
            self._findings.pop(path, None)

    def _complain(self) -> None:
        """Say what is wrong with the settings, once."""
        complaints = [one for root in self._roots.values() for one in root.complaints]
        messages = tuple(dict.fromkeys(_worded(one) for one in complaints))
        for message in messages:
            if message not in self._said:
                self.editor.say(message)
        self._said = messages


def _worded(complaint: Complaint) -> str:
    where = f"{complaint.path}:{complaint.line}: " if complaint.path else ""
    return f"dashlint: {where}{complaint.message}"
