"""Keeping: the answer of a run that is put in the cache, and old ones that make room."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from dashlint import __version__
from dashlint.cache.answering import PACKAGE, Missed
from dashlint.cache.entry import Entry, packed
from dashlint.cache.evidence import settled, variable
from dashlint.cache.folder import LARGEST, content_of, replace
from dashlint.cache.recording import Recording
from dashlint.cache.store import NAME as STORE
from dashlint.cache.store import Store, stamp_for

#: How many answers are kept for a working directory, and for how many of these.
MOST_ANSWERS, MOST_FOLDERS = 20, 200
#: How the folders and the files of answers are called, and what was never finished.
_AGING = re.compile(rf"[0-9a-f]{{16}}(?:\.run(?:\.\d+\.\d+\.tmp)?)?|{re.escape(STORE)}\.\d+\.\d+\.tmp")
_OURS = re.compile(rf"{_AGING.pattern}|{re.escape(STORE)}")
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds the cache of dashlint.\n"
#: Libraries whose versions matter, by how their folders of metadata begin.
_LIBRARIES = ("click-", "libcst-", "packaging-", "pathspec-", "pyyaml-", "tomli-")


def keep(missed: Missed, recording: Recording, status: int, output: bytes, errors: bytes) -> None:
    """Put the answer of a run in the cache.

    Raises:
        OSError: it cannot be written.
    """
    content = packed(_entry(missed.key, recording, status, output, errors))
    if len(content) > LARGEST:
        raise OSError("the answer is too large")
    _put(missed, missed.file, content)


def store_for(missed: Missed) -> Store | None:
    """Return what is remembered of the code around a working directory; None if nothing can be."""
    try:
        stamp = stamp_for(own_files())
    except OSError:
        return None
    return Store(stamp, content_of(_store_file(missed)))


def keep_store(missed: Missed, store: Store) -> None:
    """Put in the cache what is to be remembered, if any of it is new.

    Raises:
        OSError: it cannot be written.
    """
    content = store.content()
    if content is not None:
        _put(missed, _store_file(missed), content)


def _store_file(missed: Missed) -> str:
    return os.path.join(os.path.dirname(missed.file), STORE)


def _put(missed: Missed, file: str, content: bytes) -> None:
    """Put a file in the cache, and make room for it."""
    inside, is_new = os.path.dirname(file), not os.path.isdir(missed.folder)
    os.makedirs(inside, exist_ok=True)
    if is_new:
        _mark(missed.folder)
    replace(file, content)
    _remove_files(_oldest(inside, MOST_ANSWERS, _AGING))
    for folder in _oldest(missed.folder, MOST_FOLDERS, _AGING):
        _remove_files(_oldest(folder, 0, _OURS))
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def _entry(key: bytes, recording: Recording, status: int, output: bytes, errors: bytes) -> Entry:
    for path in own_files():
        recording.add(path)
    seen = recording.files.values()
    signatures = [settled(one.signature, one.time) for one in seen]
    files = list(recording.files), signatures, [one.digest for one in seen]
    folders = list(recording.folders), list(recording.folders.values())
    places = [part for pair in recording.places.items() for part in pair]
    names = [os.fsencode(name) for name in sorted(recording.variables)]
    variables = [part for name in names for part in (name, variable(name))]
    return Entry(key, status, output, errors, files, folders, places, variables)


def own_files() -> Iterator[str]:
    """Yield the files that tell whether dashlint and the libraries that it reads with are what they are now.

    An installed one has a record of its files; one that is developed has not, so that each file counts.
    """
    around = os.path.dirname(PACKAGE)
    record = os.path.join(around, f"dashlint-{__version__}.dist-info", "RECORD")
    if os.path.isfile(record):
        yield record
    else:
        yield from _files_below(PACKAGE)
        yield from _files_below(os.path.join(around, "rules"))
    yield from _records_of_libraries()


def _files_below(folder: str) -> Iterator[str]:
    for inner, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        yield from (os.path.join(inner, name) for name in sorted(names))


def _records_of_libraries() -> Iterator[str]:
    found = find_spec("libcst")
    site = os.path.dirname(os.path.dirname(found.origin)) if found is not None and found.origin else PACKAGE
    for name in sorted(os.listdir(site)):
        if name.lower().startswith(_LIBRARIES) and name.endswith(".dist-info"):
            yield os.path.join(site, name, "RECORD")


def _mark(folder: str) -> None:
    """Tell programs that make backups, and git, that a folder of ours holds nothing of worth."""
    for name, content in (("CACHEDIR.TAG", _TAG), (".gitignore", b"*\n")):
        replace(os.path.join(folder, name), content)


def _oldest(folder: str, most: int, names: re.Pattern[str]) -> list[str]:
    """Return what has such names in a folder besides the newest of it; the folder may hold what is none of ours."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        ours = [entry for entry in entries if names.fullmatch(entry.name)]
        aged = sorted(((entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in ours), reverse=True)
        return [path for _, path in aged[most:]]
    return []


def _remove_files(paths: Iterable[str]) -> None:
    """Remove files; what another process has removed is gone as well."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)
