"""The commands that tell of the rules themselves: `dashlint rules` and `dashlint rule CODE`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dashlint import console
from dashlint.commands import completing
from dashlint.commands.shared import HELP
from dashlint.pages import page_of, pages
from dashlint.words import did_you_mean

if TYPE_CHECKING:
    from dashlint.report.json_text import Value


def format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says in which form a command answers."""
    return click.option(
        "--format",
        "--output-format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to answer.",
    )(function)


@click.command(name="rules", context_settings=HELP)
@format_option
def rules(form: str) -> None:
    """List every rule."""
    from dashlint.rules import all_rules

    width = max(len(one.name) for one in all_rules())
    as_text = [f"{one.code}  {one.name:<{width}}  {one.severity}" for one in all_rules()]
    console.print_lines(_as_json([_told(one.code) for one in all_rules()]) if form == "json" else as_text)


@click.command(name="rule", context_settings=HELP)
@click.argument("code", shell_complete=completing.rule)
@format_option
def rule(code: str, form: str) -> None:
    """Explain the rule CODE, which may also be the rule's name."""
    page = page_of(code)
    if page is None:
        known = [word for other in pages().values() for word in (other.code, other.name)]
        raise click.UsageError(f"no rule is called `{code}`{did_you_mean(code, known)}")
    console.print_lines(_as_json(_told(page.code)) if form == "json" else [page.text.rstrip("\n")])


def _told(code: str) -> dict[str, Value]:
    from dashlint.rules import all_rules

    (found,) = (one for one in all_rules() if one.code == code)
    page = pages()[code]
    return {
        "code": found.code,
        "name": found.name,
        "severity": str(found.severity),
        "effect": found.effect.value if found.effect else None,
        "since": found.since or None,
        "until": found.until or None,
        "summary": page.summary,
        "explanation": page.text,
    }


def _as_json(value: Value) -> list[str]:
    from dashlint.report.json_text import indented

    return [indented(value)]
