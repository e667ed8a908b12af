"""Writing comments that silence given problems: the edits that put each one where it means its problem."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dashlint.diagnostic import Edit, Location
from dashlint.file_kinds import kind_of
from dashlint.lines import LINE_END
from dashlint.suppress.code_layout import layout_of_code
from dashlint.suppress.directives import directives
from dashlint.suppress.file_layout import layout_of_file
from dashlint.suppress.layout import Layout, Written
from dashlint.suppress.other_files import sides
from dashlint.suppress.suppression import NEVER_SILENCED, Directive, means


@dataclass(frozen=True, slots=True, order=True)
class Wanted:
    """A problem that is to be silenced: the line on which it begins, its code, and the name of its rule."""

    line: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Added:
    """The edits of one file that write comments, how many of them, and the problems that none can silence."""

    edits: tuple[Edit, ...]
    comments: int
    refused: tuple[Wanted, ...] = ()


def silencing_edits(path: str, text: str, wanted: Iterable[Wanted], reason: str = "") -> Added:
    """Return the edits that silence these problems of a file; problems on one line share a comment.

    A comment of dashlint's own that already stands there takes up the codes, and the reason if it has none.
    """
    known = sorted(set(wanted))
    kind = kind_of(path) or "python"
    layout = layout_of_code(text) if kind == "python" else layout_of_file(text)
    page = _Page(path, text, layout, reason, {one.code: one.name for one in known})
    at_end, above, refused = page.sorted_out([one for one in known if one.code not in NEVER_SILENCED], kind == "python")
    edits = [
        *(page.at_end(line, codes) for line, codes in sorted(at_end.items())),
        *(page.above(line, codes) for line, codes in sorted(above.items())),
    ]
    refused += [one for one in known if one.code in NEVER_SILENCED]
    edits.sort(key=lambda edit: edit.location)
    return Added(tuple(edits), len(edits), tuple(sorted(refused)))


Codes = dict[int, set[str]]


class _Page:
    """A file to which comments are added."""

    def __init__(self, path: str, text: str, layout: Layout, reason: str, names: Mapping[str, str]) -> None:
        self.path = path
        self.text = text
        self.rows = LINE_END.split(text)
        self.layout = layout
        self.reason = reason
        self.names = names
        self.comments: Mapping[int, Written] = {comment.line: comment for comment in layout.comments}

    def sorted_out(self, wanted: Iterable[Wanted], is_code: bool) -> tuple[Codes, Codes, list[Wanted]]:
        """Return the codes to write at the end of lines, those to write above lines, and what cannot be silenced."""
        at_end: Codes = {}
        above: Codes = {}
        refused = []
        for one in wanted:
            line = max(min(one.line, len(self.rows)), 1)
            if self._is_without_code(line):
                at_end.setdefault(line, set()).add(one.code)
            elif is_code:
                at_end.setdefault(self._free_end(line), set()).add(one.code)
            elif (side := self._side(line, one.code)) is None:
                refused.append(one)
            else:
                (above if side[0] == "above" else at_end).setdefault(side[1], set()).add(one.code)
        return at_end, above, refused

    def at_end(self, line: int, codes: Collection[str]) -> Edit:
        """Return the edit that writes codes at the end of a line, or into the comment that is there."""
        merged = self._merged(line, codes)
        if merged is not None:
            return merged
        row = self.rows[line - 1]
        code = row.rstrip()
        gap = "  " if code else row
        return self._edit(line, len(code) + 1, len(row) + 1, gap + self._comment(codes))

    def above(self, line: int, codes: Collection[str]) -> Edit:
        """Return the edit that writes codes above a line, or into the comment that is there."""
        before = self.comments.get(line - 1)
        merged = self._merged(line - 1, codes) if before and before.is_alone else None
        if merged is not None:
            return merged
        row = self.rows[line - 1]
        indent = "" if row.startswith("\t") else row[: len(row) - len(row.lstrip())]
        return self._edit(line, 1, 1, f"{indent}{self._comment(codes)}\n")

    def _is_without_code(self, line: int) -> bool:
        is_empty = line not in self.layout.depths and self.layout.around(line) is None
        return is_empty or self._is_comment(line)

    def _is_comment(self, line: int) -> bool:
        return line in self.comments and self.comments[line].is_alone

    def _free_end(self, line: int) -> int:
        """Return the first line from this one on that ends neither inside of a string nor with a backslash."""
        while line in self.layout.held and line < len(self.rows):
            line += 1
        return line

    def _side(self, line: int, code: str) -> tuple[str, int] | None:
        """Return where a file that is no code has room for a comment, which must not change what the file says."""
        around = self.layout.around(line)
        first, last = (around.first, around.last) if around else (line, line)
        if len(self.text.splitlines()) != len(self.rows) - (not self.rows[-1]):
            return None  # lines are counted in two ways, so nobody knows which one is meant
        for side, keeps in sides(self.path):
            place = last if side == "end" else first
            edit = self.at_end(place, {code}) if side == "end" else self.above(place, {code})
            if keeps(self.text, self._after(edit)):
                return side, place
        return None

    def _after(self, edit: Edit) -> str:
        rows = list(self.rows)
        row, here = rows[edit.location.line - 1], edit.location
        rows[here.line - 1] = row[: here.column - 1] + edit.text + row[here.end_column - 1 :]
        return "\n".join(rows)

    def _merged(self, line: int, codes: Collection[str]) -> Edit | None:
        """Return the edit that adds codes to the list that a comment on a line has already."""
        comment = self.comments.get(line)
        found = directives(line, comment.column, comment.text) if comment else iter(())
        for directive in found:
            if directive.verb == "ignore" and directive.listed:
                reason = directive.reason or self.reason
                text = _written(self._joined(directive, codes), reason)
                return self._edit(line, directive.columns[0], directive.end, text)
        return None

    def _joined(self, directive: Directive, codes: Iterable[str]) -> list[str]:
        """Return the entries of a comment with those codes that none of them means, in order."""
        new = [code for code in codes if not any(means(entry, code, self.names[code]) for entry in directive.listed)]
        return sorted([*directive.listed, *new], key=str.lower)

    def _comment(self, codes: Iterable[str]) -> str:
        return _written(sorted(codes), self.reason)

    def _edit(self, line: int, first: int, last: int, text: str) -> Edit:
        return Edit(Location(self.path, line, first, line, last), text)


def _written(entries: Iterable[str], reason: str) -> str:
    return f"# dashlint: ignore[{', '.join(entries)}]" + (f" -- {reason}" if reason else "")
