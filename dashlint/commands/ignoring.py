"""The options on comments that silence problems, and the run that writes such comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashlint import console
from dashlint.commands.options import gathered
from dashlint.commands.shared import USAGE
from dashlint.diagnostic import Diagnostic, Edit
from dashlint.file_kinds import kind_of
from dashlint.find import Source
from dashlint.settings import Settings

if TYPE_CHECKING:
    from dashlint.lint import Outcome
    from dashlint.suppress import Wanted


@dataclass(frozen=True, slots=True)
class Ignoring:
    """What the command line says of silencing comments; `add_ignore` is the reason to write, None to write nothing."""

    add_ignore: str | None
    require_reasons: bool | None

    @property
    def writes(self) -> bool:
        """Whether comments are to be written instead of a report."""
        return self.add_ignore is not None

    def over(self, settings: Settings, is_fixing: bool) -> Settings:
        """Return the settings of a run with what was typed; one that writes comments mends nothing.

        Raises:
            UsageError: the comments to be written would not count, or fixes were asked for as well.
        """
        if self.writes and is_fixing:
            raise click.UsageError("`--add-ignore` silences what fixes would mend, so run one after the other")
        is_required = bool(settings.require_reasons if self.require_reasons is None else self.require_reasons)
        settings = replace(settings, require_reasons=is_required)
        if self.add_ignore is None:
            return settings
        _check_reason(self.add_ignore, is_required)
        return replace(settings, fixing=replace(settings.fixing, fix=False))

    def add(self, outcome: Outcome, sources: Sequence[Source]) -> int:
        """Write a comment for every problem, say how many there are, and return the exit status.

        Raises:
            UsageError: there are problems in standard input, which has no file.
        """
        run = _Run({source.path: source for source in sources}, self.add_ignore or "")
        run.add(outcome.diagnostics)
        console.print_lines([run.summary()])
        return USAGE if run.failed or outcome.unreadable else 0


class _Run:
    """One run that writes comments, and what came of it."""

    def __init__(self, sources: dict[str, Source], reason: str) -> None:
        self.sources = sources
        self.reason = reason
        self.written: Counter[str] = Counter()
        self.failed = False

    def add(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Write the comments of every file that has problems."""
        paths = dict.fromkeys(found.location.path for found in diagnostics)
        if any(self.sources[path].text is not None for path in paths):
            raise click.UsageError("`--add-ignore` writes into files, so `-` cannot be one of the paths")
        for path in paths:
            self._try(path, _wanted(found for found in diagnostics if found.location.path == path))

    def summary(self) -> str:
        """Say how many comments went into how many files."""
        comments = _counted(sum(self.written.values()), "comment")
        return f"Added {comments} to {_counted(len(self.written), 'file')}."

    def _try(self, path: str, wanted: Sequence[Wanted]) -> None:
        try:
            self._add_to(path, wanted)
        except OSError as error:
            self.failed = True
            self._complain(path, f"cannot be written: {error.strerror or error}")

    def _add_to(self, path: str, wanted: Sequence[Wanted]) -> None:
        from dashlint.decoding import decoded
        from dashlint.fix import write_atomically
        from dashlint.notebooks import content_of, fits, python_of
        from dashlint.suppress import silencing_edits

        content = Path(path).read_bytes()
        before = python_of(path, content)
        added = silencing_edits(path, decoded(before), wanted, self.reason)
        after = _edited(path, before, added.edits)
        if after is None or not fits(path, before, after):
            return self._complain(path, f"stays as it is with {_counted(len(wanted), 'problem')}: {_LEFT}")
        if added.refused:
            left = _counted(len(added.refused), "problem")
            self._complain(path, f"has no room for a comment on {left}, such as {_first(added.refused)}")
        if after != before:
            write_atomically(Path(path), content_of(path, content, after))
            self.written[path] = added.comments
        return None

    def _complain(self, path: str, what: str) -> None:
        console.complain(f"warning: `{self.sources[path].shown}` {what}")


_LEFT = "with comments it would not mean the same"


def _check_reason(reason: str, is_required: bool) -> None:
    from dashlint.suppress import is_reason

    if is_required and not reason:
        raise click.UsageError("with `require-reasons`, `--add-ignore` needs a reason: `--add-ignore='because …'`")
    if reason and not is_reason(reason):
        raise click.UsageError(
            f"`--add-ignore`: `{reason!r}` cannot be the reason in a comment; leave out `#` and line ends"
        )


def _wanted(found: Iterable[Diagnostic]) -> list[Wanted]:
    from dashlint.suppress import Wanted

    return [Wanted(one.location.line, one.code, one.name) for one in found]


def _edited(path: str, before: bytes, edits: Sequence[Edit]) -> bytes | None:
    """Return the content of a file with these edits; None where they would change what it means."""
    from dashlint.fix.texts import UnwritableError, edited
    from dashlint.read import means_the_same

    if not edits:
        return before
    try:
        after = edited(before, edits)
    except UnwritableError:
        return None
    is_code = kind_of(path) in ("python", None)
    return None if is_code and not means_the_same(before, after) else after


def _first(refused: Sequence[Wanted]) -> str:
    return f"{refused[0].code} in line {refused[0].line}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


ignoring_options = gathered(
    "ignoring",
    Ignoring,
    (
        click.option(
            "--add-ignore",
            is_flag=False,
            flag_value="",
            metavar="[=REASON]",
            help="Write a comment that silences it for every problem instead of reporting it.",
        ),
        click.option(
            "--require-reasons/--no-require-reasons",
            default=None,
            help="Heed only those comments that say why they silence a problem: `-- because …`.",
        ),
    ),
)
