"""What a user may choose: which rules speak, what is left out, which backend and Dash are assumed, what fails a run."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from dashlint.diagnostic import Applicability, Severity
from dashlint.ignored import Exclusion, is_meant

ALL = "ALL"
ADVICE = "ADVICE"
BACKENDS = ("flask", "fastapi", "quart")
PREFIX = "DSH"
#: How long the parser may take over one file unless somebody says otherwise; a megabyte takes some ten seconds.
USUAL_SECONDS = 30

Choice = TypeVar("Choice", bool, int, str)


@dataclass(frozen=True, slots=True)
class Selection:
    """One layer of choices about rules; each entry is a code, the start of one, a name, `ALL` or `ADVICE`."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def decides(self, code: str, name: str, severity: Severity) -> bool | None:
        """Shown, not shown, or not decided in this layer; of two entries the more specific one counts."""
        chosen = _closeness((*self.select, *self.extend_select), code, name, severity)
        refused = _closeness(self.ignore, code, name, severity)
        if chosen or refused:
            return chosen > refused
        return False if self.select else None


@dataclass(frozen=True, slots=True)
class FixSettings:
    """Which problems may be mended, how far the fixes are trusted, and whether to mend at all; None is not said."""

    fix: bool | None = None
    unsafe_fixes: bool | None = None
    show_fixes: bool | None = None
    fixable: tuple[str, ...] = ()
    unfixable: tuple[str, ...] = ()
    extend_fixable: tuple[str, ...] = ()
    extend_safe_fixes: tuple[str, ...] = ()
    extend_unsafe_fixes: tuple[str, ...] = ()

    def mends(self, code: str, name: str, severity: Severity, applicability: Applicability) -> bool:
        """Whether a fix that is trusted so far, for a problem of this rule, is to be made."""
        may_be = _closeness((*(self.fixable or (ALL,)), *self.extend_fixable), code, name, severity)
        if may_be <= _closeness(self.unfixable, code, name, severity):
            return False
        return applicability is Applicability.SAFE or (
            applicability is Applicability.UNSAFE and bool(self.unsafe_fixes)
        )

    def applicability(self, code: str, name: str, severity: Severity, usual: Applicability) -> Applicability:
        """Return how far a fix for this rule is trusted; a sketch stays a sketch, whatever the user says."""
        safe = _closeness(self.extend_safe_fixes, code, name, severity)
        unsafe = _closeness(self.extend_unsafe_fixes, code, name, severity)
        if usual is Applicability.DISPLAY or not safe | unsafe:
            return usual
        return Applicability.SAFE if safe > unsafe else Applicability.UNSAFE

    def over(self, other: FixSettings) -> FixSettings:
        """These settings where they say something, `other` elsewhere."""
        return FixSettings(
            fix=other.fix if self.fix is None else self.fix,
            unsafe_fixes=other.unsafe_fixes if self.unsafe_fixes is None else self.unsafe_fixes,
            show_fixes=other.show_fixes if self.show_fixes is None else self.show_fixes,
            fixable=self.fixable or other.fixable,
            unfixable=self.unfixable or other.unfixable,
            extend_fixable=(*self.extend_fixable, *other.extend_fixable),
            extend_safe_fixes=(*self.extend_safe_fixes, *other.extend_safe_fixes),
            extend_unsafe_fixes=(*self.extend_unsafe_fixes, *other.extend_unsafe_fixes),
        )


@dataclass(frozen=True, slots=True)
class PathIgnore:
    """Rules that are not reported in the files that a pattern means; in all others where it `is_for_others`."""

    pattern: Exclusion
    rules: tuple[str, ...]
    is_for_others: bool = False

    def holds(self, path: str) -> bool:
        """Whether the file at this absolute real path is one of them."""
        return is_meant(self.pattern, path) != self.is_for_others


@dataclass(frozen=True, slots=True)
class PathBackend:
    """The backend of the apps that the files make which a pattern means."""

    pattern: Exclusion
    backend: str


@dataclass(frozen=True, slots=True)
class Additions:
    """What a project adds to the catalogue: tables as the catalogue has them, and names that are `safe`."""

    tables: Mapping[str, object] = field(hash=False)
    safe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice of a run; `weaker` holds the choice of rules that these settings override.

    `severities` are those that the user gives to rules; a run that `supposes` a backend or a Dash does so on trial. If
    it does `require_reasons`, a comment without one silences nothing.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    backend: str | None = None
    dash_version: str | None = None
    fail_on: Severity | None = None
    weaker: tuple[Selection, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    supposes: bool = False
    require_reasons: bool | None = None
    fixing: FixSettings = FixSettings()
    path_ignores: tuple[PathIgnore, ...] = ()
    path_backends: tuple[PathBackend, ...] = ()
    force_exclude: bool | None = None
    src: tuple[str, ...] = ()
    additions: tuple[Additions, ...] = ()
    max_warnings: int | None = None
    baseline: str | None = None
    output_format: str | None = None
    max_seconds_per_file: int | None = None
    nested: tuple[tuple[str, Settings], ...] = ()

    def at(self, path: str) -> Settings:
        """Return the settings for the file at an absolute path: those of the nearest folder that has its own."""
        for folder, own in self.nested:
            if path.startswith(folder.rstrip(os.sep) + os.sep):
                return own
        return self

    @property
    def seconds_per_file(self) -> float:
        """How long the parser may take over one file."""
        chosen = USUAL_SECONDS if self.max_seconds_per_file is None else self.max_seconds_per_file
        return chosen or math.inf

    def ignores(self, path: str, code: str, name: str, severity: Severity) -> bool:
        """Whether a problem of this rule is not reported in the file at an absolute path, whatever is selected."""
        held = (each.rules for each in self.path_ignores if each.holds(path))
        return any(_closeness(rules, code, name, severity) for rules in held)

    def reports(self, path: str, code: str, name: str, severity: Severity) -> bool:
        """Whether a problem of this rule is reported in the file at an absolute path."""
        own = self.at(path)
        return own.shows(code, name, severity) and not own.ignores(path, code, name, severity)

    def backend_at(self, path: str) -> str | None:
        """Return the backend that is chosen for the apps that the file at an absolute path makes."""
        own = self.at(path)
        for each in own.path_backends:
            if is_meant(each.pattern, path):
                return each.backend
        return own.backend

    def shows(self, code: str, name: str, severity: Severity) -> bool:
        """Whether a problem of this rule is reported; advice (info) only where it was asked for."""
        for layer in (Selection(self.select, self.extend_select, self.ignore), *self.weaker):
            decided = layer.decides(code, name, severity)
            if decided is not None:
                return decided
        return severity > Severity.INFO

    def severity(self, code: str, name: str, usual: Severity, found: Severity) -> Severity:
        """Return the severity of a problem that was found with one; what is milder than its rule stays milder."""
        entries = ((_specificity(entry, code, name, usual), severity) for entry, severity in self.severities)
        closeness, chosen = max(entries, key=lambda entry: entry[0], default=(0, found))
        if not closeness:
            return found
        return min(found, chosen) if found < usual else chosen

    def fails(self, severities: Iterable[Severity]) -> bool:
        """Whether problems of these severities make the exit status 1; warnings only beyond `max_warnings`."""
        found = tuple(severities)
        usual = Severity.INFO if self.max_warnings is None else Severity.ERROR
        least = usual if self.fail_on is None else self.fail_on
        has_too_many = self.max_warnings is not None and found.count(Severity.WARNING) > self.max_warnings
        return has_too_many or any(severity >= least for severity in found)

    def over(self, other: Settings) -> Settings:
        """These settings where they say something, `other` elsewhere; what is excluded adds up."""
        return replace(
            self,
            exclude=(*other.exclude, *self.exclude),
            backend=self.backend or other.backend,
            dash_version=self.dash_version or other.dash_version,
            fail_on=other.fail_on if self.fail_on is None else self.fail_on,
            require_reasons=_first(self.require_reasons, other.require_reasons),
            severities=(*self.severities, *other.severities),
            fixing=self.fixing.over(other.fixing),
            weaker=(*self.weaker, Selection(other.select, other.extend_select, other.ignore), *other.weaker),
            path_ignores=(*self.path_ignores, *other.path_ignores),
            path_backends=(*self.path_backends, *(() if self.backend else other.path_backends)),
            force_exclude=_first(self.force_exclude, other.force_exclude),
            src=self.src or other.src,
            additions=(*self.additions, *other.additions),
            max_warnings=_first(self.max_warnings, other.max_warnings),
            baseline=_first(self.baseline, other.baseline),
            output_format=_first(self.output_format, other.output_format),
            max_seconds_per_file=_first(self.max_seconds_per_file, other.max_seconds_per_file),
            nested=tuple((folder, replace(self, nested=()).over(own)) for folder, own in other.nested),
        )


def _first(chosen: Choice | None, otherwise: Choice | None) -> Choice | None:
    return otherwise if chosen is None else chosen


def _closeness(entries: Iterable[str], code: str, name: str, severity: Severity) -> int:
    """How specific the most specific entry is that means this problem; 0 if none does."""
    return max((_specificity(entry, code, name, severity) for entry in entries), default=0)


def _specificity(entry: str, code: str, name: str, severity: Severity) -> int:
    if entry.lower() == name:
        return 2 + len(code)
    entry = entry.upper()
    if entry == ALL:
        return 1
    if entry == ADVICE:
        return 2 if severity is Severity.INFO else 0
    return 2 + len(entry) if entry and code.startswith(entry) else 0
