"""The command line: what is typed, what is printed, and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from dashlint import __version__, console
from dashlint.configuration import SEVERITIES, SettingsError, checked_rules, did_you_mean, read_settings
from dashlint.diagnostic import Diagnostic, Severity
from dashlint.find import STDIN, MissingPathError, Source, find
from dashlint.ignored import Exclusion
from dashlint.pages import page_of, pages
from dashlint.report import REPORTS
from dashlint.report.counts import statistics, summary
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.settings import BACKENDS, Settings

if TYPE_CHECKING:
    from dashlint.lint import Outcome

FINDINGS, USAGE, INTERNAL, INTERRUPTED = 1, 2, 3, 130

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
  dashlint rules        list every rule
  dashlint rule CODE    explain one rule, given by its code or its name
A file or folder called `rule` or `rules` is written `./rule`.

\b
Exit status:
  0    no problem
  1    problems found
  2    wrong usage, wrong settings, or a file that cannot be read
  3    a defect of dashlint itself
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run dashlint and return its exit status."""
    console.prepare()
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except click.ClickException as error:
        error.show()
        return USAGE
    except (SettingsError, MissingPathError) as error:
        click.ClickException(str(error)).show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        console.complain(console.internal_error(error))
        return INTERNAL


def _run(arguments: Sequence[str]) -> int:
    commands = {"rule": rule, "rules": rules}
    command = commands.get(arguments[0], lint) if arguments else lint
    rest = list(arguments if command is lint else arguments[1:])
    name = "dashlint" if command is lint else f"dashlint {command.name}"
    status = command.main(rest, prog_name=name, standalone_mode=False)
    return status if isinstance(status, int) else 0


def _listed(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(entry.strip() for part in value for entry in part.split(",") if entry.strip())


@click.command(name="dashlint", epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--select", multiple=True, callback=_listed, metavar="CODES", help="Report these rules and no others.")
@click.option("--ignore", multiple=True, callback=_listed, metavar="CODES", help="Do not report these rules.")
@click.option("--extend-select", multiple=True, callback=_listed, metavar="CODES", help="Report these rules too.")
@click.option(
    "--backend",
    type=click.Choice(BACKENDS, case_sensitive=False),
    help="Take this for the backend of every app, whatever the code says.",
)
@click.option(
    "--format", "form", type=click.Choice(tuple(REPORTS)), default="full", show_default=True, help="How to report."
)
@click.option(
    "--exclude",
    multiple=True,
    callback=_listed,
    metavar="PATTERNS",
    help="Leave out what matches these patterns, written as in .gitignore.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with status 0 even if there are problems.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with status 1 only for problems at least this severe. [default: everything reported]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else.")
@click.option("--statistics", is_flag=True, help="Print how often each rule spoke instead of the problems.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to color the output; NO_COLOR and FORCE_COLOR are obeyed.",
)
@click.option("--stdin-filename", metavar="PATH", help="The name of what standard input (`-`) holds.")
@click.version_option(__version__, "-V", "--version", message="dashlint %(version)s")
def lint(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    backend: str | None,
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
    known = _rule_names()
    typed = Settings(
        select=checked_rules(select, known, "`--select`"),
        ignore=checked_rules(ignore, known, "`--ignore`"),
        extend_select=checked_rules(extend_select, known, "`--extend-select`"),
        exclude=(Exclusion(os.path.realpath(os.curdir), exclude),) if exclude else (),
        backend=backend,
        fail_on=Severity[fail_on.upper()] if fail_on else None,
    )
    settings = typed.over(read_settings([stdin_filename or "." if path == STDIN else path for path in paths], known))
    sources = _sources(paths, settings, stdin_filename)
    outcome = lint_sources(sources, settings)
    colored = console.is_colored(color)
    console.print_lines(_report(outcome.diagnostics, sources, form, quiet, statistics, colored), colored=colored)
    return _status(outcome, settings, exit_zero)


@click.command(name="rules", context_settings={"help_option_names": ["-h", "--help"]})
def rules() -> None:
    """List every rule."""
    from dashlint.rules import all_rules

    width = max(len(one.name) for one in all_rules())
    console.print_lines(f"{one.code}  {one.name:<{width}}  {one.severity}" for one in all_rules())


@click.command(name="rule", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("code")
def rule(code: str) -> None:
    """Explain the rule CODE, which may also be the rule's name."""
    page = page_of(code)
    if page is None:
        known = [word for other in pages().values() for word in (other.code, other.name)]
        raise click.UsageError(f"no rule is called `{code}`{did_you_mean(code, known)}")
    console.print_lines([page.text.rstrip("\n")])


def _rule_names() -> Mapping[str, str]:
    from dashlint.rules import all_rules

    return {one.code: one.name for one in all_rules()}


def _sources(paths: Sequence[str], settings: Settings, stdin_filename: str | None) -> tuple[Source, ...]:
    if stdin_filename and STDIN not in paths:
        raise click.UsageError("`--stdin-filename` names what `-` reads, so one of the paths must be `-`")
    stdin = sys.stdin.buffer.read() if STDIN in paths else None
    sources = find(
        paths, exclude=settings.exclude, stdin=stdin, stdin_filename=stdin_filename, on_error=_warn_of_folder
    )
    if not any(source.reported and source.kind == "python" for source in sources):
        console.complain(f"warning: no Python files under {', '.join(f'`{path}`' for path in paths)}")
    return sources


def _warn_of_folder(error: OSError) -> None:
    console.complain(f"warning: `{error.filename}` is left out: {error.strerror}")


def _report(
    diagnostics: Sequence[Diagnostic],
    sources: Sequence[Source],
    form: str,
    quiet: bool,
    only_counts: bool,
    colored: bool,
) -> Iterator[str]:
    shown = {source.path: source.shown for source in sources}
    texts = {source.path: source.text for source in sources}
    excerpts = Excerpts(lambda path: shown.get(path, path), texts.get)
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
