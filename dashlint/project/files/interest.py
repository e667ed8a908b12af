"""Interest: which functions can lead to anything that a rule asks about, by their looks.

What is left out is not read. This is no judgement: a function is left out only if neither its code, nor the code that
this names, names anything that the catalogue or the engine knows of.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property

from dashlint import facts
from dashlint.catalogue import Catalogue
from dashlint.looks.imports import Imported
from dashlint.looks.mentions import Mention, mentions_in
from dashlint.looks.outline import Piece, outline
from dashlint.project.files.known_names import KnownNames
from dashlint.project.files.modules import Modules

#: Code in which names are made at run time may lead anywhere.
_MAKING_NAMES = ("getattr", "attrgetter", "methodcaller", "import_module", "__import__", "globals(", "eval(", "exec(")
#: What decorates an `async def` may keep its coroutine; registering one with Dash does not.
_DECORATED = re.compile(r"^[ \t]*@(?![\w.]*\bcallback\b)", re.MULTILINE)
_ASYNC = re.compile(r"\basync\s+def\b")
#: A function that may hand on what it is given.
_GIVEN = re.compile(r"\s*(?:@[^\n]*\n\s*)*(?:async\s+)?def\s+\w+\s*\(\s*(?!(?:self|cls)?\s*,?\s*\))")
_BUILTINS = frozenset(dir(builtins))


class Interest:
    """What the code of a project can lead to, worked out piece by piece when it is first asked for."""

    def __init__(self, modules: Modules, catalogue: Catalogue) -> None:
        self._modules = modules
        self._own = catalogue.own_called
        self._known = KnownNames(catalogue)
        self.outline = cache(lambda path: outline(path, modules.code(path)))
        #: The files that names lead to from what was looked at.
        self.files: set[str] = set()
        self._found: dict[Piece, bool] = {}
        self._links: dict[Piece, tuple[Piece, ...] | None] = {}
        self._bodies: dict[tuple[str, int], Piece] = {}
        self._meant: dict[tuple[str, Mention], tuple[Piece, ...] | None] = {}
        self._givers: dict[Piece, Piece] = {}
        self._putting: set[Piece] = set()
        self._users: dict[str, tuple[Piece, ...]] = {}

    def of_body(self, path: str, function: facts.Function) -> bool:
        """Tell whether the body of a function in the file at `path` can lead to anything; always if it was read."""
        body = function.body
        if not isinstance(body, facts.LaterBlock):
            return True
        key = path, function.at
        if key not in self._bodies:
            self._bodies[key] = Piece(path, body.text)
        return self._leads(self._bodies[key])

    def of_names(self, path: str, chains: Iterable[str]) -> bool:
        """Tell whether any of these names in the file at `path` ("client.fetch") can lead to anything."""
        meant = (self._meaning(path, Mention(chain)) for chain in chains)
        return any(pieces is None or any(map(self._leads, pieces)) for pieces in meant)

    def is_local(self, path: str, chain: str) -> bool:
        """Tell whether a name in the file at `path` can be a function's own: none that the module has."""
        root, here = chain.partition(".")[0], self.outline(path)
        return root not in here.names and root not in here.imports

    def of_path(self, path: str) -> bool:
        """Tell whether a dotted path outside the project is of interest by itself."""
        return self._known.are_of_interest(path)

    def of_users(self, name: str) -> bool:
        """Tell whether any code that mentions a name can lead to anything."""
        return any(self._leads(piece) for piece in self._mentioning(name))

    def _leads(self, start: Piece) -> bool:
        if start in self._found:
            return self._found[start]
        waiting, seen = [start], {start}
        while waiting:
            piece = waiting.pop()
            links = self._linked(piece)
            if links is None or any(self._found.get(linked) for linked in links):
                self._found[start] = self._found[piece] = True
                return True
            fresh = [linked for linked in links if linked not in seen and linked not in self._found]
            seen.update(fresh)
            waiting += fresh
        self._found.update(dict.fromkeys(seen, False))
        return False

    def _linked(self, piece: Piece) -> tuple[Piece, ...] | None:
        """Return the pieces that a piece names; None if it names something of interest itself."""
        if piece not in self._links:
            self._links[piece] = self._look(piece)
        return self._links[piece]

    def _look(self, piece: Piece) -> tuple[Piece, ...] | None:
        if any(word in piece.code for word in _MAKING_NAMES) or (piece.is_async and _DECORATED.search(piece.code)):
            return None
        found: dict[Piece, None] = {}
        for mention in mentions_in(piece.code):
            meant = self._meaning(piece.path, mention)
            if meant is None:
                return None
            found.update(dict.fromkeys(meant))
        for mention in mentions_in(piece.in_class):
            found.update(dict.fromkeys(self._attributes_named([mention.chain.split(".")[0]])))
        if piece in self._putting or piece in self.outline(piece.path).writers:
            found.update(dict.fromkeys(self._giver(each) for name in piece.names for each in self._mentioning(name)))
        return tuple(found)

    def _giver(self, piece: Piece) -> Piece:
        """Return a piece that gives something to one that puts it somewhere: who calls it may have given it that."""
        if piece not in self._givers:
            self._givers[piece] = giver = replace(piece) if _GIVEN.match(piece.code) else piece
            self._putting.update({giver} - {piece})
        return self._givers[piece]

    def _meaning(self, path: str, mention: Mention) -> tuple[Piece, ...] | None:
        """Return the pieces that a mention may stand for; None if that is of interest by itself."""
        key = path, mention
        if key not in self._meant:
            pieces = tuple(self._pieces(path, mention))
            found = tuple(piece for piece in pieces if piece is not None)
            is_made = not mention.is_awaited and any(_makes_coroutine(piece, mention) for piece in found)
            self._meant[key] = None if is_made or len(found) < len(pieces) else found
        return self._meant[key]

    def _pieces(self, path: str, mention: Mention) -> Iterator[Piece | None]:
        """Yield the pieces that a mention may stand for, and None where it is something outside that is of interest."""
        root, *rest = mention.chain.split(".")
        if mention.is_attribute:
            yield from self._attributes_named([root, *rest])
            return
        here = self.outline(path)
        yield from self._names(path, [root, *rest], mention.awaited_with, set())
        imported = here.imports.get(root)
        is_outside = imported is not None and all(self._base(path, each) is None for each in imported)
        if root in here.names or not is_outside:
            yield from self._attributes_named(rest)

    def _attributes_named(self, names: Iterable[str]) -> Iterator[Piece]:
        for name in names:
            yield from self._attributes.get(name, ())

    def _names(
        self, path: str, names: list[str], awaited: str | None, seen: set[tuple[str, ...]]
    ) -> Iterator[Piece | None]:
        """Yield what a name in the file at `path`, with its attributes, may stand for."""
        is_own = not seen
        if (path, *names) in seen:
            return
        seen.add((path, *names))
        root, *rest = names
        here = self.outline(path)
        yield from here.names.get(root, ())
        yield from () if is_own else here.names.get("__getattr__", ())
        if self._own(root):
            yield None
        for imported in here.imports.get(root, ()):
            whole = [*imported.module.split("."), imported.name] if imported.name else self._spelled(imported, root)
            yield from self._imported(path, imported, [*whole, *rest], rest, awaited, seen)
        for star in here.stars:
            yield from self._imported(path, star, [star.module, *names], names, awaited, seen)
        if root in _BUILTINS and self._known.are_of_interest(".".join(("builtins", *names)), awaited):
            yield None

    def _imported(
        self,
        path: str,
        imported: Imported,
        whole: list[str],
        rest: list[str],
        awaited: str | None,
        seen: set[tuple[str, ...]],
    ) -> Iterator[Piece | None]:
        """Yield what an imported name may stand for: `whole` is its path, `rest` are its attributes."""
        base = self._base(path, imported)
        if base is None:
            if not imported.level and self._known.are_of_interest(".".join(whole), awaited):
                yield None
        elif imported.name not in ("", "*"):
            yield from self._inside(base, [imported.name, *rest], awaited, seen)
        elif imported.name == "*":
            yield from self._inside(base, rest, awaited, seen)
        elif imported.bound == imported.module.partition(".")[0]:
            top = self._modules.resolve(path, imported.bound, 0)
            yield from self._inside(top, rest, awaited, seen) if top is not None else ()
            yield from self._inside(base, rest[imported.module.count(".") :], awaited, seen)
        else:
            yield from self._inside(base, rest, awaited, seen)

    def _base(self, path: str, imported: Imported) -> str | None:
        return self._modules.resolve(path, imported.module, imported.level)

    def _inside(
        self, base: str, names: list[str], awaited: str | None, seen: set[tuple[str, ...]]
    ) -> Iterator[Piece | None]:
        """Yield what the names of a module or folder may stand for."""
        if not names:  # what is done with the module itself may use any of its names
            yield from self.outline(base).pieces if base in self._modules.texts else ()
        elif base in self._modules.texts:
            self.files.add(base)
            yield from self._names(base, names, awaited, seen)
        if names and self._modules.is_package(base):
            inner = self._modules.inside(base, names[0])
            if inner is not None:
                yield from self._inside(inner, names[1:], awaited, seen)

    @staticmethod
    def _spelled(imported: Imported, root: str) -> list[str]:
        return [root] if imported.bound == imported.module.partition(".")[0] else imported.module.split(".")

    @cached_property
    def _attributes(self) -> dict[str, tuple[Piece, ...]]:
        found: dict[str, list[Piece]] = {}
        for path in sorted(self._modules.texts):
            for name, pieces in self.outline(path).attributes.items():
                found.setdefault(name, []).extend(pieces)
        return {name: tuple(pieces) for name, pieces in found.items()}

    def _mentioning(self, name: str) -> tuple[Piece, ...]:
        if name not in self._users:
            files = (self.outline(path) for path in self._modules.mentioning(name))
            self._users[name] = tuple(piece for file in files for piece in file.pieces if name in piece.code)
        return self._users[name]


def _makes_coroutine(piece: Piece, mention: Mention) -> bool:
    """Tell whether calling what a mention names may make a coroutine."""
    names = mention.chain.split(".")
    if "async" not in piece.code:
        return False
    if not piece.names.isdisjoint(names) and _ASYNC.search(piece.code):
        return True
    return any(re.search(rf"\basync\s+def\s+{name}\b", piece.code) for name in names)
