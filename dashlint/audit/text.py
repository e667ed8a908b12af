"""The audit for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from dashlint.audit.model import Audit, Finding, Group, Kind, Step, Task
from dashlint.audit.moves import whereto
from dashlint.audit.words import MEANINGS, NAMES, asides, by_effort, counted, efforts, files, listed
from dashlint.diagnostic import Severity
from dashlint.report.paint import Paint

WIDTH = 100
_SPACE = "\0"


def text(audit: Audit, paint: Paint) -> Iterator[str]:
    """The headline, what breaks, what to do, and every place."""
    yield from _headline(audit, paint)
    if audit.groups:
        yield from ("", _title("What breaks", paint))
        for group in audit.groups:
            yield from _group(group, paint)
    if audit.steps:
        yield from ("", _title("What to do", paint))
        for step in audit.steps:
            yield from _step(step, paint)
    if audit.findings:
        yield from ("", _title("Every place", paint), *_places(audit.findings, paint))
    if audit.already:
        yield from ("", _title("So today already", paint), *_places(audit.already, paint))


def _headline(audit: Audit, paint: Paint) -> Iterator[str]:
    yield _title(f"Moving to {NAMES[audit.to]}", paint)
    for app in audit.apps:
        yield f"  {paint.path(app.spot.where)}  {app.kind}: {whereto(app, audit.to)}"
    yield from ("", *_wrapped(audit.verdict, ""))
    for remark in audit.unreadable:
        where = remark.spot.where if remark.spot else ""
        yield paint.severity(f"Not looked at: {where}: {remark.message}", Severity.ERROR)
    yield from _counts(audit, paint)


def _counts(audit: Audit, paint: Paint) -> Iterator[str]:
    if audit.groups:
        width = max(len(group.effect.value) for group in audit.groups)
        yield ""
        for group in audit.groups:
            title = paint.severity(f"{group.effect.value:<{width}}", _worst(group))
            yield f"  {len(group.findings):>4}  {title}  {efforts(group.findings)}"
        total = counted(len(audit.findings), "place")
        yield f"  {len(audit.findings):>4}  in {counted(len(audit.files), 'file')}"
        meanings = [f"{count} {effort.value} ({MEANINGS[effort]})" for effort, count in by_effort(audit.findings)]
        yield from ("", *_wrapped(f"Effort: {listed(meanings)}." if total else "", ""))
    yield from asides(audit)


def _group(group: Group, paint: Paint) -> Iterator[str]:
    yield ""
    yield paint.severity(f"{group.effect.value} ({len(group.findings)})", _worst(group))
    for kind in group.kinds:
        yield from _kind(kind, paint)


def _kind(kind: Kind, paint: Paint) -> Iterator[str]:
    first, spot = kind.first, kind.first.spot
    yield f"  {paint.severity(f'{first.code} {first.name}', first.severity)}  {efforts(kind.findings)}"
    yield f"    {paint.path(spot.where)}"
    if spot.source:
        yield f"    {paint.gutter('|')} {spot.source}"
    yield from _wrapped(first.message, "    ")
    for remark in first.remarks:
        where = f"{remark.spot.where}: " if remark.spot else ""
        yield f"      {paint.gutter('-->')} {where}{remark.message}"
    if first.help:
        for line in _wrapped(f"help: {first.help}", "    "):
            yield line.replace("    help:", f"    {paint.help('help:')}")
    if len(kind.findings) > 1:
        yield f"    and {counted(len(kind.findings) - 1, 'more place')}"


def _step(step: Step, paint: Paint) -> Iterator[str]:
    yield ""
    count = f" ({len(step.findings)})" if step.tasks else ""
    yield f"{step.number}. {paint.path(step.title)}{count}"
    for remark in step.remarks:
        yield from _wrapped(f"- {remark}", "   ", "  ")
    for task in step.tasks:
        yield from _task(task, paint)


def _task(task: Task, paint: Paint) -> Iterator[str]:
    first = task.first
    yield from _wrapped(f"- {task.hint}", "   ", "  ")
    rule = f"{first.code} {first.name}"
    for line in _wrapped(f"{rule}, {efforts(task.findings)}: {files(task.findings)}", "     "):
        yield line.replace(f"     {rule},", f"     {paint.severity(rule, first.severity)},")


def _places(findings: tuple[Finding, ...], paint: Paint) -> Iterator[str]:
    for path, inside in groupby(findings, key=lambda finding: finding.spot.path):
        yield from ("", paint.path(path))
        for finding in inside:
            spot = finding.spot
            rule = paint.severity(f"{finding.code} {finding.effect.value}", finding.severity)
            yield f"  {spot.line}:{spot.column}  {rule}, {finding.effort.value}: {finding.message}"


def _title(title: str, paint: Paint) -> str:
    return paint.path(f"{title}\n{'=' * len(title)}") if title else title


def _worst(group: Group) -> Severity:
    return max(finding.severity for finding in group.findings)


def _wrapped(words: str, indent: str, hanging: str = "") -> Iterator[str]:
    """Yield the lines of a paragraph; what stands in backticks is not torn apart."""
    parts = words.split("`")
    whole = "`".join(part.replace(" ", _SPACE) if at % 2 else part for at, part in enumerate(parts))
    lines = textwrap.wrap(
        whole if len(parts) % 2 else words,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from (line.replace(_SPACE, " ") for line in lines)
