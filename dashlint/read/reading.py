"""Reading one file: bytes in, facts out."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from functools import cache

from dashlint.facts import Defect, FileFacts
from dashlint.read.memory import READABLE, Memory, Recollection, recollection_of
from dashlint.read.parsing import UnreadableError, parse
from dashlint.read.patience import Patience, patience_with
from dashlint.read.sections import Section, sections_of
from dashlint.read.walking import Walk


def read(path: str, text: bytes, seconds: float | None = None) -> FileFacts:
    """Return the facts of the file at `path` (absolute) whose content is `text`.

    A file that cannot be decoded, parsed or walked, or takes more `seconds` to be parsed, has a defect; nothing is
    raised. The bodies of its functions are read when they are first looked at, so that a defect in one is known when
    that is looked for.
    """
    patience = patience_with(text)
    if seconds is not None:
        patience.seconds = seconds
    try:
        sections = sections_of(text)
        if sections is not None:
            body = tuple(statement for section in sections for statement in section.statements())
            return FileFacts(path, body, check=_checking(text, sections, patience, recollection_of(text)))
        return FileFacts(path, Walk().module(patience.parse(text)))
    except UnreadableError as error:
        return FileFacts(path, (), Defect(error.message, error.line))
    except RecursionError:
        return FileFacts(path, (), Defect("nested too deeply to be read", 1))


def means_the_same(one: bytes, other: bytes) -> bool:
    """Tell whether two texts are the same but for comments and space; one that cannot be read is like no other."""
    try:
        return one == other or Walk().module(parse(one)) == Walk().module(parse(other))
    except (UnreadableError, RecursionError):
        return False


def recall(text: bytes, memory: Memory) -> None:
    """Let a file of this content be read with a memory, as long as it has not been read without."""
    recollection_of(text).memory = memory


def _checking(
    text: bytes, sections: Sequence[Section], patience: Patience, recollection: Recollection
) -> Callable[[], Defect | None]:
    def is_known() -> bool:
        return recollection.text(READABLE, text) is not None or is_python(text)

    @cache
    def checked() -> Defect | None:
        if any(section.is_broken for section in sections) or not is_known():
            try:
                patience.parse(text)
            except UnreadableError as error:
                return Defect(error.message, error.line)
        recollection.keep_text(READABLE, text, "yes")
        return None

    return lambda: patience.trouble or checked()


def is_python(text: bytes) -> bool:
    """Tell whether the Python that runs dashlint can parse a text; a newer Python may, where this one cannot."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
