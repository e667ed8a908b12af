"""The command that lints, which is what `dashlint` does without naming another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from dashlint import __version__, console
from dashlint.commands.shared import (
    FINDINGS,
    HELP,
    USAGE,
    codes_option,
    color_option,
    excerpts_of,
    exclude_option,
    exclusions,
    rule_names,
    sources_of,
)
from dashlint.configuration import SEVERITIES, checked_rules, checked_version, read_settings
from dashlint.diagnostic import Diagnostic, Severity
from dashlint.find import STDIN, Source
from dashlint.report import REPORTS
from dashlint.report.counts import statistics, summary
from dashlint.report.paint import Paint
from dashlint.settings import BACKENDS, Settings

if TYPE_CHECKING:
    from dashlint.lint import Outcome

EPILOG = """\
\b
CODES, joined by commas, are
  DSH101            a code
  DSH1              the beginning of a code
  blocking-sleep    a name
  ALL               every rule
  ADVICE            problems of severity info, which are shown only on request

\b
Other commands:
  dashlint rules              list every rule
  dashlint rule CODE          explain one rule, given by its code or its name
  dashlint audit --to QUART   say what must change if the app moves to Quart
A file or folder called `audit`, `rule` or `rules` is written `./rule`.

\b
Exit status:
  0    no problem
  1    problems found
  2    wrong usage, wrong settings, or a file that cannot be read
  3    a defect of dashlint itself
"""


@click.command(name="dashlint", epilog=EPILOG, context_settings=HELP)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@codes_option("--select", "Report these rules and no others.")
@codes_option("--ignore", "Do not report these rules.")
@codes_option("--extend-select", "Report these rules too.")
@click.option(
    "--backend",
    type=click.Choice(BACKENDS, case_sensitive=False),
    help="Take this for the backend of every app, whatever the code says.",
)
@click.option("--dash-version", metavar="X.Y.Z", help="Take this for the version of Dash, whatever the manifests say.")
@click.option(
    "--format", "form", type=click.Choice(tuple(REPORTS)), default="full", show_default=True, help="How to report."
)
@exclude_option
@click.option("--exit-zero", is_flag=True, help="Exit with status 0 even if there are problems.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with status 1 only for problems at least this severe. [default: everything reported]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else.")
@click.option("--statistics", is_flag=True, help="Print how often each rule spoke instead of the problems.")
@color_option
@click.option("--stdin-filename", metavar="PATH", help="The name of what standard input (`-`) holds.")
@click.version_option(__version__, "-V", "--version", message="dashlint %(version)s")
def lint(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    backend: str | None,
    dash_version: str | None,
    form: str,
    exclude: tuple[str, ...],
    exit_zero: bool,
    fail_on: str | None,
    quiet: bool,
    statistics: bool,
    color: str,
    stdin_filename: str | None,
) -> int:
    """Find async footguns in Dash apps.

    Reads the Python files under PATHS (by default the working directory) and the rest of their projects, and
    reports what freezes, breaks or slows a Dash app on its Flask, FastAPI or Quart backend. `-` is standard input.
    """
    from dashlint.lint import lint_sources

    paths = paths or (".",)
    known = rule_names()
    typed = Settings(
        select=checked_rules(select, known, "`--select`"),
        ignore=checked_rules(ignore, known, "`--ignore`"),
        extend_select=checked_rules(extend_select, known, "`--extend-select`"),
        exclude=exclusions(exclude),
        backend=backend,
        dash_version=checked_version(dash_version, "`--dash-version`") if dash_version is not None else None,
        fail_on=Severity[fail_on.upper()] if fail_on else None,
        supposes=backend is not None or dash_version is not None,
    )
    settings = typed.over(read_settings([stdin_filename or "." if path == STDIN else path for path in paths], known))
    sources = sources_of(paths, settings, stdin_filename)
    outcome = lint_sources(sources, settings)
    colored = console.is_colored(color)
    console.print_lines(_report(outcome.diagnostics, sources, form, quiet, statistics, colored), colored=colored)
    return _status(outcome, settings, exit_zero)


def _report(
    diagnostics: Sequence[Diagnostic],
    sources: Sequence[Source],
    form: str,
    quiet: bool,
    only_counts: bool,
    colored: bool,
) -> Iterator[str]:
    excerpts = excerpts_of(sources)
    if only_counts:
        yield from statistics(diagnostics)
    else:
        yield from REPORTS[form](diagnostics, excerpts, Paint(colored))
    if form == "full" and not quiet:
        yield summary(diagnostics)


def _status(outcome: Outcome, settings: Settings, exit_zero: bool) -> int:
    if outcome.unreadable:
        return USAGE
    return FINDINGS if not exit_zero and settings.fails(one.severity for one in outcome.diagnostics) else 0
