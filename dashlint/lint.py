"""Linting: a run over the files of a project, from opening them to the diagnostics that are shown."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from dashlint.breakdowns import Breakdown
from dashlint.catalogue import Catalogue, load
from dashlint.diagnostic import AppSummary, Diagnostic
from dashlint.facts import OWN_DEFECT, Defect, FileFacts
from dashlint.find import Source, find
from dashlint.found import Found
from dashlint.opening import code_in, files_beside, included
from dashlint.project import Project
from dashlint.read import in_deep_stack, read
from dashlint.rule_runs import OnRule, RuleRuns
from dashlint.settings import Settings
from dashlint.summaries import summaries
from dashlint.suppress import Suppression, suppressions_of
from dashlint.verdicts import Verdict, reported, verdicts

Result = TypeVar("Result")


class Reader(Protocol):
    """Reads the file at a path with a content; where that takes more seconds, the file has a defect."""

    def __call__(self, path: str, text: bytes, seconds: float | None = None) -> FileFacts: ...


#: Deep code is followed by recursion; the stack that `in_deep_stack` gives holds this much of it.
DEEPEST_RECURSION = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found, by path, line, column and code; `unreadable` if some file could not be read.

    `apps` are the apps in the sources that are to be reported, where they were asked for, and `routes` counts those on
    their servers. `breakdowns` are the defects of dashlint that cost a part of the run.
    """

    diagnostics: tuple[Diagnostic, ...]
    unreadable: bool = False
    apps: tuple[AppSummary, ...] = ()
    routes: int = 0
    breakdowns: tuple[Breakdown, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every file was read, and every rule came to its end."""
        return not self.unreadable and not self.breakdowns


@dataclass(frozen=True, slots=True)
class _Run:
    """All that was found in a project before anybody chooses: also what is not selected, and what is suppressed."""

    project: Project
    reported: Collection[str]
    rules: RuleRuns
    found: Sequence[Found]
    texts: Mapping[str, bytes]
    silencing: Mapping[str, Sequence[Suppression]]
    unreadable: bool


def lint_paths(paths: Sequence[str | Path] = (".",), settings: Settings | None = None) -> Outcome:
    """Find the files below `paths` and lint them.

    Raises:
        MissingPathError: one of the paths does not exist.
    """
    settings = settings or Settings()
    return lint_sources(find(paths, exclude=settings.exclude), settings)


def lint_sources(
    sources: tuple[Source, ...], settings: Settings, reader: Reader = read, on_rule: OnRule = lambda rule: None
) -> Outcome:
    """Lint the sources that are to be reported; the others only help to understand them."""
    return _with_room(lambda: _lint(sources, settings, reader, on_rule=on_rule))


def asked(
    sources: tuple[Source, ...], settings: Settings, question: Callable[[Project], Result]
) -> tuple[Result, tuple[Verdict, ...]]:
    """Lint the sources, and return the answer of their project to a question, with what became of every problem.

    Raises:
        Exception: a defect of dashlint costs a part of the run, and maybe of the answer.
    """
    return _with_room(lambda: _asked(sources, settings, question))


def lint_variants(sources: tuple[Source, ...], variants: Sequence[Settings]) -> tuple[Outcome, ...]:
    """Lint the same sources under each of several settings, and name their apps; every file is read once."""
    reader = cache(read)
    return _with_room(lambda: tuple(_lint(sources, settings, reader, with_apps=True) for settings in variants))


def _with_room(run: Callable[[], Result]) -> Result:
    """Run with room for deep recursion, and without looking for cycles in what is kept to the end anyway."""
    before, collects = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(before, DEEPEST_RECURSION))
    gc.disable()
    try:
        return in_deep_stack(run)
    finally:
        sys.setrecursionlimit(before)
        if collects:
            gc.enable()


def _lint(
    sources: tuple[Source, ...],
    settings: Settings,
    reader: Reader,
    with_apps: bool = False,
    on_rule: OnRule = lambda rule: None,
) -> Outcome:
    run = _run(sources, settings, reader, on_rule)
    told = reported(run.found, run.texts, run.silencing, settings, run.rules.broken_off)
    apps = tuple(summaries(run.project, run.reported)) if with_apps else ()
    routes = len(run.project.servers.route_places) if with_apps else 0
    return Outcome(told, run.unreadable, apps, routes, tuple(run.rules.breakdowns))


def _asked(
    sources: tuple[Source, ...], settings: Settings, question: Callable[[Project], Result]
) -> tuple[Result, tuple[Verdict, ...]]:
    run = _run(sources, settings, read)
    for breakdown in run.rules.breakdowns:
        raise breakdown.error
    judged = verdicts(run.found, run.texts, run.silencing, settings)
    return question(run.project), judged


def _run(sources: tuple[Source, ...], settings: Settings, reader: Reader, on_rule: OnRule = lambda rule: None) -> _Run:
    code = tuple(source for source in sources if source.kind == "python")
    texts, failures = code_in(code)
    files = files_beside(sources)
    project = Project(
        texts,
        _reading(reader, failures, settings),
        _catalogue(settings),
        settings.backend,
        files,
        settings.dash_version,
        included,
        settings.backend_at,
        settings.src,
    )
    for source in code:
        if source.named or (source.reported and source.path in failures):
            project.modules.facts(source.path)
    shown = {source.path for source in sources if source.reported}
    rules = RuleRuns(project, settings, on_rule)
    found = list(rules.found(shown))
    texts |= {file.path: file.text for file in files}
    silencing = {path: suppressions_of(path, texts[path]) for path in shown & texts.keys()}
    defects = {facts.path: facts.defect for facts in project.modules.files_read if facts.defect is not None}
    rules.breakdowns += (Breakdown(one.cause, path=path) for path, one in defects.items() if one.cause is not None)
    readable = {path: comments for path, comments in silencing.items() if path not in defects}
    found += rules.found_on_comments(readable, found, texts)
    return _Run(project, shown, rules, found, texts, silencing, not shown.isdisjoint(defects))


def _catalogue(settings: Settings) -> Catalogue:
    added = settings.additions[::-1]
    return load(*(each.tables for each in added), safe=[name for each in added for name in each.safe])


def _reading(
    reader: Reader, failures: Mapping[str, FileFacts], settings: Settings
) -> Callable[[str, bytes], FileFacts]:
    """Return a reader that knows what could not be opened; a file that makes dashlint fail has a defect as well."""

    def read(path: str, text: bytes) -> FileFacts:
        try:
            return failures.get(path) or reader(path, text, settings.at(path).seconds_per_file)
        except Exception as error:
            return FileFacts(path, (), Defect(OWN_DEFECT, 1, error))

    return read
