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
from dashlint.cache.folder import LARGEST, replace
from dashlint.cache.recording import Recording

#: How many answers are kept for a working directory, and for how many of these.
MOST_ANSWERS, MOST_FOLDERS = 20, 200
#: How the folders and the files of answers are called, and those that were never finished.
_OURS = re.compile(r"[0-9a-f]{16}(?:\.run(?:\.\d+\.\d+\.tmp)?)?")
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
    inside, is_new = os.path.dirname(missed.file), not os.path.isdir(missed.folder)
    os.makedirs(inside, exist_ok=True)
    if is_new:
        _mark(missed.folder)
    replace(missed.file, content)
    _remove_answers(_oldest(inside, MOST_ANSWERS))
    for folder in _oldest(missed.folder, MOST_FOLDERS):
        _remove_answers(_oldest(folder, 0))
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


def _oldest(folder: str, most: int) -> list[str]:
    """Return what is in a folder besides the newest of it; the folder may hold what is none of ours."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        ours = [entry for entry in entries if _OURS.fullmatch(entry.name)]
        aged = sorted(((entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in ours), reverse=True)
        return [path for _, path in aged[most:]]
    return []


def _remove_answers(paths: Iterable[str]) -> None:
    """Remove files; what another process has removed is gone as well."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)
