"""Mending: fixes applied to the files of a run, again and again until nothing is left that they can mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

from dashlint.diagnostic import Diagnostic, Edit
from dashlint.facts import FileFacts
from dashlint.file_kinds import kind_of
from dashlint.find import Source
from dashlint.fix import UnwritableError, compatible, edited
from dashlint.lint import Outcome, Reader
from dashlint.notebooks import NotebookError, content_of, fits, python_of
from dashlint.opening import loaded
from dashlint.read import read

MOST_PASSES = 100

Lint: TypeAlias = Callable[[tuple[Source, ...], Reader], Outcome]
Allows: TypeAlias = Callable[[Diagnostic], bool]


@dataclass(frozen=True, slots=True)
class Mended:
    """What fixing came to: the outcome after it, the new content of each file by path, what was mended in each.

    `before` are the contents that the files had. A run that `is_settled` would change nothing if it came again.
    """

    outcome: Outcome
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    mended: Mapping[str, Counter[str]]
    is_settled: bool


def mend(sources: Sequence[Source], lint: Lint, allows: Allows) -> Mended:
    """Return what becomes of the files when every fix that is allowed is made; nothing is written."""
    opened = tuple(loaded(source) for source in sources)
    before = {source.path: source.text for source in opened if source.text is not None}
    texts = dict(_texts(before))
    writable = {source.path for source in opened if source.reported and source.path in texts}
    mending = _Mending(dict(texts), writable, allows)
    reader = remembering()
    for _ in range(MOST_PASSES):
        outcome = lint(tuple(replace(s, text=mending.texts.get(s.path)) for s in opened), reader)
        if not mending.apply(outcome.diagnostics):
            return Mended(outcome, before, _contents(before, mending.changed(texts)), mending.mended, is_settled=True)
    outcome = lint(tuple(replace(s, text=mending.texts.get(s.path)) for s in opened), reader)
    return Mended(outcome, before, _contents(before, mending.changed(texts)), mending.mended, is_settled=False)


class _Mending:
    """The texts of the files as they are by now, and what was mended in each."""

    def __init__(self, texts: dict[str, bytes], writable: set[str], allows: Allows) -> None:
        self.texts = texts
        self.writable = writable
        self.allows = allows
        self.mended: dict[str, Counter[str]] = {}

    def apply(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Make the fixes that get on with each other, and tell whether there were any."""
        candidates = [one for one in diagnostics if one.fix and self._is_possible(one) and self.allows(one)]
        chosen = compatible([one.fix.edits for one in candidates if one.fix])
        made = [candidates[number] for number in chosen]
        return self._make(made) or any(self._make([one]) for one in made)

    def changed(self, before: Mapping[str, bytes]) -> dict[str, bytes]:
        return {path: text for path, text in self.texts.items() if text != before[path]}

    def _is_possible(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.fix is not None and all(edit.location.path in self.writable for edit in diagnostic.fix.edits)

    def _make(self, diagnostics: Sequence[Diagnostic]) -> bool:
        """Make all these fixes if every file stays what it is; tell whether they were made."""
        edits: dict[str, dict[Edit, None]] = {}
        for one in diagnostics:
            for edit in one.fix.edits if one.fix else ():
                edits.setdefault(edit.location.path, {})[edit] = None
        try:
            texts = {path: edited(self.texts[path], some) for path, some in edits.items()}
        except UnwritableError:
            return False
        if texts.items() <= self.texts.items() or not all(
            _is_sound(path, self.texts[path], text) for path, text in texts.items()
        ):
            return False
        self.texts |= texts
        for one in diagnostics:
            self.mended.setdefault(one.location.path, Counter())[one.code] += 1
        return True


def _texts(contents: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the paths of the files that can be mended, with their code."""
    for path, content in contents.items():
        with suppress(NotebookError):
            yield path, python_of(path, content)


def _contents(before: Mapping[str, bytes], texts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what becomes of the files whose code was edited."""
    return {path: content_of(path, before[path], text) for path, text in texts.items()}


def _is_sound(path: str, before: bytes, text: bytes) -> bool:
    if not fits(path, before, text):
        return False
    return kind_of(path) not in ("python", None) or read(path, text).defect is None


def remembering() -> Reader:
    """Return a reader that keeps the facts of each file until its text changes."""
    known: dict[str, tuple[bytes, FileFacts]] = {}

    def remembered(path: str, text: bytes, seconds: float | None = None) -> FileFacts:
        if path not in known or known[path][0] != text:
            known[path] = text, read(path, text, seconds)
        return known[path][1]

    return remembered
