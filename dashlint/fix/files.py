"""Files that are to be fixed: what each has at the places of the changes, and what becomes of its text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container
from functools import cached_property

import libcst as cst

from dashlint.changes import Change, WriteText
from dashlint.decoding import decoded
from dashlint.diagnostic import Edit
from dashlint.file_kinds import kind_of
from dashlint.fix.bound_names import names_bound
from dashlint.fix.comments import comment_piece
from dashlint.fix.imports import Imports
from dashlint.fix.pieces import Piece, around, span
from dashlint.fix.readable import is_readable_after
from dashlint.fix.rewriting import Rewriting
from dashlint.lines import LINE_END, line_starts
from dashlint.looks.chunks import Chunk, chunks_of
from dashlint.read import FoundNode, nodes_of
from dashlint.read.measuring import Position, measures_of


class FixedFile:
    """One file that is to be fixed at these turns; `own` tells the project's own modules."""

    def __init__(self, path: str, content: bytes, turns: Collection[int], own: Callable[[], Collection[str]]) -> None:
        self.path = path
        self.content = content
        self.text = decoded(content)
        self.starts = line_starts(self.text)
        self.nodes = nodes_of(content, {turn for turn in turns if turn > 0})
        self._own = own

    def pieces(self, change: Change) -> list[Piece]:
        """Return the pieces of text that make a change, imports included.

        Raises:
            CannotFixError: it cannot be made.
        """
        if isinstance(change, WriteText):
            return [comment_piece(self.text, self.starts, -change.place.at, change)]
        imports: list[Piece] = []
        found = self.nodes.get(change.place.at)

        def spell(name: str) -> str:
            taken, above = _surroundings(found) if found else ((), None)
            written, added = self._imports.spelled(name, taken, above)
            imports.extend(added)
            return written

        pieces = Rewriting(self._slice, self.nodes, spell).pieces(change)
        return [*pieces, *imports]

    def stays_readable(self, edits: Collection[Edit]) -> bool:
        """Tell whether the file is code after these edits."""
        return kind_of(self.path) not in ("python", None) or is_readable_after(edits, self.content, self._chunks)

    @cached_property
    def _imports(self) -> Imports:
        return Imports(self.content, LINE_END.split(self.text), self._own)

    @cached_property
    def _chunks(self) -> tuple[Chunk, ...]:
        return chunks_of(self.content)

    def _slice(self, start: Position, end: Position) -> str:
        return self.text[self._offset(start) : self._offset(end)].replace("\r\n", "\n").replace("\r", "\n")

    def _offset(self, position: Position) -> int:
        return self.starts[position[0] - 1] + position[1] - 1


class _NamesWithin:
    """The names that the code of a node binds, of which only those are looked for that its stretch of code has."""

    def __init__(self, node: cst.CSTNode, found: FoundNode) -> None:
        self._node = node
        self._text = measures_of(found.tree).text

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._text and name in self._names

    @cached_property
    def _names(self) -> set[str]:
        return names_bound(self._node)


def _surroundings(found: FoundNode) -> tuple[Container[str], int | None]:
    """Return the names that functions around a node bind, and its line if it runs while the file is imported."""
    outermost, is_called = None, False
    node, parent = found.node, around(found)
    while parent is not None:
        is_scope = isinstance(parent, (cst.FunctionDef, cst.Lambda, cst.ClassDef))
        outermost = parent if is_scope else outermost
        is_called = is_called or (isinstance(parent, (cst.FunctionDef, cst.Lambda)) and parent.body is node)
        node, parent = parent, around(found, parent)
    taken = () if outermost is None else _NamesWithin(outermost, found)
    return taken, None if is_called else span(found)[0][0]
