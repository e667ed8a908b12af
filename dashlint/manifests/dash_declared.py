"""What is asked of Dash for some code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashlint.manifests import brought, versions
from dashlint.manifests.reading import IMAGE, SCRIPT
from dashlint.manifests.requirement import Requirement
from dashlint.manifests.versions import Versions


@dataclass(frozen=True, slots=True)
class DashDeclared:
    """What is asked of Dash for some code: the `declarations`, all their extras, and the versions it may be.

    `packages` are those that are installed for certain. `is_complete` is False where a manifest includes a file that
    could not be read, `is_overruled` True where the user says which Dash it is.
    """

    declarations: tuple[Requirement, ...]
    extras: frozenset[str]
    packages: frozenset[str]
    versions: Versions
    is_complete: bool = True
    is_overruled: bool = False

    def lacks(self, *packages: str) -> tuple[str, ...]:
        """Return those of these packages that nothing brings."""
        return tuple(name for name in packages if name not in self.packages) if self.is_complete else ()

    def is_older(self, version: str) -> bool:
        """Tell whether Dash is certainly older than this, unless the user says which Dash it is."""
        return not self.is_overruled and self.versions.are_below(version)

    @property
    def edited(self) -> tuple[Requirement, ...]:
        """Return the declarations that people edit, one a file: what is always installed before groups and images."""
        compiled = {one.place.path.removesuffix(".in") + ".txt" for one in self.declarations}
        edited = [one for one in self.declarations if one.place.path not in compiled] or list(self.declarations)
        for is_first in (lambda one: not one.group, lambda one: one.group != IMAGE, lambda one: True):
            chosen = {one.place.path: one for one in reversed(edited) if is_first(one)}
            if chosen:
                return tuple(chosen[path] for path in sorted(chosen))
        return ()


def is_declaration(requirement: Requirement) -> bool:
    """Tell whether a requirement says that a project uses Dash; a lock may hold it for another package."""
    is_certain = not (requirement.is_lock or requirement.is_constraint or requirement.group == SCRIPT)
    return requirement.name == "dash" and is_certain


def dash_declared(
    requirements: Iterable[Requirement], is_complete: bool = True, is_overruled: bool = False
) -> DashDeclared:
    """Return what requirements ask of Dash."""
    every = tuple(requirements)
    dash = [one for one in every if one.name == "dash"]
    return DashDeclared(
        tuple(one for one in every if is_declaration(one)),
        frozenset(extra for one in dash for extra in one.extras),
        frozenset(brought.installed(one for one in every if not one.is_constraint)),
        _versions(dash),
        is_complete,
        is_overruled,
    )


def _versions(dash: list[Requirement]) -> Versions:
    """Return the versions that Dash may have: an exact one beats a range; contradictions leave all of it."""
    exact = [versions.admitted(one.specifier) for one in dash if one.is_exact]
    ranges = [versions.admitted(one.specifier) for one in dash if not one.is_exact]
    limits = versions.intersection(ranges)
    found = versions.intersection([versions.hull(exact), limits]) if exact else limits
    return versions.hull([*exact, *ranges]) if found.is_empty else found
