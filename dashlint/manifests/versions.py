"""Which versions of Dash a project may run on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from packaging.specifiers import Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version

#: The first Dash that has async callbacks, and with it `dash[async]`.
ASYNC_SINCE = "3.1.0"
#: The first Dash that takes `backend=`.
BACKENDS_SINCE = "4.2.0"


@dataclass(frozen=True, slots=True)
class Versions:
    """The stretch from `low` to `high`, without `high` itself if it is `open`; None is no limit."""

    low: Version | None = None
    high: Version | None = None
    is_open: bool = False

    def are_below(self, version: str) -> bool:
        """Tell whether all of them are older; what a pre-release already has is not known."""
        if self.high is None or self.high.is_prerelease:
            return False
        return self.high < Version(version) or (self.is_open and self.high == Version(version))

    def are_above(self, version: str) -> bool:
        """Tell whether all of them are newer."""
        return self.low is not None and self.low > Version(version)

    @property
    def is_empty(self) -> bool:
        """Tell whether no version lies between the limits."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.is_open and self.low == self.high)


ANY = Versions()


def exactly(version: str) -> Versions:
    """Return one version alone; a pre-release counts as the release that it comes before."""
    known = Version(Version(version).base_version)
    return Versions(known, known)


def admitted(specifier: SpecifierSet) -> Versions:
    """Return the versions that a specifier allows, gaps (`!=`) left aside."""
    return intersection(_admitted(one) for one in specifier)


def intersection(several: Iterable[Versions]) -> Versions:
    """Return what is common to all."""
    found = ANY
    for one in several:
        lows = [low for low in (found.low, one.low) if low is not None]
        highs = [(each.high, not each.is_open) for each in (found, one) if each.high is not None]
        high, is_closed = min(highs) if highs else (None, True)
        found = Versions(max(lows) if lows else None, high, not is_closed)
    return found


def hull(several: Iterable[Versions]) -> Versions:
    """Return the stretch from the lowest to the highest."""
    every = tuple(several)
    lows = [each.low for each in every if each.low is not None]
    highs = [(each.high, not each.is_open) for each in every if each.high is not None]
    low = min(lows) if lows and len(lows) == len(every) else None
    high, is_closed = max(highs) if highs and len(highs) == len(every) else (None, True)
    return Versions(low, high, not is_closed)


def _admitted(one: Specifier) -> Versions:
    try:
        version = Version(one.version.removesuffix(".*"))
    except InvalidVersion:  # `===` takes any text
        return ANY
    if one.operator == "~=":
        return Versions(version, _after(version.release[:-1]), is_open=True)
    if one.operator in ("==", "==="):
        is_family = one.version.endswith("*")
        return Versions(version, _after(version.release), is_open=True) if is_family else Versions(version, version)
    if one.operator in (">", ">="):
        return Versions(low=version)
    if one.operator in ("<", "<="):
        return Versions(high=version, is_open=one.operator == "<")
    return ANY


def _after(release: tuple[int, ...]) -> Version:
    """Return the first version that does not begin with these numbers."""
    return Version(".".join(str(number) for number in (*release[:-1], release[-1] + 1)))
