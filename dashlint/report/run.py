"""What a report may say of a run besides its problems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from dashlint.breakdowns import Breakdown
from dashlint.diagnostic import Applicability, Diagnostic, Effect, Severity

#: The rule that speaks where a file cannot be read.
UNREADABLE = "DSH001"
TOOL = "dashlint"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a rule: `summary` in one sentence, `text` as Markdown, `url` the page on the web, if any."""

    code: str
    name: str
    severity: Severity
    effect: Effect | None
    summary: str
    text: str
    url: str = ""


def is_safe(found: Diagnostic) -> bool:
    """Whether a problem has a fix that nobody has to read."""
    return found.fix is not None and found.fix.applicability is Applicability.SAFE


def is_unsafe(found: Diagnostic) -> bool:
    """Whether a problem has a fix that somebody has to read."""
    return found.fix is not None and found.fix.applicability is Applicability.UNSAFE


@dataclass(frozen=True, slots=True)
class Run:
    """A run of dashlint.

    `root` is the absolute folder that machines give paths from, `site` the address of dashlint on the web. A run is
    `complete` if all of it was looked at; `breakdowns` are what errors of dashlint cost it. `explain` tells about a
    rule by its code. `fixes` says whether `--fix` would mend a problem in a run like this one, `hides` whether it would
    only with `--unsafe-fixes`.
    """

    root: str = ""
    version: str = ""
    site: str = ""
    complete: bool = True
    breakdowns: tuple[tuple[Breakdown, ...], ...] = ()
    explain: Callable[[str], Explanation | None] = lambda code: None
    fixes: Callable[[Diagnostic], bool] = is_safe
    hides: Callable[[Diagnostic], bool] = is_unsafe

    def below_root(self, path: str) -> PurePath | None:
        """The path from the root on; None for what lies elsewhere."""
        try:
            return PurePath(path).relative_to(self.root) if self.root else None
        except ValueError:
            return None

    def path(self, path: str) -> str:
        """The path from the root on, or all of it, with `/` between the folders."""
        return (self.below_root(path) or PurePath(path)).as_posix()

    def mark(self, found: Diagnostic) -> str:
        """`[*] ` for what `--fix` would mend."""
        return "[*] " if self.fixes(found) else ""


UNTOLD = Run()
"""A run of which nothing is known."""
