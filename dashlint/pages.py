"""Finds the page that explains a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashlint.data import data_folder

_STEM = re.compile(r"dsh\d{3}_\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one rule: a file named for the code and the name of the rule."""

    code: str
    name: str
    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def summary(self) -> str:
        """The first sentence under the title."""
        paragraph = next((part for part in self.text.split("\n\n")[1:] if part.strip()), "")
        return re.split(r"(?<=\.)\s", " ".join(paragraph.split()), maxsplit=1)[0]


def pages() -> Mapping[str, Page]:
    """Every page by the code of its rule, in the order of the codes."""
    files = sorted(path for path in data_folder().glob("dsh*.md") if _STEM.fullmatch(path.stem))
    return {page.code: page for page in map(_page, files)}


def page_of(rule: str) -> Page | None:
    """The page of a rule that is given by its code or its name."""
    return next((page for page in pages().values() if rule.lower() in (page.code.lower(), page.name)), None)


def _page(path: Path) -> Page:
    code, name = path.stem.split("_", 1)
    return Page(code.upper(), name.replace("_", "-"), path)
