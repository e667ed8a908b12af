"""The options that say how a run goes: once or whenever a file changes, and how much it tells of itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import click

from dashlint import console
from dashlint.commands.options import gathered
from dashlint.commands.progress import Progress, is_shown
from dashlint.find import STDIN, Source


@dataclass(frozen=True, slots=True)
class Running:
    """What the command line says of the run."""

    watch: bool
    verbose: bool

    def check(self, paths: Sequence[str], writing: Sequence[tuple[bool, str]]) -> None:
        """Make sure that watching fits what else was typed; `writing` are options that change files, if they were.

        Raises:
            click.UsageError: it does not.
        """
        if self.watch and STDIN in paths:
            raise click.UsageError("`--watch` watches files, and standard input (`-`) is none")
        for is_typed, option in writing:
            if self.watch and is_typed:
                raise click.UsageError(f"`--watch` does not go with `{option}`, whose changes would start it again")

    def progress(self, quiet: bool) -> Progress:
        """Return what shows how far a run is."""
        return Progress(sys.__stderr__ if is_shown(quiet) else None)


@dataclass(frozen=True, slots=True)
class Timed:
    """The moments at which the phases of a run ended, with its `progress`."""

    progress: Progress
    ends: tuple[tuple[str, float], ...] = ()

    def after(self, phase: str) -> Timed:
        """Return the same with a phase that ends now."""
        return replace(self, ends=(*self.ends, (phase, time.monotonic())))

    def phases(self) -> list[tuple[str, float]]:
        """Return how many seconds each phase took; the first entry is the start."""
        starts = [moment for _, moment in self.ends]
        took = [(phase, end - start) for (phase, end), start in zip(self.ends[1:], starts, strict=False)]
        return [(phase, seconds - self.progress.reading if phase == "linting" else seconds) for phase, seconds in took]


def tell(sources: Sequence[Source], settings_files: Sequence[str], timed: Timed, *more: str) -> None:
    """Print on standard error what a run did, and how long that took."""
    reported = sum(source.reported for source in sources)
    progress = timed.progress
    for line in (
        f"settings of {', '.join(settings_files)}" if settings_files else "no settings file",
        f"{_files(reported)} to report on, {len(sources) - reported} more to understand them",
        f"{_files(progress.files)} parsed in {progress.reading:.2f} s",
        *(f"{phase} took {seconds:.2f} s" for phase, seconds in timed.phases()),
        *more,
    ):
        console.complain(line)


def repeated(paths: Sequence[str], run: Callable[[], Sequence[Source]]) -> int:
    """Run now and whenever a file changes that a run reads, until somebody ends it with Ctrl-C.

    Raises:
        click.ClickException: what watches files is not installed.
    """
    from dashlint.commands.watching import watched

    return watched(paths, run)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


running_options = gathered(
    "running",
    Running,
    (
        click.option("-w", "--watch", is_flag=True, help="Run again whenever a file changes, until Ctrl-C."),
        click.option(
            "-v", "--verbose", is_flag=True, help="Tell on standard error which files were read, and how long it took."
        ),
    ),
)
