"""The words that options and arguments can be completed with: codes and names of rules, and files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dashlint.pages import pages

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_GROUPS = {"ALL": "every rule", "ADVICE": "problems of severity info"}


def codes(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the rules that the last of several words joined by commas may be meant for."""
    from click.shell_completion import CompletionItem

    before, comma, last = incomplete.rpartition(",")
    taken = set(before.split(","))
    words = {**dict(_rules(last)), **_GROUPS}
    return [
        CompletionItem(f"{before}{comma}{word}", help=what)
        for word, what in words.items()
        if word.lower().startswith(last.lower()) and word not in taken
    ]


def rule(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the rules that a word may be meant for."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, help=what) for word, what in _rules(incomplete) if word.startswith(incomplete)]


def files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Leave it to the shell to complete a path."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def _rules(begun: str) -> Iterator[tuple[str, str]]:
    """Yield the codes of the rules with their names, or the names with the codes once a name was begun."""
    is_name = begun != "" and not begun[:3].upper().startswith("DSH"[: len(begun)])
    for page in pages().values():
        yield (page.name, page.code) if is_name else (page.code, page.name)
