"""What an editor offers to do about problems: to mend them, or to silence them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lsprotocol import types

from dashlint.diagnostic import Applicability, Diagnostic, Edit, Location
from dashlint.fix import compatible
from dashlint.report.run import TOOL, UNREADABLE
from dashlint.server.abilities import Abilities
from dashlint.server.changing import change, is_sound
from dashlint.server.findings import Findings
from dashlint.server.problems import problem
from dashlint.server.ruler import Ruler
from dashlint.server.silencing import in_file, on_line

QUICK_FIX = str(types.CodeActionKind.QuickFix.value)
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{TOOL}"


@dataclass(frozen=True, slots=True)
class Actions:
    """Makes the actions for one file, at a real path, of what a run found."""

    path: str
    findings: Findings
    ruler: Ruler
    abilities: Abilities

    def offered(self, range: types.Range, only: Sequence[str] | None) -> list[types.CodeAction]:
        """Return the actions for a stretch of the file, of the kinds that are wanted, or of all kinds."""
        here = self.ruler.location(self.path, range, self.findings.line)
        found = [one for one in self.findings.within(self.path) if _touch(one.location, here)]
        offered: list[types.CodeAction] = []
        if _is_wanted(QUICK_FIX, only):
            offered += [*self._fixes(found), *self._silencing(found)]
        if _is_wanted(FIX_ALL, only):
            offered += self._fix_all()
        return offered

    def _fixes(self, found: Iterable[Diagnostic]) -> Iterator[types.CodeAction]:
        for one in found:
            fix = one.fix
            if fix is None or not self._mends(one, with_unsafe=True) or not self.findings.holds(fix.edits):
                continue
            is_safe = fix.applicability is Applicability.SAFE
            title = f"{TOOL} ({one.code}): {_begun(fix.title)}" + ("" if is_safe else " (unsafe)")
            yield self._quick(title, one, fix.edits, is_safe)

    def _silencing(self, found: Iterable[Diagnostic]) -> Iterator[types.CodeAction]:
        """Yield the comments that silence problems; where each needs a reason, only people can write them."""
        seen = set()
        is_readable = all(one.code != UNREADABLE for one in self.findings.within(self.path))
        for one in found if is_readable and not self.findings.settings.require_reasons else ():
            content = self.findings.content(self.path)
            for where, edits in ("on this line", on_line(one, content)), ("in this file", in_file(one, content)):
                if edits and (where, one.code, one.location.line) not in seen:
                    seen.add((where, one.code, one.location.line))
                    yield self._quick(f"{TOOL}: Ignore {one.code} {where}", one, edits)

    def _fix_all(self) -> Iterator[types.CodeAction]:
        """Yield what mends all that can be mended at once and without asking, in this file."""
        mended = [one.fix.edits for one in self.findings.within(self.path) if one.fix and self._mends(one)]
        groups = [edits for edits in mended if self.findings.holds(edits)]
        edits = {edit for number in compatible(groups) for edit in groups[number]}
        if edits and is_sound(edits, self.findings):
            made = change(edits, self.findings, self.ruler, self.abilities.versioned_edits)
            yield types.CodeAction(f"{TOOL}: Fix all that can be fixed", kind=FIX_ALL, edit=made)

    def _mends(self, found: Diagnostic, with_unsafe: bool = False) -> bool:
        fixing, fix = self.findings.settings.fixing, found.fix
        fixing = replace(fixing, unsafe_fixes=True) if with_unsafe else fixing
        return fix is not None and fixing.mends(found.code, found.name, found.severity, fix.applicability)

    def _quick(
        self, title: str, found: Diagnostic, edits: Sequence[Edit], is_preferred: bool = False
    ) -> types.CodeAction:
        return types.CodeAction(
            title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[problem(found, self.findings, self.ruler, self.abilities)],
            is_preferred=is_preferred or None,
            edit=change(edits, self.findings, self.ruler, self.abilities.versioned_edits),
        )


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether an action of a kind is wanted: a wider kind stands for those in it, as `source` for `source.fixAll`."""
    return only is None or any(wanted in ("", kind) or kind.startswith(f"{wanted}.") for wanted in only)


def _touch(one: Location, other: Location) -> bool:
    return (one.line, one.column) <= (other.end_line, other.end_column) and (other.line, other.column) <= (
        one.end_line,
        one.end_column,
    )


def _begun(title: str) -> str:
    return title[:1].upper() + title[1:]
