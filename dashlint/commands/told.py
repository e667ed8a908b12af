"""What the commands know of a run that only reports for machines tell."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from dashlint import __version__
from dashlint.breakdowns import Breakdown, one_for_each
from dashlint.diagnostic import Diagnostic
from dashlint.find import Source
from dashlint.pages import pages
from dashlint.report.run import Explanation, Run
from dashlint.settings import Settings

_REPOSITORY_MARKERS = (".git", ".hg")


def run_of(sources: Sequence[Source], settings: Settings, complete: bool, breakdowns: Sequence[Breakdown] = ()) -> Run:
    """Return what reports tell of a run over these sources; it is `complete` if all of them were looked at."""
    with_unsafe = replace(settings.fixing, unsafe_fixes=True)

    def mends(found: Diagnostic, unsafe: bool) -> bool:
        chosen = with_unsafe if unsafe else settings.fixing
        fix = found.fix
        return fix is not None and chosen.mends(found.code, found.name, found.severity, fix.applicability)

    return Run(
        root=root_of([source.path for source in sources if source.reported]),
        version=__version__,
        complete=complete,
        breakdowns=tuple(one_for_each(breakdowns)),
        explain=explanation_of,
        fixes=lambda found: mends(found, unsafe=False),
        hides=lambda found: mends(found, unsafe=True) and not mends(found, unsafe=False),
    )


def root_of(paths: Sequence[str]) -> str:
    """Return the repository that holds the files, or the folder that does where there is none.

    The working directory is asked first, because that is where CI servers start.
    """
    here = os.path.realpath(os.curdir)
    start = here if not paths or any(_holds(here, path) for path in paths) else _common(paths, here)
    folder = start
    while not any(os.path.exists(os.path.join(folder, marker)) for marker in _REPOSITORY_MARKERS):
        folder, inner = os.path.dirname(folder), folder
        if folder == inner:
            return start
    return folder


@cache
def explanation_of(code: str) -> Explanation | None:
    """Return what is known of a rule, None where no rule has the code."""
    from dashlint.rules import all_rules

    page = pages().get(code)
    rule = next((one for one in all_rules() if one.code == code), None)
    if page is None or rule is None:
        return None
    text = page.text.split("\n", 1)[1].strip()
    return Explanation(code, rule.name, rule.severity, rule.effect, page.summary, text)


def page_address(code: str) -> str:
    """Return where to read about a rule: its page on the web, or else the one that is installed."""
    explanation, page = explanation_of(code), pages().get(code)
    return (explanation.url if explanation else "") or (page.path.as_uri() if page else "")


def _common(paths: Sequence[str], otherwise: str) -> str:
    try:
        return os.path.commonpath([os.path.dirname(path) for path in paths])
    except ValueError:
        return otherwise


def _holds(folder: str, path: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)
