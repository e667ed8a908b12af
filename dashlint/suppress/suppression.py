"""What a comment that silences rules is: which rules it silences, on which lines, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

PREFIX = "DSH"
ON_COMMENTS = frozenset({"DSH002", "DSH003"})
"""The rules on silencing comments themselves, which a blanket of dashlint's own does not silence."""

NEVER_SILENCED = frozenset({"DSH001"})
"""The rules that no comment silences: in a file that is no code, nobody knows what is a comment."""

Verb: TypeAlias = Literal["noqa", "ignore", "ignore-next-line", "ignore-file", "disable", "enable"]
Fault: TypeAlias = Literal["", "unclosed", "unmatched", "misplaced"]


@dataclass(frozen=True, slots=True)
class Directive:
    """A comment that says something to dashlint, as it is written: where, for which rules, and for what `reason`.

    `columns` are where it begins and where it has ended, from 1; `end` is where its reason has ended as well. It lists
    entries, which have columns of their own, unless it is a blanket, which means all rules.
    """

    line: int
    columns: tuple[int, int]
    verb: Verb
    listed: tuple[str, ...]
    is_blanket: bool
    reason: str = ""
    end: int = 0
    entry_columns: tuple[tuple[int, int], ...] = ()
    text: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is written for dashlint alone."""
        return self.verb != "noqa"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that silences rules on the lines from `first` to `last`: those it lists, or all when it is a blanket.

    `closing` is the comment that ends the range which this one begins, if it ends no other. The `fault` of one that
    does not do what it says: it is never closed, it closes nothing, or it stands where it means nothing.
    """

    directive: Directive
    first: int
    last: int
    closing: Directive | None = None
    fault: Fault = ""

    @property
    def line(self) -> int:
        """The line on which the comment stands."""
        return self.directive.line

    def silences(self, code: str, name: str, line: int, end_line: int) -> bool:
        """Whether a problem of this rule that reaches from `line` to `end_line` is silenced."""
        about_itself = code in ON_COMMENTS and line == self.line
        return (about_itself or self.reaches(line, end_line)) and self.covers(code, name)

    def reaches(self, line: int, end_line: int) -> bool:
        """Whether a place from `line` to `end_line` is meant; a comment may also stand where the place ends."""
        is_at_end = self.first <= self.line <= self.last and self.line == end_line
        return self.first <= line <= self.last or is_at_end

    def covers(self, code: str, name: str) -> bool:
        """Whether problems of this rule are silenced where the comment means them."""
        if code in NEVER_SILENCED:
            return False
        if self.directive.is_blanket:
            return not (self.directive.is_own and code in ON_COMMENTS)
        return any(means(entry, code, name) for entry in self.directive.listed)


def means(entry: str, code: str, name: str) -> bool:
    """Whether an entry of such a comment is the code of a rule, the start of it, or the name of the rule."""
    entry = entry.upper()
    return entry == name.upper() or (entry.startswith(PREFIX) and code.startswith(entry))
