"""The outline of a file: which piece of its code defines, fills or writes each name, as far as its looks tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dashlint.looks.chunks import Chunk, Definition, chunks_in, definition_in
from dashlint.looks.imports import Imported, joined, scan_imports
from dashlint.looks.targets import targets_in

_DEFINITION = re.compile(r"^[ \t]*(async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_FILLED = re.compile(
    r"\b(\w+)(?:\[[^\]\n]*\])*\s*\.\s*(?:append|appendleft|add|insert|extend|extendleft|update|setdefault)\s*\("
    r"|\b(\w+)(?:\[[^\]]{0,200}\])+[^=\n]{0,4}=(?!=)"
)
_DECLARED = re.compile(r"(?:^|[;:])[ \t]*global\b([^;\n]*)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")
#: Attributes that are assigned to, alone, among others, with an annotation, or by `with` and `for`.
_WRITTEN = re.compile(
    r"\.\s*([^\W\d]\w*)\s*(?::[^=\n]+)?(?:\*\*|//|<<|>>|[-+*/|&^%@])?=(?!=)"
    r"|\.\s*([^\W\d]\w*)\s*[,)\]](?=[^\n]*=)|\b(?:as|for)\b[^\n]*?\.([^\W\d]\w*)[ \t]*(?:[,):]|in\b)"
)
_INDENTED = re.compile(r"^([ \t]+)[^\s#]", re.MULTILINE)
_SET = re.compile(r"\bsetattr\([^,\n]*,\s*[\"'](\w+)")
_PROPERTY = re.compile(r"(?:[ \t]*[@#][^\n]*\n)*?[ \t]*@[\w.]*property\b")
_SPECIAL = re.compile(r"__\w+__")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of a file's code: a statement at its top, or a statement or method in a class there.

    `names` are those under which others run it: of a function its own, of a constructor that of its class. `in_class`
    is the part of the code that sees the names of the class around it.
    """

    path: str
    code: str
    names: frozenset[str] = frozenset()
    is_async: bool = False
    in_class: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What defines, fills or writes each global `name` and each attribute, by its last name, and what is imported.

    `writers` are the pieces that put something into what another piece defines; `bound` are the names and attributes
    that may stand for something of another name: all but those that are defined plainly. All lists say too much rather
    than too little.
    """

    names: Mapping[str, tuple[Piece, ...]]
    attributes: Mapping[str, tuple[Piece, ...]]
    imports: Mapping[str, tuple[Imported, ...]]
    stars: tuple[Imported, ...]
    pieces: tuple[Piece, ...]
    writers: frozenset[Piece]
    bound: frozenset[str]


@lru_cache(maxsize=4096)
def outline(path: str, code: str) -> Outline:
    """Return the outline of the file at `path`, whose code has line ends that are "\\n"."""
    maker = _Maker(path)
    code = joined(code).replace("\f", "")
    for chunk in chunks_in(code, 1, 0):
        maker.statement(chunk)
    maker.note_fills()
    imports: dict[str, list[Imported]] = {}
    for imported in scan_imports(code):
        imports.setdefault(imported.bound, []).append(imported)
    stars = tuple(imports.pop("*", ()))
    return Outline(
        {name: tuple(pieces) for name, pieces in maker.names.items()},
        {name: tuple(pieces) for name, pieces in maker.attributes.items()},
        {name: tuple(found) for name, found in imports.items()},
        stars,
        tuple(maker.pieces),
        frozenset(maker.writers),
        frozenset(maker.bound | _renamed(imports)),
    )


@dataclass(slots=True)
class _Maker:
    path: str
    names: dict[str, dict[Piece, None]] = field(default_factory=dict)
    attributes: dict[str, dict[Piece, None]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    writers: set[Piece] = field(default_factory=set)
    fills: list[tuple[str, Piece]] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)

    def note_fills(self) -> None:
        """Add the pieces that put something into what others define."""
        for name, piece in self.fills:
            for known in (self.names, self.attributes):
                if name in known:
                    self._writes(known, name, piece)

    def statement(self, chunk: Chunk) -> None:
        definition = definition_in(chunk)
        self._bind(chunk.code, definition)
        if definition is None:
            self._other(chunk.code)
        elif definition.kind == "class":
            self._class(chunk, definition.name, definition.body)
        else:
            is_async = _is_async(chunk.code)
            self._written(self._piece(chunk.code, {definition.name}, is_async, self.names))

    def _other(self, code: str) -> None:
        """Add a statement that is not a definition, with what may be defined in it."""
        defined = {name: bool(is_async) for is_async, name in _DEFINITION.findall(code)}
        bound = {*defined, *_bound(code)}
        piece = self._piece(code, bound, any(defined.values()), self.names)
        for name in defined:
            self.attributes.setdefault(name, {})[piece] = None
        self._written(piece)

    def _class(self, chunk: Chunk, name: str, body: int) -> None:
        """Add a class: as a name it is its header, its fields and its special methods."""
        code = chunk.code[body:]
        indent = _INDENTED.search(code)
        inner = [(part, definition_in(part)) for part in (chunks_in(code, 1, 0, indent[1]) if indent else ())]
        is_cut = sum(len(part.code) for part, _ in inner) > len(code.strip()) // 2
        unnamed = [part.code for part, definition in inner if not _is_called_by_name(definition)]
        fields = "".join(part.code for part, definition in inner if definition is None)
        own = "".join([chunk.code[:body], *unnamed]) if is_cut else chunk.code
        self._piece(own, {name}, False, self.names, fields if is_cut else chunk.code)
        for part, definition in inner:
            self._member(part.code, definition, name)

    def _member(self, code: str, definition: Definition | None, owner: str) -> None:
        self._bind(code, definition)
        if definition is None:
            self._written(self._piece(code, set(_bound(code)), False, self.attributes, code))
        elif definition.kind == "class":
            self._written(self._piece(code, {definition.name}, False, self.attributes))
        else:
            names = {definition.name if _is_called_by_name(definition) else owner}
            piece = Piece(self.path, code, frozenset(names), _is_async(code), code[: definition.body])
            self.pieces.append(piece)
            self._written(piece)

    def _piece(
        self, code: str, names: set[str], is_async: bool, known: dict[str, dict[Piece, None]], in_class: str = ""
    ) -> Piece:
        piece = Piece(self.path, code, frozenset(names), is_async, in_class)
        self.pieces.append(piece)
        for name in names:
            known.setdefault(name, {})[piece] = None
        return piece

    def _bind(self, code: str, definition: Definition | None) -> None:
        """Note the names that stand for anything but what is plainly defined by them."""
        if code.lstrip().startswith("@"):
            if _PROPERTY.match(code):
                self.bound.update(name for _, name in _DEFINITION.findall(code)[:1])
        elif definition is None:
            self.bound.update(_bound(code))

    def _written(self, piece: Piece) -> None:
        """Note what a piece defines inside, and puts into names and attributes that it does not define."""
        for _, name in _DEFINITION.findall(piece.code):
            self.attributes.setdefault(name, {})[piece] = None
        for names in _DECLARED.findall(piece.code):
            for name in _WORD.findall(names):
                self._writes(self.names, name, piece)
        self.fills += [(filled[0] or filled[1], piece) for filled in _FILLED.findall(piece.code)]
        written = {name for names in _WRITTEN.findall(piece.code) for name in names if name}
        for name in written:
            self._writes(self.attributes, name, piece)
        self.bound |= written
        self.bound.update(_SET.findall(piece.code) if "setattr" in piece.code else ())

    def _writes(self, known: dict[str, dict[Piece, None]], name: str, piece: Piece) -> None:
        if piece not in known.setdefault(name, {}):
            self.writers.add(piece)
            known[name][piece] = None


def _is_called_by_name(definition: Definition | None) -> bool:
    """Tell whether a part of a class is a method that nothing runs but a call by its name."""
    return definition is not None and definition.kind == "def" and not _SPECIAL.fullmatch(definition.name)


def _is_async(code: str) -> bool:
    found = _DEFINITION.search(code)
    return found is not None and bool(found[1])


def _renamed(imports: Mapping[str, Iterable[Imported]]) -> set[str]:
    return {bound for bound, found in imports.items() if any(one.name not in (bound, "") for one in found)}


def _bound(code: str) -> Iterator[str]:
    """Yield the names that a statement may bind."""
    for target in targets_in(code):
        yield from _WORD.findall(target)
