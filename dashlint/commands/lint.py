"""The command that lints, which is what `dashlint` does without naming another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dashlint import __version__, console
from dashlint.commands.adopting import Adopting, adopting_options
from dashlint.commands.choosing import Choice, choice_options
from dashlint.commands.fixing import Fixing, fixing_options
from dashlint.commands.ignoring import Ignoring, ignoring_options
from dashlint.commands.options import CommandWithOptionalValues
from dashlint.commands.reporting import Reporting, reporting_options
from dashlint.commands.shared import FINDINGS, HELP, USAGE, sources_of
from dashlint.settings import Settings

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
  dashlint server             serve an editor in the Language Server Protocol
A file or folder called `audit`, `rule`, `rules` or `server` is written `./rule`.

\b
Exit status:
  0    no problem
  1    problems found
  2    wrong usage, wrong settings, or a file that cannot be read
  3    a defect of dashlint itself
"""


@click.command(name="dashlint", cls=CommandWithOptionalValues, epilog=EPILOG, context_settings=HELP)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@choice_options
@fixing_options
@ignoring_options
@adopting_options
@reporting_options
@click.option("--exit-zero", is_flag=True, help="Exit with status 0 even if there are problems.")
@click.option("--stdin-filename", metavar="PATH", help="The name of what standard input (`-`) holds.")
@click.version_option(__version__, "-V", "--version", message="dashlint %(version)s")
def lint(
    paths: tuple[str, ...],
    choice: Choice,
    fixing: Fixing,
    ignoring: Ignoring,
    adopting: Adopting,
    reporting: Reporting,
    exit_zero: bool,
    stdin_filename: str | None,
) -> int:
    """Find async footguns in Dash apps.

    Reads the Python files under PATHS (by default the working directory) and the rest of their projects, and
    reports what freezes, breaks or slows a Dash app on its Flask, FastAPI or Quart backend. `-` is standard input.
    """
    from dashlint.lint import lint_sources

    paths = paths or (".",)
    settings = ignoring.over(fixing.over(choice.settings(paths, stdin_filename)), fixing.is_asked)
    if (lines := choice.lines(paths, settings, stdin_filename, (fixing, ignoring, adopting))) is not None:
        console.print_lines(lines, colored=False)
        return 0
    reporting.check(settings)
    adopting.check(paths, settings)
    sources = sources_of(paths, settings, stdin_filename)
    adoption = adopting.adoption(paths, stdin_filename, settings, sources)
    linting = adoption.linting(lambda sources, reader: lint_sources(sources, settings, reader))
    done = fixing.outcome(sources, linting, settings)
    left = adoption.left(done, reporting.quiet)
    if ignoring.writes:
        return ignoring.add(left.outcome, sources)
    fixes = fixing.show(done, settings, reporting.quiet)
    if fixes is not None:
        complete = not left.outcome.unreadable
        reporting.report(left.outcome.diagnostics, done.sources, settings, fixes, complete, left.hidden)
    return fixing.status(done, _status(left.outcome, settings, exit_zero))


def _status(outcome: Outcome, settings: Settings, exit_zero: bool) -> int:
    if outcome.unreadable:
        return USAGE
    return FINDINGS if not exit_zero and settings.fails(one.severity for one in outcome.diagnostics) else 0
