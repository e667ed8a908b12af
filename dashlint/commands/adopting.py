"""The options for adopting dashlint bit by bit: leave out what was there before, or what is not on changed lines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from dashlint.baseline import BaselineError, Reach, read_baseline
from dashlint.changed_lines import ChangedLines, GitError, changed_since
from dashlint.commands.adoption import Adoption, Rewriting
from dashlint.commands.baseline_place import common_folder, default_baseline, given_baseline
from dashlint.commands.options import gathered
from dashlint.find import STDIN, Source
from dashlint.settings import Settings


@dataclass(frozen=True, slots=True)
class Adopting:
    """What the command line says of the baseline and of changed lines."""

    baseline: str | None
    no_baseline: bool
    write_baseline: bool
    prune_baseline: bool
    diff_base: str | None

    def adoption(
        self, paths: Sequence[str], stdin_filename: str | None, settings: Settings, sources: Sequence[Source]
    ) -> Adoption:
        """Return what is known before the run over these sources.

        Raises:
            click.ClickException: the baseline or the changed lines cannot be had.
        """
        paths = [stdin_filename or os.curdir if path == STDIN else path for path in paths]
        try:
            changed = self._changed(paths, sources)
            file, is_given = self._file(paths, settings)
            baseline = None if self.no_baseline else read_baseline(file)
        except (BaselineError, GitError) as error:
            raise click.ClickException(str(error)) from error
        is_needed = self.prune_baseline or (is_given and not self.write_baseline and not self.no_baseline)
        if baseline is None and is_needed:
            raise click.ClickException(f"there is no baseline `{file}`; `--write-baseline` makes one")
        return Adoption(file, baseline, _reach(file, paths, settings, sources), self._rewriting, changed)

    def check(self, paths: Sequence[str], settings: Settings) -> None:
        """Make sure before a run that these options fit together, and to what else was typed.

        Raises:
            click.UsageError: they do not.
        """
        rewriting = f"`--{self._rewriting}-baseline`" if self._rewriting else ""
        if self.write_baseline and self.prune_baseline:
            raise click.UsageError("`--write-baseline` and `--prune-baseline` do not go together; writing prunes too")
        if self.no_baseline and (rewriting or self.baseline is not None):
            raise click.UsageError(f"`--no-baseline` does not go with {rewriting or '`--baseline`'}")
        if self.baseline == "":
            raise click.UsageError("`--baseline` must be a file")
        self._check_changes(paths, rewriting)
        if self.prune_baseline and settings.supposes:
            what = "`--backend` and `--dash-version`, which hide what only the real ones have"
            raise click.UsageError(f"`--prune-baseline` does not go with {what}")

    def _check_changes(self, paths: Sequence[str], rewriting: str) -> None:
        revision = self.diff_base
        if revision is not None and (not revision.strip() or revision.startswith("-") or "\0" in revision):
            raise click.UsageError(f"`--diff-base` must be a commit, not `{revision}`")
        if rewriting and revision is not None:
            raise click.UsageError(f"{rewriting} does not go with `--diff-base`: a baseline is of all lines")
        if STDIN in paths and (rewriting or revision is not None):
            raise click.UsageError(f"{rewriting or '`--diff-base`'} reads files, not standard input (`-`)")

    @property
    def _rewriting(self) -> Rewriting | None:
        return "write" if self.write_baseline else "prune" if self.prune_baseline else None

    def _changed(self, paths: Sequence[str], sources: Sequence[Source]) -> ChangedLines | None:
        revision = self.diff_base
        if revision is None:
            return None
        patterns = {f"*{Path(source.path).suffix or Path(source.path).name}" for source in sources}
        try:
            return changed_since(revision, common_folder(paths), sorted(patterns))
        except GitError as error:
            raise GitError(f"`--diff-base`: {error}") from error

    def _file(self, paths: Sequence[str], settings: Settings) -> tuple[Path, bool]:
        """Return the file of the baseline, and whether somebody chose it."""
        chosen = self.baseline if self.baseline is not None else settings.baseline
        return (given_baseline(chosen), True) if chosen else (default_baseline(paths), False)


def _reach(file: Path, paths: Sequence[str], settings: Settings, sources: Sequence[Source]) -> Reach:
    files = frozenset(source.path for source in sources if source.reported)
    folders = frozenset(str(Path(path).resolve()) for path in paths if Path(path).is_dir())
    return Reach(file.parent, files, folders, lambda code, path: _shows(settings, code, path), settings.supposes)


def _shows(settings: Settings, code: str, path: str) -> bool:
    """Whether a rule is shown in a file; one that is there no more counts as shown, so that it can go."""
    from dashlint.rules import all_rules

    rule = next((rule for rule in all_rules() if rule.code == code), None)
    if rule is None:
        return True
    own = settings.at(path)
    severity = own.severity(code, rule.name, rule.severity, rule.severity)
    return own.shows(code, rule.name, severity) and not own.ignores(path, code, rule.name, severity)


adopting_options = gathered(
    "adopting",
    Adopting,
    (
        click.option(
            "--baseline",
            metavar="FILE",
            help="The file of problems that are not reported, as they are known. [default: dashlint-baseline.json]",
        ),
        click.option("--no-baseline", is_flag=True, help="Report the problems of the baseline too."),
        click.option("--write-baseline", is_flag=True, help="Record the problems found in the baseline."),
        click.option("--prune-baseline", is_flag=True, help="Take from the baseline what is gone; add nothing."),
        click.option(
            "--diff-base",
            metavar="REV",
            help="Report only problems that touch lines changed since the branch left REV, committed or not.",
        ),
    ),
)
