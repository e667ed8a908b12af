"""The options that say how problems are reported, and the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from dashlint import console
from dashlint.commands.options import gathered
from dashlint.commands.shared import color_option, excerpts_of
from dashlint.diagnostic import Diagnostic
from dashlint.find import Source
from dashlint.report import REPORTS
from dashlint.report.counts import statistics, summary
from dashlint.report.paint import Paint


@dataclass(frozen=True, slots=True)
class Reporting:
    """What the command line says of the report."""

    form: str
    quiet: bool
    statistics: bool
    color: str

    def report(self, diagnostics: Sequence[Diagnostic], sources: Sequence[Source]) -> None:
        """Print the problems in the files of a run."""
        colored = console.is_colored(self.color)
        console.print_lines(self._lines(diagnostics, sources, colored), colored=colored)

    def _lines(self, diagnostics: Sequence[Diagnostic], sources: Sequence[Source], colored: bool) -> Iterator[str]:
        excerpts = excerpts_of(sources)
        if self.statistics:
            yield from statistics(diagnostics)
        else:
            yield from REPORTS[self.form](diagnostics, excerpts, Paint(colored))
        if self.form == "full" and not self.quiet:
            yield summary(diagnostics)


reporting_options = gathered(
    "reporting",
    Reporting,
    (
        click.option(
            "--format",
            "form",
            type=click.Choice(tuple(REPORTS)),
            default="full",
            show_default=True,
            help="How to report.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else."),
        click.option("--statistics", is_flag=True, help="Print how often each rule spoke instead of the problems."),
        color_option,
    ),
)
