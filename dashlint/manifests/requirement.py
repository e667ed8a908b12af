"""One package that a manifest asks for, where and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from packaging import requirements
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from dashlint.facts import Place
from dashlint.manifests.versions import admitted

#: How a requirement is spelled: as pip does, as a key with a version or a table, as conda does, in a shell command.
Syntax: TypeAlias = Literal["pip", "table", "conda", "command"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A package by its normalised name, with what is said of it; `written` is the version as it stands in the file.

    `group` is the optional or development group, "" for what is always installed. `is_lock` marks what a tool wrote,
    `is_constraint` what only limits the version of a package that something else asks for.
    """

    name: str
    place: Place
    extras: frozenset[str] = frozenset()
    specifier: SpecifierSet = field(default_factory=SpecifierSet)
    written: str = ""
    group: str = ""
    syntax: Syntax = "pip"
    is_lock: bool = False
    is_constraint: bool = False

    def __post_init__(self) -> None:
        try:
            hash(self.specifier)
        except ValueError:  # numbers of thousands of digits, which say nothing
            object.__setattr__(self, "specifier", SpecifierSet())

    def is_older(self, version: str) -> bool:
        """Tell whether every version that it allows is older than this one."""
        return admitted(self.specifier).are_below(version)

    @property
    def is_exact(self) -> bool:
        """Tell whether it names one version."""
        return any(one.operator in ("==", "===") and not one.version.endswith("*") for one in self.specifier)


@dataclass(frozen=True, slots=True)
class Include:
    """Another file, by absolute path, whose requirements count as well; `is_guess` where the path may be another."""

    path: str
    is_constraint: bool = False
    is_guess: bool = False


Entry: TypeAlias = "Requirement | Include"


def parsed(
    text: str,
    place: Place,
    *,
    group: str = "",
    syntax: Syntax = "pip",
    is_lock: bool = False,
    is_constraint: bool = False,
) -> Iterator[Requirement]:
    """Yield the requirement that a text such as `dash[fastapi]>=4.2; python_version > "3.9"` is, if it is one."""
    try:
        found = requirements.Requirement(text)
    except requirements.InvalidRequirement:
        return
    name = canonicalize_name(found.name)
    extras = frozenset(canonicalize_name(extra) for extra in found.extras)
    written = "".join(text.partition(";")[0].split()).removeprefix(found.name)
    written = written.partition("]")[2] if written.startswith("[") else written
    written = "" if found.url else written.strip("()")
    yield Requirement(name, place, extras, found.specifier, written, group, syntax, is_lock, is_constraint)
