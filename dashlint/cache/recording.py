"""Recording: what a run opens, lists and looks for, noted while it goes on."""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dashlint.baseline import NAME as BASELINE
from dashlint.cache.evidence import BY_NAME, NOTHING, by_name, digest, listing, place, signature
from dashlint.ignored import DEFAULT_EXCLUDES

#: Code tells by these events of its own what it looks for without opening it, and what text it fills variables into.
SOUGHT, EXPANDED = "dashlint.sought", "dashlint.expanded"
_OPENED, _LISTED, _WALKED = "open", "os.listdir", "os.scandir"
_EVENTS = frozenset({SOUGHT, EXPANDED, _OPENED, _LISTED, _WALKED})
_WRITING = os.O_WRONLY | os.O_RDWR
#: What is looked for in the folders around what is named, besides what is opened there.
_AROUND = (".git", ".hg", ".gitignore", BASELINE)
_WORD_BREAKS = str.maketrans(dict.fromkeys("${}%/\\:.,;~ -", " "))


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was right before the run opened it, and the time of that."""

    signature: bytes
    digest: bytes
    time: int


@dataclass(slots=True, eq=False)
class Recording:
    """Notes what the process reads until it is over; `flaw` says why nothing may be kept of it, if so."""

    files: dict[bytes, Seen] = field(default_factory=dict)
    folders: dict[bytes, bytes] = field(default_factory=dict)
    places: dict[bytes, bytes] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    flaw: str = ""
    _busy: set[int] = field(default_factory=set)

    def start(self, words: Iterable[str]) -> None:
        """Note what a command line names, and from now on all that the process reads."""
        for word in (os.curdir, *words):
            for path in {word, word.partition("=")[2] or word}:
                self._note_around(path)
        _listen(self)

    def end(self) -> None:
        """Note nothing any more."""
        if self in _LISTENING:
            _LISTENING.remove(self)

    def add(self, path: str) -> None:
        """Note a file that may have been opened by another process, unless it is noted."""
        key = os.fsencode(path)
        if key not in self.files:
            self._open(key)

    def changed(self) -> str | None:
        """Return a file that was changed since it was noted, if there is one."""
        return next((os.fsdecode(path) for path, seen in self.files.items() if signature(path) != seen.signature), None)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what the process does right now."""
        thread = threading.get_ident()
        if thread in self._busy:  # this is us
            return
        self._busy.add(thread)
        try:
            self._note(event, arguments)
        except Exception as error:
            self.flaw = f"the recording fails: {error!r}"
        finally:
            self._busy.discard(thread)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        what: Any = arguments[0] if arguments else None
        if event == EXPANDED:
            self.variables.update(str(what).translate(_WORD_BREAKS).split())
        elif event in (_WALKED, _LISTED):
            folder = os.path.normpath(_absolute(os.curdir if what is None else what))
            if os.path.basename(folder) != b"__pycache__":
                self._list(folder if event == _WALKED else by_name(folder))
        elif not isinstance(what, int) and (event == SOUGHT or not _is_writing(*arguments[1:3])):
            self._open(_absolute(what))

    def _open(self, path: bytes) -> None:
        if path in self.files:
            return
        before, found = time.time_ns(), signature(path)
        content = b"" if found.startswith(NOTHING) else digest(path)
        if not content and not found.startswith(NOTHING) and _is_odd(path):
            self.flaw = f"`{os.fsdecode(path)}` is no file that stays the same"
        self.files[path] = Seen(found, content, before)

    def _list(self, folder: bytes) -> None:
        if folder in self.folders:
            return
        self.folders[folder] = found = listing(folder)
        if folder.endswith(BY_NAME) or found.startswith(NOTHING):
            return
        for entry in found.split(b"/"):
            kind, path = entry[:1], os.path.join(folder, entry[1:])
            if kind == b"l":
                self.places[path] = place(path)
            elif kind == b"d" and os.fsdecode(entry[1:]) not in DEFAULT_EXCLUDES:
                self._note_environment(path)

    def _note_environment(self, folder: bytes) -> None:
        """Note that a folder is a virtual environment, which no run looks into."""
        path = os.path.join(folder, b"pyvenv.cfg")
        if (what := place(path)) == b"f":
            self.places[path] = what

    def _note_around(self, word: str) -> None:
        """Note what a word names, if it is a path: each step of the way, and what is looked for above."""
        if "\0" in word:
            return
        for path in _steps(_absolute(word)):
            self.places[path] = place(path)
        real = os.fsencode(os.path.realpath(word))
        for folder in filter(os.path.isdir, _steps(real)):
            for name in _AROUND:
                path = os.path.join(folder, os.fsencode(name))
                if path not in self.places:
                    self.places[path] = place(path)


def _absolute(path: str | bytes | os.PathLike[str]) -> bytes:
    return os.path.join(os.getcwdb(), os.fsencode(path))


def _steps(path: bytes) -> Iterator[bytes]:
    yield path
    yield from _above(path)


def _above(path: bytes) -> Iterator[bytes]:
    while (folder := os.path.dirname(path)) != path:
        yield folder
        path = folder


def _is_writing(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)


def _is_odd(path: bytes) -> bool:
    """Whether a path leads to what is neither a file nor a folder, or to a file that cannot be read."""
    return not stat.S_ISDIR(os.stat(path).st_mode)


#: Those who listen; what is added to the process as its hook can never be taken off again.
_LISTENING: list[Recording] = []


def _listen(recording: Recording) -> None:
    _LISTENING.append(recording)
    if not _HOOKED:
        _HOOKED.append(_hear)
        sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or not _LISTENING or _is_import(sys._getframe(1).f_code.co_filename):
        return
    for recording in _LISTENING:
        recording.hear(event, arguments)


def _is_import(file: str) -> bool:
    return file.startswith("<frozen importlib")


_HOOKED: list[object] = []
