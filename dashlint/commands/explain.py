"""The commands that tell of the rules themselves: `dashlint rules` and `dashlint rule CODE`."""

from __future__ import annotations

import click

from dashlint import console
from dashlint.commands import completing
from dashlint.commands.shared import HELP
from dashlint.pages import page_of, pages
from dashlint.words import did_you_mean


@click.command(name="rules", context_settings=HELP)
def rules() -> None:
    """List every rule."""
    from dashlint.rules import all_rules

    width = max(len(one.name) for one in all_rules())
    console.print_lines(f"{one.code}  {one.name:<{width}}  {one.severity}" for one in all_rules())


@click.command(name="rule", context_settings=HELP)
@click.argument("code", shell_complete=completing.rule)
def rule(code: str) -> None:
    """Explain the rule CODE, which may also be the rule's name."""
    page = page_of(code)
    if page is None:
        known = [word for other in pages().values() for word in (other.code, other.name)]
        raise click.UsageError(f"no rule is called `{code}`{did_you_mean(code, known)}")
    console.print_lines([page.text.rstrip("\n")])
