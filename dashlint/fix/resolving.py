"""Resolving: from the changes that a rule asks for to the edits of text that make them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dashlint.changes import Change, Fix
from dashlint.diagnostic import Edit, Location
from dashlint.facts import Place
from dashlint.fix.files import FixedFile
from dashlint.fix.own_modules import own_modules
from dashlint.fix.pieces import CannotFixError, Piece
from dashlint.fix.recalling import Recalled

_FileAt = Callable[[str], FixedFile]
OwnModules = Callable[[str], frozenset[str]]


def edits_of(fixes: Sequence[Fix], texts: Mapping[str, bytes]) -> dict[Fix, tuple[Edit, ...]]:
    """Return the edits of each fix that can be made; a fix with a change that cannot be made is left out.

    `texts` are the contents of the files by path.
    """
    own = own_modules(texts)
    file_at = _files(fixes, texts, own)
    order = sorted(dict.fromkeys(fixes), key=lambda fix: [change.place.path for change in fix.changes])
    found = {
        fix: _recalled(fix, texts, own, file_at) for fix in order
    }  # what is known of a file is asked for in one go
    return {fix: edits for fix, edits in found.items() if edits}


def _recalled(fix: Fix, texts: Mapping[str, bytes], own: OwnModules, file_at: _FileAt) -> tuple[Edit, ...]:
    recalled = Recalled(fix, texts, own)
    edits = recalled.edits()
    if edits is None:
        edits = _resolved(fix, file_at)
        recalled.keep(edits)
    return edits


def _files(fixes: Iterable[Fix], texts: Mapping[str, bytes], own: OwnModules) -> _FileAt:
    """Return what gives the file at a path, each of which is read once."""
    turns: dict[str, set[int]] = {}
    for place in (place for fix in fixes for change in fix.changes for place in _places(change)):
        turns.setdefault(place.path, set()).add(place.at)
    known: dict[str, FixedFile] = {}

    def file_at(path: str) -> FixedFile:
        if path not in known:
            known[path] = FixedFile(path, texts[path], turns[path], lambda: own(path))
        return known[path]

    return file_at


def _resolved(fix: Fix, file_at: _FileAt) -> tuple[Edit, ...]:
    try:
        by_path: dict[str, list[Piece]] = {}
        for change in fix.changes:
            path = change.place.path
            by_path.setdefault(path, []).extend(file_at(path).pieces(change))
        edits = {path: tuple(_edits(path, _merged(pieces))) for path, pieces in by_path.items()}
    except (CannotFixError, RecursionError):
        return ()
    if not all(file_at(path).stays_readable(some) for path, some in edits.items()):
        return ()
    return tuple(edit for some in edits.values() for edit in some)


def _places(change: Change) -> Iterator[Place]:
    yield change.place
    yield from getattr(change, "parts", ())


def _merged(pieces: Collection[Piece]) -> list[Piece]:
    """Return the pieces by position, those written at one place as one, in the order in which they were asked for."""
    merged: list[Piece] = []
    for piece in sorted(dict.fromkeys(pieces), key=lambda piece: (piece.start, piece.end)):
        last = merged[-1] if merged else None
        if last and last.start == last.end == piece.start == piece.end:
            merged[-1] = replace(last, text=last.text + piece.text, is_shared=last.is_shared and piece.is_shared)
        elif last and piece.start < last.end:
            raise CannotFixError("two changes overlap")
        else:
            merged.append(piece)
    return merged


def _edits(path: str, pieces: Iterable[Piece]) -> Iterator[Edit]:
    for piece in pieces:
        yield Edit(Location(path, *piece.start, *piece.end), piece.text, piece.is_shared)
