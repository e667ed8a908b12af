"""The options that mend problems, and what comes of them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashlint import console
from dashlint.commands.options import gathered
from dashlint.commands.reporting import FixReport
from dashlint.commands.shared import FINDINGS, USAGE, codes_option, rule_names
from dashlint.configuration import checked_rules
from dashlint.decoding import decoded
from dashlint.diagnostic import Diagnostic
from dashlint.find import Source
from dashlint.lines import LINE
from dashlint.settings import FixSettings, Settings

if TYPE_CHECKING:
    from dashlint.lint import Outcome, Reader
    from dashlint.mending import Mended

Lint = Callable[[tuple[Source, ...], "Reader"], "Outcome"]


@dataclass(frozen=True, slots=True)
class Fixing:
    """What the command line says of fixes; None where it says nothing."""

    fix: bool | None
    unsafe_fixes: bool | None
    diff: bool
    fix_only: bool
    show_fixes: bool | None
    fixable: tuple[str, ...]
    unfixable: tuple[str, ...]
    exit_non_zero_on_fix: bool

    @property
    def is_asked(self) -> bool:
        """Whether somebody typed that problems shall be mended."""
        return bool(self.fix or self.diff or self.fix_only)

    def over(self, settings: Settings) -> Settings:
        """Return the settings with what was typed over them.

        Raises:
            SettingsError: a rule is named that there is not.
        """
        known = rule_names()
        fixable = checked_rules(self.fixable, known, "`--fixable`")
        unfixable = checked_rules(self.unfixable, known, "`--unfixable`")
        asked = True if self.diff or self.fix_only else self.fix
        typed = FixSettings(asked, self.unsafe_fixes, self.show_fixes, fixable, unfixable)
        return replace(settings, fixing=typed.over(settings.fixing))

    def outcome(self, sources: tuple[Source, ...], lint: Lint, settings: Settings) -> FixOutcome:
        """Lint the sources, and mend them where the settings say so; files are written unless only a diff is wanted."""
        from dashlint.mending import mend, remembering

        if not settings.fixing.fix:
            return FixOutcome(lint(sources, remembering()), sources)
        mended = mend(sources, lint, lambda found: _mends(found, settings))
        if not mended.is_settled:
            console.complain("the fixes do not come to an end, so some may be left: this is a defect, please report it")
        now = tuple(_now(source, mended) for source in sources)
        failed = () if self.diff else tuple(_written(sources, mended))
        return FixOutcome(mended.outcome, now, mended, failed)

    def show(self, done: FixOutcome, settings: Settings, quiet: bool) -> FixReport | None:
        """Print what there is instead of a report, and return what one should say of fixes, None if there is none."""
        if self.diff:
            console.print_text("".join(done.diff()))
            if done.count and not quiet:
                console.complain(f"would fix {counted(done.count)}")
            return None
        for streamed in done.streamed:
            console.print_text(streamed)
        if self.fix_only and not (done.count and not quiet):
            return None
        lines = ("", *done.listed(), "") if settings.fixing.show_fixes and done.count else ()
        report = FixReport(done.count, lines, is_streamed=bool(done.streamed))
        if self.fix_only:
            console.print_lines([*lines, f"Fixed {counted(done.count)}."], on_stderr=report.is_streamed)
            return None
        return report

    def status(self, done: FixOutcome, usual: int) -> int:
        """Return the exit status of a run that would end with the `usual` one if it only reported."""
        if done.mended is None:
            return usual
        if done.failed or done.outcome.unreadable:
            return USAGE
        if self.diff or self.exit_non_zero_on_fix:
            return FINDINGS if done.count else 0 if self.diff else usual
        return 0 if self.fix_only else usual


@dataclass(frozen=True, slots=True)
class FixOutcome:
    """What a run came to, fixes included: `mended` is None where none were to be made, `failed` are unwritten files."""

    outcome: Outcome
    sources: tuple[Source, ...]
    mended: Mended | None = None
    failed: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many problems were mended."""
        return sum(sum(counts.values()) for counts in self.mended.mended.values()) if self.mended else 0

    @property
    def streamed(self) -> tuple[bytes, ...]:
        """The content of standard input after the fixes, where that was asked for."""
        return tuple(source.text for source in self.sources if source.text is not None) if self.mended else ()

    def diff(self) -> Iterator[str]:
        """Yield what the fixes change, as a unified diff."""
        shown = shown_paths(self.sources)
        for path, after in sorted(self.mended.after.items()) if self.mended else ():
            before = self.mended.before[path] if self.mended else b""
            for name, old, new in _parts(path, before, after):
                lines = LINE.findall(old), LINE.findall(new)
                for line in difflib.unified_diff(*lines, f"{shown(path)}{name}", f"{shown(path)}{name}"):
                    yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"

    def listed(self) -> Iterator[str]:
        """Yield what was mended in each file, for people."""
        from dashlint.rules import all_rules

        names = {rule.code: rule.name for rule in all_rules()}
        shown = shown_paths(self.sources)
        yield f"Fixed {counted(self.count)}:"
        for path, counts in sorted(self.mended.mended.items()) if self.mended else ():
            yield f"- {shown(path)}:"
            width = len(str(max(counts.values())))
            for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
                yield f"    {count:>{width}} x {code} ({names[code]})"


def counted(problems: int) -> str:
    """Return a number of problems in words."""
    return "1 problem" if problems == 1 else f"{problems} problems"


def _parts(path: str, before: bytes, after: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield the parts of a file that a diff shows by themselves, each with its name: the cells of a notebook."""
    from dashlint.notebooks import is_notebook, read_notebook

    if not is_notebook(path):
        yield "", decoded(before), decoded(after)
        return
    new = read_notebook(after).code
    for number, old in read_notebook(before).code.items():
        yield f":cell {number}", old, new[number]


def _now(source: Source, mended: Mended) -> Source:
    return source if source.text is None else replace(source, text=mended.after.get(source.path, source.text))


def _mends(found: Diagnostic, settings: Settings) -> bool:
    fix = found.fix
    return fix is not None and settings.fixing.mends(found.code, found.name, found.severity, fix.applicability)


def _written(sources: Sequence[Source], mended: Mended) -> Iterator[str]:
    """Write what was mended, and yield the paths of the files that stay what they were."""
    from dashlint.fix import write_atomically

    shown = shown_paths(sources)
    streamed = {source.path for source in sources if source.text is not None}
    for path, content in sorted(mended.after.items()):
        if path in streamed:
            continue
        try:
            if Path(path).read_bytes() != mended.before[path]:
                raise OSError("it was changed in the meantime")
            write_atomically(Path(path), content)
        except OSError as error:
            console.complain(f"`{shown(path)}` is not fixed: {error.strerror or error}")
            yield path


def shown_paths(sources: Sequence[Source]) -> Callable[[str], str]:
    shown = {source.path: source.shown for source in sources}
    return lambda path: shown.get(path, path)


fixing_options = gathered(
    "fixing",
    Fixing,
    (
        click.option("--fix/--no-fix", default=None, help="Mend what has a safe fix."),
        click.option("--unsafe-fixes/--no-unsafe-fixes", default=None, help="Mend what has an unsafe fix too."),
        click.option("--diff", is_flag=True, help="Print what the fixes would change; write nothing."),
        click.option("--fix-only", is_flag=True, help="Mend, and do not report what is left."),
        click.option("--show-fixes/--no-show-fixes", default=None, help="List what was mended."),
        codes_option("--fixable", "Mend problems of these rules and no others."),
        codes_option("--unfixable", "Do not mend problems of these rules."),
        click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with status 1 if anything was mended."),
    ),
)
