"""Resolving: from the changes that a rule asks for to the edits of text that make them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import libcst as cst

from dashlint.changes import Change, Fix, WriteText
from dashlint.decoding import decoded
from dashlint.diagnostic import Edit, Location
from dashlint.facts import Place
from dashlint.file_kinds import kind_of
from dashlint.fix.bound_names import names_bound
from dashlint.fix.comments import comment_piece
from dashlint.fix.imports import Imports
from dashlint.fix.own_modules import own_modules
from dashlint.fix.readable import is_readable_after
from dashlint.fix.rewriting import CannotFixError, Piece, Position, Rewriting
from dashlint.fix.texts import line_starts
from dashlint.read import Chunk, FoundNode, chunks_of, nodes_of


def edits_of(fixes: Sequence[Fix], texts: Mapping[str, bytes]) -> dict[Fix, tuple[Edit, ...]]:
    """Return the edits of each fix that can be made; a fix with a change that cannot be made is left out.

    `texts` are the contents of the files by path.
    """
    places = {place for fix in fixes for change in fix.changes for place in _places(change)}
    paths = sorted({place.path for place in places})
    files = {path: _File(path, texts, {place.at for place in places if place.path == path}) for path in paths}
    found = {fix: _resolved(fix, files) for fix in fixes}
    return {fix: edits for fix, edits in found.items() if edits}


def _resolved(fix: Fix, files: Mapping[str, _File]) -> tuple[Edit, ...]:
    try:
        by_path: dict[str, list[Piece]] = {}
        for change in fix.changes:
            by_path.setdefault(change.place.path, []).extend(files[change.place.path].pieces(change))
        edits = [edit for path, pieces in by_path.items() for edit in _edits(path, _merged(pieces))]
    except (CannotFixError, RecursionError):
        return ()
    return tuple(edits) if all(files[path].stays_readable(edits) for path in by_path) else ()


def _places(change: Change) -> Iterator[Place]:
    yield change.place
    yield from getattr(change, "parts", ())


class _File:
    """One file that is to be fixed."""

    def __init__(self, path: str, texts: Mapping[str, bytes], turns: set[int]) -> None:
        self.path = path
        self.content = content = texts[path]
        self.text = decoded(content)
        self.starts = line_starts(self.text)
        self.nodes = nodes_of(content, {turn for turn in turns if turn > 0}) if any(t > 0 for t in turns) else {}
        self._taken: dict[cst.CSTNode | None, frozenset[str]] = {}
        self.imports = Imports(content, self.text, lambda: own_modules(path, texts))

    def pieces(self, change: Change) -> list[Piece]:
        """Return the pieces of text that make a change, imports included."""
        if isinstance(change, WriteText):
            return [comment_piece(self.text, self.starts, -change.place.at, change)]
        imports: list[Piece] = []
        found = self.nodes.get(change.place.at)

        def spell(name: str) -> str:
            around = self._surroundings(found) if found else ((), None)
            written, added = self.imports.spelled(name, *around)
            imports.extend(added)
            return written

        pieces = Rewriting(self._slice, self.nodes, spell).pieces(change)
        return [*pieces, *imports]

    def stays_readable(self, edits: Iterable[Edit]) -> bool:
        """Tell whether the file is code after these edits."""
        own = [edit for edit in edits if edit.location.path == self.path]
        return kind_of(self.path) not in ("python", None) or is_readable_after(own, self.content, self._chunks)

    @cached_property
    def _chunks(self) -> tuple[Chunk, ...]:
        return chunks_of(self.content)

    def _surroundings(self, found: FoundNode) -> tuple[frozenset[str], int | None]:
        """Return the names that functions around a node bind, and its line if it runs while the file is imported."""
        outermost, is_called, parents = None, False, found.tree.parents
        node, parent = found.node, parents.get(found.node)
        while parent is not None:
            is_scope = isinstance(parent, (cst.FunctionDef, cst.Lambda, cst.ClassDef))
            outermost = parent if is_scope else outermost
            is_called = is_called or (isinstance(parent, (cst.FunctionDef, cst.Lambda)) and parent.body is node)
            node, parent = parent, parents.get(parent)
        return self._names_in(outermost), None if is_called else _span_line(found)

    def _names_in(self, node: cst.CSTNode | None) -> frozenset[str]:
        if node not in self._taken:
            self._taken[node] = frozenset(names_bound(node)) if node is not None else frozenset()
        return self._taken[node]

    def _slice(self, start: Position, end: Position) -> str:
        return self.text[self._offset(start) : self._offset(end)].replace("\r\n", "\n").replace("\r", "\n")

    def _offset(self, position: Position) -> int:
        return self.starts[position[0] - 1] + position[1] - 1


def _span_line(found: FoundNode) -> int:
    return found.tree.positions[found.node].start.line + found.tree.lines_before


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
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
