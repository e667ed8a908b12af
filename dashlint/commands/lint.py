"""The command that lints, which is what `dashlint` does without naming another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from dashlint import __version__, console
from dashlint.commands import completing
from dashlint.commands.adopting import Adopting, adopting_options
from dashlint.commands.caching import Caching, Kept, caching_options
from dashlint.commands.choosing import Choice, choice_options
from dashlint.commands.fixing import Fixing, fixing_options, shown_paths
from dashlint.commands.ignoring import Ignoring, ignoring_options
from dashlint.commands.options import CommandWithOptionalValues
from dashlint.commands.reporting import Reporting, reporting_options
from dashlint.commands.running import Running, Timed, repeated, running_options, tell
from dashlint.commands.shared import FINDINGS, HELP, INTERNAL, USAGE, sources_of
from dashlint.settings import Settings

if TYPE_CHECKING:
    from dashlint.find import Source
    from dashlint.lint import Outcome, Reader

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
  dashlint why FILE:LINE      say how dashlint sees the function at a line
  dashlint completion SHELL   print the script that completes these words
  dashlint server             serve an editor in the Language Server Protocol
A file or folder called like a command, such as `audit`, is written `./audit`.

\b
Exit status:
  0    no problem
  1    problems found
  2    wrong usage, wrong settings, or a file that cannot be read
  3    a defect of dashlint itself
"""


@click.command(name="dashlint", cls=CommandWithOptionalValues, epilog=EPILOG, context_settings=HELP)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=completing.files)
@choice_options
@fixing_options
@ignoring_options
@adopting_options
@reporting_options
@running_options
@caching_options
@click.option("--exit-zero", is_flag=True, help="Exit with status 0 even if there are problems.")
@click.option(
    "--stdin-filename",
    metavar="PATH",
    shell_complete=completing.files,
    help="The name of what standard input (`-`) holds.",
)
@click.version_option(__version__, "-V", "--version", message="dashlint %(version)s")
def lint(
    paths: tuple[str, ...],
    choice: Choice,
    fixing: Fixing,
    ignoring: Ignoring,
    adopting: Adopting,
    reporting: Reporting,
    running: Running,
    caching: Caching,
    exit_zero: bool,
    stdin_filename: str | None,
) -> int:
    """Find async footguns in Dash apps.

    Reads the Python files under PATHS (by default the working directory) and the rest of their projects, and
    reports what freezes, breaks or slows a Dash app on its Flask, FastAPI or Quart backend. `-` is standard input.
    """
    paths = paths or (".",)
    typed = _Typed(paths, choice, fixing, ignoring, adopting, reporting, running, exit_zero, stdin_filename)
    running.check(paths, typed.writing)
    if not running.watch:
        with caching.kept(click.get_current_context()) as kept:
            return _once(typed, kept)[0]
    from dashlint.mending import remembering

    reader = remembering()
    return repeated(paths, lambda: _once(typed, Kept(), reader)[1])


@dataclass(frozen=True, slots=True)
class _Typed:
    """All that was typed."""

    paths: tuple[str, ...]
    choice: Choice
    fixing: Fixing
    ignoring: Ignoring
    adopting: Adopting
    reporting: Reporting
    running: Running
    exit_zero: bool
    stdin_filename: str | None

    @property
    def writing(self) -> tuple[tuple[bool, str], ...]:
        """The options that change files, with whether they were typed."""
        return (
            (self.fixing.is_asked, "--fix`, `--diff` or `--fix-only"),
            (self.adopting.write_baseline, "--write-baseline"),
            (self.adopting.prune_baseline, "--prune-baseline"),
            (self.ignoring.writes, "--add-ignore"),
        )


def _once(typed: _Typed, kept: Kept, remembering: Reader | None = None) -> tuple[int, Sequence[Source]]:
    """Run once, keep the answer, and return the exit status with the files of the run."""
    from dashlint.lint import lint_sources

    paths, choice, fixing, ignoring = typed.paths, typed.choice, typed.fixing, typed.ignoring
    adopting, reporting, stdin_filename = typed.adopting, typed.reporting, typed.stdin_filename
    progress = typed.running.progress(reporting.quiet)
    timed = Timed(progress).after("start")
    settings = ignoring.over(fixing.over(choice.settings(paths, stdin_filename)), fixing.is_asked)
    if (lines := choice.lines(paths, settings, stdin_filename, (fixing, ignoring, adopting))) is not None:
        console.print_lines(lines, colored=False)
        return 0, ()
    reporting.check(settings)
    adopting.check(paths, settings)
    sources = sources_of(paths, settings, stdin_filename)
    if remembering is not None:
        settings = replace(settings, fixing=replace(settings.fixing, fix=False))
    adoption = adopting.adoption(paths, stdin_filename, settings, sources)
    timed = timed.after("finding files")

    def lint(sources: tuple[Source, ...], reader: Reader) -> Outcome:
        return lint_sources(sources, settings, progress.reader(kept.reader(remembering or reader)), progress.rule)

    with progress:
        done = fixing.outcome(sources, adoption.linting(lint), settings)
    timed = timed.after("linting")
    left = adoption.left(done, reporting.quiet)
    if ignoring.writes:
        return _ended(left.outcome, sources, ignoring.add(left.outcome, sources)), sources
    fixes = fixing.show(done, settings, reporting.quiet)
    if fixes is not None:
        reporting.report(left.outcome, done.sources, settings, fixes, left.hidden)
    status = _ended(left.outcome, sources, fixing.status(done, _status(left.outcome, settings, typed.exit_zero)))
    timed = timed.after("reporting")
    told = kept.keep(status, sources, is_plain=done.mended is None)
    if typed.running.verbose:
        tell(sources, choice.settings_files(paths, stdin_filename), timed, told)
    return status, sources


def _ended(outcome: Outcome, sources: Sequence[Source], status: int) -> int:
    """Tell what a defect of dashlint cost the run, and return the exit status, which is `status` without one."""
    console.complain_of_breakdowns(outcome.breakdowns, shown_paths(sources))
    return INTERNAL if outcome.breakdowns else status


def _status(outcome: Outcome, settings: Settings, exit_zero: bool) -> int:
    if outcome.unreadable:
        return USAGE
    return FINDINGS if not exit_zero and settings.fails(one.severity for one in outcome.diagnostics) else 0
