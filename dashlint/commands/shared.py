"""What the commands that read a project share: options, the files to read, and the lines to quote."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from dashlint import console
from dashlint.commands import completing
from dashlint.diagnostic import Diagnostic
from dashlint.find import STDIN, Source, find
from dashlint.ignored import Exclusion
from dashlint.notebooks import Notebooks, is_notebook
from dashlint.report.excerpt import Excerpts
from dashlint.settings import Settings

FINDINGS, USAGE, INTERNAL = 1, 2, 3
HELP = {"help_option_names": ["-h", "--help"]}

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def codes_option(name: str, explained: str) -> Option:
    """Make an option that takes codes of rules, joined by commas or given again."""
    return click.option(
        name, multiple=True, callback=_listed, metavar="CODES", shell_complete=completing.codes, help=explained
    )


exclude_option: Option = click.option(
    "--exclude",
    multiple=True,
    callback=lambda ctx, parameter, value: _listed(ctx, parameter, value),
    metavar="PATTERNS",
    help="Leave out what matches these patterns, written as in .gitignore.",
)
color_option: Option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to color the output; NO_COLOR and FORCE_COLOR are obeyed.",
)


def _listed(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(entry.strip() for part in value for entry in part.split(",") if entry.strip())


def exclusions(patterns: tuple[str, ...]) -> tuple[Exclusion, ...]:
    """Return what `--exclude` leaves out: its patterns start in the working directory."""
    return (Exclusion(os.path.realpath(os.curdir), patterns),) if patterns else ()


def rule_names() -> Mapping[str, str]:
    """Return every code with the name of its rule."""
    from dashlint.rules import all_rules

    return {one.code: one.name for one in all_rules()}


def sources_of(paths: Sequence[str], settings: Settings, stdin_filename: str | None = None) -> tuple[Source, ...]:
    """Return the files of a run, with a warning where there is nothing to report on."""
    if stdin_filename and STDIN not in paths:
        raise click.UsageError("`--stdin-filename` names what `-` reads, so one of the paths must be `-`")
    stdin = sys.stdin.buffer.read() if STDIN in paths else None
    sources = find(
        paths,
        exclude=settings.exclude,
        stdin=stdin,
        stdin_filename=stdin_filename,
        force_exclude=bool(settings.force_exclude),
        on_error=_warn_of_folder,
    )
    if not settings.force_exclude and not any(source.reported and source.kind == "python" for source in sources):
        console.complain(f"warning: no Python files under {quoted(paths)}")
    return sources


def excerpts_of(sources: Sequence[Source]) -> Excerpts:
    """Return what quotes the files of a run, under the names that the user knows."""
    shown = {source.path: source.shown for source in sources}
    texts = {source.path: source.text for source in sources}
    return Excerpts(lambda path: shown.get(path, path), texts.get)


def in_files(diagnostics: Sequence[Diagnostic], sources: Sequence[Source]) -> tuple[Sequence[Diagnostic], Excerpts]:
    """Return the problems of a run as its files have them, notebooks too, with what quotes these files."""
    notebooks = Notebooks({source.path: source.text for source in sources}.get)
    if not any(is_notebook(source.path) for source in sources):
        return diagnostics, excerpts_of(sources)
    shown = {source.path: source.shown for source in sources}
    texts = {source.path: source.text for source in sources}
    as_files = Excerpts(lambda path: shown.get(path, path), texts.get, as_files=True)
    return tuple(notebooks.in_file(found) for found in diagnostics), as_files


def quoted(paths: Sequence[str]) -> str:
    """Return paths as a message names them."""
    return ", ".join(f"`{path}`" for path in paths)


def _warn_of_folder(error: OSError) -> None:
    console.complain(f"warning: `{error.filename}` is left out: {error.strerror}")
