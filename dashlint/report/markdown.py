"""The format for comments on pull requests and for job summaries: Markdown as GitHub and GitLab show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dashlint.diagnostic import Diagnostic
from dashlint.report.counts import fixable, summary
from dashlint.report.excerpt import Excerpts
from dashlint.report.files import by_file
from dashlint.report.full import full
from dashlint.report.paint import Paint
from dashlint.report.run import TOOL, UNTOLD, Run
from dashlint.report.texts import one_line

_SPECIAL = re.compile(r"[\\`*_{}\[\]()<>#+!|~&@$-]")
_BACKTICKS = re.compile("`+")


def markdown(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """The counts, a table of the problems, and behind a fold for each file what the full format says of them."""
    yield f"## {TOOL}"
    yield ""
    yield summary(diagnostics)
    if hint := fixable(diagnostics, run):
        yield ""
        yield escaped(hint)
    if not diagnostics:
        return
    yield ""
    yield "| Severity | Rule | Place | Problem |"
    yield "| --- | --- | --- | --- |"
    for found in diagnostics:
        yield f"| {' | '.join(_cells(found, excerpts, run))} |"
    for path, inside in by_file(diagnostics).items():
        yield from _fold(excerpts.shown(path), inside, excerpts, run)


def escaped(text: str) -> str:
    """Text that looks in Markdown as it does here, but for what stands between backticks, which is code."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return _literal(one_line(text))
    return "".join(_code(part) if number % 2 else _literal(part) for number, part in enumerate(parts))


def _cells(found: Diagnostic, excerpts: Excerpts, run: Run) -> Iterator[str]:
    explanation = run.explain(found.code)
    rule = f"{found.code} {found.name}"
    yield str(found.severity)
    yield f"[{rule}]({explanation.url})" if explanation and explanation.url else rule
    yield _code(excerpts.where(found.location))
    yield _literal(run.mark(found)) + escaped(found.message)


def _fold(shown: str, inside: Sequence[Diagnostic], excerpts: Excerpts, run: Run) -> Iterator[str]:
    drawn = list(full(inside, excerpts, Paint(), run))[:-1]
    fence = _fence(drawn)
    yield ""
    yield f"<details><summary>{_literal(shown)}</summary>"
    yield ""
    yield f"{fence}text"
    yield from drawn
    yield fence
    yield ""
    yield "</details>"


def _code(text: str) -> str:
    """The text as code in a cell of a table, where a bar would end the cell even inside of code."""
    if not text.strip():
        return _literal(text)
    quotes = "`" * (1 + max(map(len, _BACKTICKS.findall(text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{quotes}{space}{text}{space}{quotes}".replace("|", "\\|")


def _literal(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


def _fence(lines: Sequence[str]) -> str:
    """More backticks than stand together anywhere in the lines."""
    return "`" * max(3, 1 + max((len(run) for line in lines for run in _BACKTICKS.findall(line)), default=0))
