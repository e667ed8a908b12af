"""Checking: whether a kept answer still holds, because all that it rests on is what it was."""

import os
import time

from dashlint.cache.entry import Entry
from dashlint.cache.evidence import NOTHING, digest, listing, place, settled, signature, variable


class Changed(Exception):  # noqa: N818 - nothing is wrong
    """Something is not what it was, named as people know it."""

    def __init__(self, what: bytes) -> None:
        super().__init__(os.fsdecode(what))


def check(entry: Entry) -> bool:
    """Make sure that an entry holds, and tell whether signatures or listings in it were brought up to date.

    Raises:
        Changed: it does not.
    """
    for name, value in zip(entry.variables[::2], entry.variables[1::2], strict=True):
        if variable(name) != value:
            raise Changed(name)
    for path, what in zip(entry.places[::2], entry.places[1::2], strict=True):
        if place(path) != what:
            raise Changed(path)
    return _check_folders(entry) | _check_files(entry)


def _check_folders(entry: Entry) -> bool:
    now = list(map(listing, entry.folders))
    if now == entry.listings:
        return False
    for folder, before, after in zip(entry.folders, entry.listings, now, strict=True):
        if before != after and _matters(folder, before, after):
            raise Changed(folder)
    entry.listings = now
    return True


def _matters(folder: bytes, before: bytes, after: bytes) -> bool:
    from dashlint.cache.relevance import is_relevant

    if before.startswith(NOTHING) or after.startswith(NOTHING):
        return True
    differing = set(before.split(b"/")) ^ set(after.split(b"/"))
    return any(is_relevant(folder, one) for one in differing if one)


def _check_files(entry: Entry) -> bool:
    """Compare signatures, and the content where they differ; a fresh checkout changes them all."""
    started = time.time_ns()
    now = list(map(signature, entry.files))
    if now == entry.signatures:
        return False
    for path, before, after, content in zip(entry.files, entry.signatures, now, entry.digests, strict=True):
        if before != after and (not content or digest(path) != content):
            raise Changed(path)
    kept = [old if old == new else settled(new, started) for old, new in zip(entry.signatures, now, strict=True)]
    is_new = kept != entry.signatures
    entry.signatures = kept
    return is_new
