"""The line that a manifest should hold instead of the one it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from packaging.version import Version

from dashlint.manifests.requirement import Requirement
from dashlint.manifests.versions import admitted


def shown(requirement: Requirement) -> str:
    """Return a requirement much as it stands in its file."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    version = f' = "{requirement.written}"' if requirement.syntax == "table" else requirement.written
    return f"{requirement.name}{extras}{version}"


def better(requirement: Requirement, extras: Iterable[str], missing: Sequence[str], since: str) -> str:
    """Return what to do so that these extras and their `missing` packages are installed, of a Dash from `since` on."""
    version = _raised(requirement, since)
    if requirement.syntax == "conda":  # which knows no extras
        added = "add " + " and ".join(f"`{name}`" for name in missing)
        declared = f"declare `dash{version}`"
        parts = [declared] if not missing else [added] if version == requirement.written else [declared, added]
        return " and ".join(parts)
    together = sorted({*requirement.extras, *extras})
    if requirement.syntax == "table":
        quoted = ", ".join(f'"{extra}"' for extra in together)
        return f'declare `dash = {{ version = "{version}", extras = [{quoted}] }}`'
    return f"declare `dash[{','.join(together)}]{version}`"


def _raised(requirement: Requirement, since: str) -> str:
    """Return the version as it is written where it is new enough, else the lowest that is with the limit it has."""
    asked = admitted(requirement.specifier)
    lowest = f">={since.removesuffix('.0')}"
    if asked.low is not None and asked.low >= Version(since):
        return requirement.written
    if asked.high is None or asked.are_below(since):
        return lowest
    return f"{lowest},{'<' if asked.is_open else '<='}{asked.high}"
