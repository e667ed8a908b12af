"""Sections: the stretches of a file that are read one by one, and the numbers of the nodes in them.

The turns of a section's nodes begin at a number that its place in the file alone decides, so that a section can be read
without those before it, and a turn tells which section holds its node.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

import libcst as cst

from dashlint import facts
from dashlint.looks.chunks import Chunk, Definition, chunks_in, definition_in, normal_text
from dashlint.read.memory import BODY, FIRST, Recollection, recollection_of
from dashlint.read.parsing import UnreadableError
from dashlint.read.patience import ImpatienceError, Patience, patience_with
from dashlint.read.walking import Walk

#: No node takes less than a character, and none has more turns than this for each.
TURNS_A_CHARACTER = 8
#: Bodies shorter than this are read at once.
SHORTEST_LATER_BODY = 120

_YIELD = re.compile(r"\byield\b")
_INDENTED = re.compile(r"^([ \t]+)[^\s#]", re.MULTILINE)
_WRAPPER = "class _:\n"


class CutError(Exception):
    """A section turns out not to be the one statement that it looked like."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A section that was parsed: its one statement, the tree that holds it, and the lines of the file before that."""

    statement: cst.BaseStatement
    module: cst.Module
    lines_before: int


@lru_cache(maxsize=4096)
def sections_of(text: bytes) -> tuple[Section, ...] | None:
    """Return the sections of a file; None if it cannot be cut, so that it has to be read as a whole.

    Raises:
        ImpatienceError: that takes too long.
    """
    code = normal_text(text)
    if text and not code:
        return None
    patience, recollection = patience_with(text), recollection_of(text)
    sections = tuple(Section(chunk, patience, recollection) for chunk in chunks_in(code, 1, 0))
    _parse_together([section for section in sections if not section.is_remembered], patience)
    try:
        for section in sections:
            section.statements()
    except CutError:
        return None
    return sections


def _parse_together(sections: Sequence[Section], patience: Patience) -> None:
    """Parse what is read at once of some sections in one go, if it is plain which statement belongs to which."""
    if not sections:
        return
    try:
        module = patience.parse_code("".join(section.first_code for section in sections), 1)
    except UnreadableError:
        return
    if len(module.body) == len(sections):
        for section, statement in zip(sections, module.body, strict=True):
            section.first_statement = statement


class Section:
    """One statement of a file, at its top or in the body of a class there."""

    def __init__(self, chunk: Chunk, patience: Patience, recollection: Recollection, scope: str = "") -> None:
        self.chunk = chunk
        self.patience = patience
        self.recollection = recollection
        self.scope = scope
        self.is_broken = False
        #: The tree of `first_code`, where that was parsed with that of other sections.
        self.first_statement: cst.BaseStatement | None = None
        self._statements: tuple[facts.Statement, ...] | None = None

    @property
    def first_turn(self) -> int:
        """The turn that none of its nodes has, but the next one may."""
        return self.chunk.offset * TURNS_A_CHARACTER

    @property
    def last_turn(self) -> int:
        """The last turn that one of its nodes may have."""
        return (self.chunk.offset + len(self.chunk.code)) * TURNS_A_CHARACTER

    @cached_property
    def later(self) -> Definition | None:
        """What the section defines, if the body of that can be read later."""
        definition = definition_in(self.chunk)
        if definition is None:
            return None
        body = self.chunk.code[definition.body :]
        margin = len(self.chunk.code) - len(self.chunk.code.lstrip(" \t"))
        if len(body) < SHORTEST_LATER_BODY or _leaving(margin).search(body):
            return None
        if definition.kind == "class":
            return definition if not self.scope else None
        return None if _YIELD.search(body) else definition

    @property
    def first_code(self) -> str:
        """What is read at once: all of it, or what it defines without the body."""
        if self.later is not None:
            return f"{self.chunk.code[: self.later.colon]}: ...\n"
        return self.chunk.code if self.chunk.code.endswith("\n") else f"{self.chunk.code}\n"

    def statements(self) -> tuple[facts.Statement, ...]:
        """Return the facts of the section, with a body that is read later where that can be.

        Raises:
            CutError: it is not one statement.
        """
        if self._statements is None:
            first = self._read_first() if self._first_facts is None else self._first_facts
            self._statements = self._with_body_later(first) if self.later else first
        return self._statements

    @property
    def is_remembered(self) -> bool:
        """Whether what is read at once is known from before."""
        return self._first_facts is not None

    @cached_property
    def _first_facts(self) -> tuple[facts.Statement, ...] | None:
        return self.recollection.facts(self._kept_as(FIRST), self.first_code, self.first_turn)

    def _read_first(self) -> tuple[facts.Statement, ...]:
        found = self._walked(self.first_statement or self.parsed(self.first_code).statement)
        self.first_statement = None
        self.recollection.keep_facts(self._kept_as(FIRST), self.first_code, self.first_turn, found)
        return found

    def _kept_as(self, kind: str) -> str:
        return f"{kind} in class" if self.scope else kind

    def parsed(self, code: str | None = None) -> Parsed:
        """Return the tree of the section, or of other code in its place.

        Raises:
            CutError: it is not one statement.
        """
        text = self.chunk.code if code is None else code
        try:
            module = self.patience.parse_code(_WRAPPER + text if self.scope else text, self.chunk.line)
        except ImpatienceError:
            raise
        except UnreadableError as error:
            raise CutError from error
        body = module.body[0].body.body if self.scope and isinstance(module.body[0], cst.ClassDef) else module.body
        if len(body) != 1 or (self.scope and len(module.body) != 1):
            raise CutError
        return Parsed(body[0], module, self.chunk.line - (2 if self.scope else 1))  # type: ignore[arg-type]

    def header(self) -> Parsed:
        """Return the tree of what the section defines, without the body that is read later.

        Raises:
            CutError: it is not one definition.
        """
        return self.parsed(self.first_code)

    @cached_property
    def inner(self) -> tuple[Section, ...]:
        """The sections in the body of the class that this one defines; none if it has to be read as a whole."""
        definition = self.later
        if definition is None or definition.kind != "class":
            return ()
        body = self.chunk.code[definition.body :]
        indent = _INDENTED.search(body)
        if indent is None:
            return ()
        line = self.chunk.line + self.chunk.code.count("\n", 0, definition.body)
        chunks = chunks_in(body, line, self.chunk.offset + definition.body, indent[1])
        sections = tuple(Section(chunk, self.patience, self.recollection, definition.name) for chunk in chunks)
        try:
            for section in sections:
                section.statements()
        except CutError:
            return ()
        return sections

    def _walked(self, statement: cst.BaseStatement) -> tuple[facts.Statement, ...]:
        walk = Walk(turns=self.first_turn)
        found = tuple(walk.statement(statement))
        if walk.turns >= self.last_turn + TURNS_A_CHARACTER:
            raise CutError
        return found

    def _with_body_later(self, header: Sequence[facts.Statement]) -> tuple[facts.Statement, ...]:
        definition = self.later
        assert definition is not None
        (found,) = header
        if not isinstance(found, (facts.Function, facts.Class)) or found.name != definition.name:
            raise CutError
        later = facts.LaterBlock(self.chunk.code[definition.body :], self._later_body)
        return (replace(found, body=later),)

    def _later_body(self) -> tuple[facts.Statement, ...]:
        try:
            if self.inner:
                return tuple(statement for section in self.inner for statement in section.statements())
            known = self.recollection.facts(self._kept_as(BODY), self.chunk.code, self.first_turn)
            return self._read_body() if known is None else known
        except (CutError, RecursionError):
            self.is_broken = True
            return ()
        except Exception as error:
            return self._given_up(error)

    def _read_body(self) -> tuple[facts.Statement, ...]:
        (found,) = self._walked(self.parsed().statement)
        body = tuple(found.body) if isinstance(found, (facts.Function, facts.Class)) else ()
        self.recollection.keep_facts(self._kept_as(BODY), self.chunk.code, self.first_turn, body)
        return body

    def _given_up(self, error: Exception) -> tuple[facts.Statement, ...]:
        """Keep in mind why the file is not read to its end."""
        if isinstance(error, ImpatienceError):
            self.patience.trouble = facts.Defect(error.message, error.line)
        else:
            self.patience.trouble = facts.Defect(facts.OWN_DEFECT, self.chunk.line, error)
        return ()


@cache
def _leaving(margin: int) -> re.Pattern[str]:
    """Return what a line looks like that is not indented further than this, and no comment."""
    return re.compile(rf"^[ \t]{{0,{margin}}}[^\s#]", re.MULTILINE)
