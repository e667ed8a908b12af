"""The options that say how problems are reported, and the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashlint import console
from dashlint.commands import completing
from dashlint.commands.options import gathered
from dashlint.commands.outputs import FILE_VARIABLE, Output, completed, outputs, typed_outputs
from dashlint.commands.shared import color_option, excerpts_of, in_files
from dashlint.commands.told import page_address, run_of
from dashlint.diagnostic import Diagnostic
from dashlint.find import Source
from dashlint.report import BY_FILE, FOR_PEOPLE, REPORTS
from dashlint.report.counts import fixable, statistics, statistics_as_json, statistics_as_jsonl, summary
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.run import Run
from dashlint.settings import Settings

if TYPE_CHECKING:
    from dashlint.lint import Outcome

STATISTICS: Mapping[str, Callable[[Sequence[Diagnostic], Run], Iterator[str]]] = {
    "full": statistics,
    "concise": statistics,
    "grouped": statistics,
    "flake8": statistics,
    "json": statistics_as_json,
    "jsonl": statistics_as_jsonl,
}


@dataclass(frozen=True, slots=True)
class FixReport:
    """What a report says of fixes: how many problems were mended, and in `lines` which, if that is wanted.

    Where it `is_streamed`, standard output is for the mended file, so that the report has to go elsewhere.
    """

    count: int = 0
    lines: tuple[str, ...] = ()
    is_streamed: bool = False


@dataclass(frozen=True, slots=True)
class Reporting:
    """What the command line says of the report."""

    forms: tuple[Output, ...]
    output_file: str | None
    quiet: bool
    statistics: bool
    color: str

    def check(self, settings: Settings) -> None:
        """Make sure before a run that there is a place for its report.

        Raises:
            click.UsageError: there is none, or it has a format that cannot be had.
        """
        for output in outputs(self.forms, self.output_file, settings.output_format):
            if self.statistics and output.form not in STATISTICS:
                known = ", ".join(f"`{form}`" for form in STATISTICS)
                raise click.UsageError(f"`--statistics` cannot be had as `{output.form}`, only as {known}")

    def report(
        self,
        outcome: Outcome,
        sources: Sequence[Source],
        settings: Settings,
        fixes: FixReport | None = None,
        known: int = 0,
    ) -> None:
        """Print the problems that a run came to in its files, behind what was mended, or write them to files.

        Some `known` ones are in the baseline, and not in the report.

        Raises:
            click.UsageError: a file cannot be written; the others are.
        """
        fixes = fixes or FixReport()
        run = run_of(sources, settings, outcome.is_complete, outcome.breakdowns)
        excerpts = excerpts_of(sources)
        failures: list[str] = []
        for output in outputs(self.forms, self.output_file, settings.output_format):
            colored = output.file is None and output.form in FOR_PEOPLE and console.is_colored(self.color)
            paint = Paint(colored, page_address if colored and console.shows_links() else None)
            as_read = (outcome.diagnostics, excerpts)
            told, quoted = in_files(outcome.diagnostics, sources) if output.form in BY_FILE else as_read
            lines = self._lines(output.form, told, quoted, paint, run, fixes, known)
            failures += _put(lines, output, colored, fixes.is_streamed)
        if failures:
            raise click.UsageError("; ".join(failures))

    def _lines(
        self,
        form: str,
        diagnostics: Sequence[Diagnostic],
        excerpts: Excerpts,
        paint: Paint,
        run: Run,
        fixes: FixReport,
        known: int,
    ) -> Iterator[str]:
        if self.statistics:
            yield from STATISTICS[form](diagnostics, run)
        else:
            yield from REPORTS[form](diagnostics, excerpts, paint, run)
        if form in FOR_PEOPLE and not self.quiet:
            yield from fixes.lines
            yield summary(diagnostics, fixes.count, known)
            if hint := fixable(diagnostics, run):
                yield hint


def _put(lines: Iterator[str], output: Output, colored: bool, on_stderr: bool) -> Iterator[str]:
    """Print or write a report, and yield why it could not be written.

    What people read is printed in the encoding of their terminal, what machines read is always UTF-8.
    """
    if output.file is None and output.form in FOR_PEOPLE:
        console.print_lines(lines, colored=colored, on_stderr=on_stderr)
        return
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
    if output.file is None:
        console.print_text(content, on_stderr=on_stderr)
        return
    try:
        _write(Path(output.file), content)
    except OSError as error:
        yield f"`{output.file}` cannot be written: {(error.strerror or str(error)).lower()}"


def _write(path: Path, content: bytes) -> None:
    """Replace a file; a pipe or a device must not be replaced by a file, nor what standard output is led to."""
    from dashlint.fix import write_atomically

    if path.is_relative_to("/dev") or (path.exists() and not path.is_file()):
        path.write_bytes(content)
    else:
        write_atomically(path, content)


reporting_options = gathered(
    "reporting",
    Reporting,
    (
        click.option(
            "--format",
            "--output-format",
            "forms",
            multiple=True,
            callback=typed_outputs,
            shell_complete=completed,
            metavar="FORMAT[=FILE]",
            help=f"How to report: {', '.join(REPORTS)}. May be given again, with a FILE for each. [default: full]",
        ),
        click.option(
            "-o",
            "--output-file",
            metavar="FILE",
            shell_complete=completing.files,
            envvar=FILE_VARIABLE,
            help="Where the format without a FILE goes. [default: standard output]",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else."),
        click.option("--statistics", is_flag=True, help="Print how often each rule spoke instead of the problems."),
        color_option,
    ),
)
