"""The audit as Markdown, for an issue or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from dashlint.audit.model import Audit, Finding, Group, Kind, Remark, Step, Task
from dashlint.audit.moves import whereto
from dashlint.audit.words import MEANINGS, NAMES, asides, by_effort, by_file, counted, efforts, listed
from dashlint.report.paint import Paint

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|<>&~$])")


def markdown(audit: Audit, paint: Paint) -> Iterator[str]:
    """The headline, what breaks, what to do, and every place."""
    yield from _headline(audit)
    if audit.groups:
        yield from ("", "## What breaks")
        for group in audit.groups:
            yield from _group(group)
    if audit.steps:
        yield from ("", "## What to do")
        for step in audit.steps:
            yield from _step(step)
    if audit.findings:
        yield from ("", "## Every place", *_places(audit.findings))
    if audit.already:
        yield from ("", "## So today already", *_places(audit.already))


def _headline(audit: Audit) -> Iterator[str]:
    yield from (f"# Moving to {NAMES[audit.to]}", "")
    for app in audit.apps:
        yield f"- {code(app.spot.where)} {code(app.kind)}: {prose(whereto(app, audit.to))}"
    yield from ("", f"**{prose(audit.verdict)}**")
    for remark in audit.unreadable:
        yield from ("", f"Not looked at: {_remark(remark)}.")
    yield from _counts(audit)


def _counts(audit: Audit) -> Iterator[str]:
    if audit.groups:
        yield from ("", "| what happens | places | effort |", "|---|---:|---|")
        for group in audit.groups:
            yield f"| {group.effect.value} | {len(group.findings)} | {efforts(group.findings)} |"
        where = counted(len(audit.files), "file")
        meanings = [f"{count} {effort.value} ({MEANINGS[effort]})" for effort, count in by_effort(audit.findings)]
        yield f"| in {where} | {len(audit.findings)} | {listed(meanings)} |"
    for aside in asides(audit):
        yield from ("", aside)


def _group(group: Group) -> Iterator[str]:
    title = group.effect.value
    yield from ("", f"### {title[:1].upper()}{title[1:]} ({len(group.findings)})")
    for kind in group.kinds:
        yield from _kind(kind)


def _kind(kind: Kind) -> Iterator[str]:
    first = kind.first
    more = len(kind.findings) - 1
    others = f" and {counted(more, 'more place')}" if more else ""
    yield from ("", f"**{first.code} {first.name}** ({efforts(kind.findings)}): {code(first.spot.where)}{others}")
    if first.spot.source:
        yield from ("", *_fenced(first.spot.source, "python" if first.spot.path.endswith(".py") else ""))
    yield from ("", f"{_capital(prose(first.message))}.")
    if first.remarks:
        yield from ("", *(f"- {_remark(remark)}" for remark in first.remarks))
    if first.help:
        yield from ("", f"To do: {prose(first.help)}.")


def _step(step: Step) -> Iterator[str]:
    count = f" ({len(step.findings)})" if step.tasks else ""
    yield from ("", f"### {step.number}. {prose(step.title)}{count}", "")
    yield from (f"- [ ] {prose(remark)}" for remark in step.remarks)
    yield from (_task(task) for task in step.tasks)


def _task(task: Task) -> str:
    first = task.first
    where = ", ".join(code(path) + (f" ({count})" if count > 1 else "") for path, count in by_file(task.findings))
    return f"- [ ] {prose(task.hint or first.name)}: {where} ({first.code} {first.name}, {efforts(task.findings)})"


def _places(findings: tuple[Finding, ...]) -> Iterator[str]:
    for path, inside in groupby(findings, key=lambda finding: finding.spot.path):
        yield from ("", f"**{code(path)}**", "")
        for finding in inside:
            about = f"{finding.code} {finding.effect.value}, {finding.effort.value}"
            yield f"- {finding.spot.line}:{finding.spot.column} {about}: {prose(finding.message)}"


def _remark(remark: Remark) -> str:
    return (f"{code(remark.spot.where)}: " if remark.spot else "") + prose(remark.message)


def prose(text: str) -> str:
    """Return a message with its code in code spans, and everything else as it reads."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _SPECIAL.sub(r"\\\1", text)
    return "".join(code(part) if at % 2 else _SPECIAL.sub(r"\\\1", part) for at, part in enumerate(parts))


def code(text: str) -> str:
    """Return a code span that shows a text, whatever it holds."""
    ticks = "`" * (1 + _longest_run(text))
    padding = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{ticks}{padding}{text}{padding}{ticks}"


def _fenced(text: str, language: str) -> Iterator[str]:
    fence = "`" * max(3, 1 + _longest_run(text))
    yield from (f"{fence}{language}", text, fence)


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
