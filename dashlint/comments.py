"""What became of the comments that silence rules: what each silenced in a run, and what in it names no rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dashlint.diagnostic import Diagnostic
from dashlint.facts import Place
from dashlint.suppress import ON_COMMENTS, Suppression, means

_CODE = re.compile(r"DSH\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that silences rules: the codes that it kept silent, and the call chains that only lead by it.

    `bypassed` maps the code of a problem to the place where that problem is reported instead.
    """

    place: Place
    suppression: Suppression
    silenced: frozenset[str] = frozenset()
    bypassed: tuple[tuple[str, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a comment: these `entries` of it, all of them if it `is_whole`, none if it lists none.

    `elsewhere` are problems of those rules that come by here but are reported at another place.
    """

    place: Place
    suppression: Suppression
    entries: tuple[str, ...]
    is_whole: bool
    elsewhere: tuple[tuple[str, Place], ...] = ()


@dataclass(frozen=True, slots=True)
class Comments:
    """Every comment meant for dashlint in the files that a run reports on.

    `names` are all rules by code, `selected` the codes of those that this run shows, in the file of a path those that
    `selected_in` names, if it does. `are_tried` is False where the run
    supposes a backend or a Dash that is not the project's own: then it does not tell which comments the project needs.
    """

    comments: tuple[Comment, ...]
    names: Mapping[str, str]
    selected: frozenset[str]
    are_tried: bool = True
    selected_in: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def faulty(self) -> Iterator[Remark]:
        """Yield the comments that stand where they mean nothing, and the ranges without an end that silence something.

        What such a range silences depends on the backend and on Dash, so it counts only where these are the project's.
        """
        for comment in self.comments:
            fault = comment.suppression.fault
            if fault == "unclosed" and not (self.are_tried and comment.silenced):
                continue
            if fault and not self._is_kept(comment):
                yield self._remark(comment, comment.suppression.directive.listed)

    def unused(self) -> Iterator[Remark]:
        """Yield the comments that silence nothing, or not with each of their entries."""
        for comment in self.comments if self.are_tried else ():
            written, fault = comment.suppression.directive, comment.suppression.fault
            entries = tuple(entry for entry in written.listed if self._is_unused(entry, comment))
            is_idle = written.is_own and not written.listed and not comment.silenced
            if fault in ("", "unclosed") and (entries or is_idle):
                yield self._remark(comment, entries)

    def unknown(self) -> Iterator[Remark]:
        """Yield the comments that list what is no rule; the codes of other linters are left to them."""
        for comment in self.comments:
            written = comment.suppression.directive
            ours = (entry for entry in written.listed if written.is_own or _CODE.fullmatch(entry))
            entries = tuple(entry for entry in ours if not self._meant(entry))
            if entries:
                yield self._remark(comment, entries)

    def _remark(self, comment: Comment, entries: tuple[str, ...]) -> Remark:
        meant = {code for entry in entries for code in self._meant(entry)} if entries else self.names
        elsewhere = tuple((code, place) for code, place in comment.bypassed if code in meant)
        is_whole = len(entries) == len(comment.suppression.directive.listed)
        return Remark(comment.place, comment.suppression, entries, is_whole, elsewhere)

    def _meant(self, entry: str) -> frozenset[str]:
        """Return the codes that an entry of a comment stands for."""
        return frozenset(code for code, name in self.names.items() if means(entry, code, name))

    def _is_kept(self, comment: Comment) -> bool:
        """Whether a comment lists a rule on comments, which says to keep it."""
        return any(self._meant(entry) & ON_COMMENTS for entry in comment.suppression.directive.listed)

    def _is_unused(self, entry: str, comment: Comment) -> bool:
        """Whether an entry names selected rules, none of which it silenced; one that names DSH002 says to keep it."""
        codes = self._meant(entry)
        selected = self.selected_in.get(comment.place.path, self.selected)
        return bool(codes & selected) and not codes & comment.silenced and not codes & ON_COMMENTS


def without_reason(found: Diagnostic, suppression: Suppression) -> Diagnostic:
    """Return a problem as it is shown where a comment would silence it if it gave a reason, without a fix for it."""
    where = "this line" if suppression.line == found.location.line else f"line {suppression.line}"
    asked = f"give a reason in the comment on {where}, as `-- because …`, without which it does not count"
    return replace(found, help=f"{asked}; or {found.help}" if found.help else asked, fix=None)


def is_for_dashlint(suppression: Suppression, names: Mapping[str, str]) -> bool:
    """Whether a comment names dashlint, one of its rules, or what looks like the code of one."""
    known, written = frozenset(names.values()), suppression.directive
    return written.is_own or any(_CODE.fullmatch(entry) or entry.lower() in known for entry in written.listed)


def used(comments: Mapping[str, Iterable[Suppression]], found: Iterable[Diagnostic]) -> tuple[Comment, ...]:
    """Return the comments of each file, with what they silence of all that is found, shown or not."""
    known = tuple(found)
    return tuple(
        _used(Comment(Place(path, -suppression.line), suppression), known)
        for path in sorted(comments)
        for suppression in comments[path]
    )


def _used(comment: Comment, found: tuple[Diagnostic, ...]) -> Comment:
    silenced: set[str] = set()
    bypassed: dict[str, Place] = {}
    for one in found:
        here, suppression = one.location, comment.suppression
        if here.path == comment.place.path and suppression.silences(one.code, one.name, here.line, here.end_line):
            silenced.add(one.code)
        elif suppression.covers(one.code, one.name) and _passes(one, comment):
            bypassed.setdefault(one.code, Place(here.path, -here.line))
    return replace(comment, silenced=frozenset(silenced), bypassed=tuple(sorted(bypassed.items())))


def _passes(found: Diagnostic, comment: Comment) -> bool:
    places = (note.location for note in found.notes if note.location is not None)
    return any(
        place.path == comment.place.path and comment.suppression.reaches(place.line, place.end_line) for place in places
    )
