"""What a user may choose: which rules speak, what is left out, which backend and Dash are assumed, what fails a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dashlint.diagnostic import Severity
from dashlint.ignored import Exclusion

ALL = "ALL"
ADVICE = "ADVICE"
BACKENDS = ("flask", "fastapi", "quart")
PREFIX = "DSH"


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
class Settings:
    """Every choice of a run; `weaker` holds the choice of rules that these settings override.

    `severities` are those that the user gives to rules; a run that `supposes` a backend or a Dash does so on trial.
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
        """Whether problems of these severities make the exit status 1."""
        return any(severity >= (self.fail_on or Severity.INFO) for severity in severities)

    def over(self, other: Settings) -> Settings:
        """These settings where they say something, `other` elsewhere; what is excluded adds up."""
        return replace(
            self,
            exclude=(*other.exclude, *self.exclude),
            backend=self.backend or other.backend,
            dash_version=self.dash_version or other.dash_version,
            fail_on=other.fail_on if self.fail_on is None else self.fail_on,
            severities=(*self.severities, *other.severities),
            weaker=(*self.weaker, Selection(other.select, other.extend_select, other.ignore), *other.weaker),
        )


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
