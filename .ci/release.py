"""Prints the notes of a release: release.py TAG, where the tag, the package and the changelog must name one version."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADING = re.compile(r"^## (.+?)\s*$", re.MULTILINE)


class ReleaseError(Exception):
    """What speaks against a release."""


def main(tag: str, root: Path = ROOT) -> str:
    """Return the section of the changelog that belongs to a tag.

    Raises:
        ReleaseError: the tag is not that of the package, or the changelog says nothing of it.
    """
    version = package_version((root / "dashlint" / "__init__.py").read_text(encoding="utf-8"))
    if tag != f"v{version}":
        raise ReleaseError(f"the tag is `{tag}`, but `dashlint/__init__.py` has version {version}")
    sections = changelog_sections((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if next(iter(sections), None) != version:
        raise ReleaseError(f"the first section of `CHANGELOG.md` must be {version}")
    if not sections[version]:
        raise ReleaseError(f"the section {version} of `CHANGELOG.md` is empty")
    return sections[version]


def package_version(source: str) -> str:
    """Return the version that is written in the source of the package, without importing it."""
    found = re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
    if found is None:
        raise ReleaseError("`dashlint/__init__.py` has no `__version__`")
    return found[1]


def changelog_sections(text: str) -> dict[str, str]:
    """Return the sections of a changelog by the version in their headings, as they stand."""
    _, *parts = HEADING.split(text)
    return {heading.split()[0]: body.strip() for heading, body in zip(parts[::2], parts[1::2], strict=True)}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: release.py TAG")
    try:
        print(main(sys.argv[1]))
    except ReleaseError as error:
        sys.exit(str(error))
