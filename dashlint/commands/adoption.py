"""What a run leaves out because it was there before, and what becomes of the baseline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from dashlint import console
from dashlint.baseline import Baseline, Compared, Reach, compared, entries_in, gone, pruned, rewritten, text_of
from dashlint.changed_lines import ChangedLines
from dashlint.diagnostic import Diagnostic
from dashlint.notebooks import Notebooks, content_of

if TYPE_CHECKING:
    from dashlint.commands.fixing import FixOutcome, Lint
    from dashlint.find import Source
    from dashlint.lint import Outcome, Reader

Rewriting: TypeAlias = Literal["write", "prune"]


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a run: the outcome without what is left out, and how many problems the baseline hides."""

    outcome: Outcome
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is known before a run: the `baseline` in `file`, None without one, and the `changed` lines, if they matter.

    `reach` is how far the run goes; `rewriting` says what is to become of the baseline.
    """

    file: Path
    baseline: Baseline | None
    reach: Reach
    rewriting: Rewriting | None = None
    changed: ChangedLines | None = None

    def linting(self, lint: Lint) -> Lint:
        """Return `lint` so that nothing is mended but what touches changed lines."""
        changed = self.changed
        if changed is None:
            return lint

        def linted(sources: tuple[Source, ...], reader: Reader) -> Outcome:
            outcome = lint(sources, reader)
            before = {one.path: Path(one.path).read_bytes() for one in sources if one.text is not None}
            texts = {one.path: one.text for one in sources if one.text is not None}
            after = {path: content_of(path, before[path], text) for path, text in texts.items()}
            now, places = changed.followed(before, after), Notebooks(after.get)
            found = (one if now.touch(places.in_file(one)) else replace(one, fix=None) for one in outcome.diagnostics)
            return replace(outcome, diagnostics=tuple(found))

        return linted

    def left(self, done: FixOutcome, quiet: bool) -> Left:
        """Leave out what was there before, once the baseline is brought up to date if that is wanted.

        Raises:
            click.ClickException: the baseline cannot be written.
        """
        outcome, changed = done.outcome, self.changed
        if changed is not None and done.mended is not None:
            changed = changed.followed(done.mended.before, done.mended.after)
        baseline = self._rewritten(outcome, quiet) if self.rewriting else self.baseline
        found = self._compared(outcome.diagnostics, baseline, changed)
        if self.rewriting is None and outcome.is_complete and not quiet:
            self._tell_of_gone(found.now)
        places = Notebooks(done.mended.after.get if done.mended is not None else lambda path: None)
        shown = tuple(one for one in found.new if changed is None or changed.touch(places.in_file(one)))
        return Left(replace(outcome, diagnostics=shown), found.hidden)

    def _compared(
        self, diagnostics: Sequence[Diagnostic], baseline: Baseline | None, changed: ChangedLines | None
    ) -> Compared:
        is_changed = changed.touch if changed is not None else lambda diagnostic: False
        return compared(diagnostics, baseline or {}, entries_in(self.reach.folder), is_changed)

    def _rewritten(self, outcome: Outcome, quiet: bool) -> Baseline | None:
        """Write the baseline anew, and return it; it stays what it is while something could not be looked at."""
        old = self.baseline or {}
        if not outcome.is_complete:
            why = "a file cannot be read" if outcome.unreadable else "not every rule came to its end"
            console.complain(f"the baseline is left as it is, because {why}")
            return self.baseline
        now = self._compared(outcome.diagnostics, old, None).now
        new = (rewritten if self.rewriting == "write" else pruned)(old, now, self.reach.judges)
        if self.baseline is None or new != old:
            _write(self.file, text_of(new))
        if not quiet:
            console.complain(_said(self.rewriting, old if self.baseline is not None else None, new, _shown(self.file)))
        return new

    def _tell_of_gone(self, now: Baseline) -> None:
        over = sum(gone(self.baseline or {}, now, self.reach.judges).values())
        if over:
            what = "1 problem of the baseline is" if over == 1 else f"{over} problems of the baseline are"
            console.complain(f"{what} gone: run `dashlint --prune-baseline`")


def _said(rewriting: Rewriting | None, old: Baseline | None, new: Baseline, file: str) -> str:
    before = old or {}
    added = sum(max(count - before.get(entry, 0), 0) for entry, count in new.items())
    removed = sum(max(count - new.get(entry, 0), 0) for entry, count in before.items())
    total = sum(new.values())
    if rewriting == "prune":
        return f"removed {_problems(removed)} from `{file}`, which leaves {total}"
    if old is None:
        return f"recorded {_problems(total)} in `{file}`"
    warning = "warning: " if added else ""
    return f"{warning}recorded {_problems(total)} in `{file}`: {added} added, {removed} removed"


def _problems(count: int) -> str:
    return "1 problem" if count == 1 else f"{count} problems"


def _shown(file: Path) -> str:
    """Return a path as it is from the working directory, if it lies in there."""
    here = os.path.realpath(os.curdir)
    return os.path.relpath(file, here) if file.is_relative_to(here) else str(file)


def _write(file: Path, content: bytes) -> None:
    from dashlint.fix import write_atomically

    try:
        write_atomically(file, content)
    except OSError as error:
        raise click.ClickException(f"`{file}` cannot be written: {(error.strerror or str(error)).lower()}") from error
