"""Linting: the rules run over a project, and their problems become the diagnostics that are shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from dashlint.catalogue import Catalogue, load
from dashlint.changes import Fix
from dashlint.comments import Comments, is_for_dashlint, used, without_reason
from dashlint.decoding import decoded
from dashlint.diagnostic import AppSummary, Diagnostic, DiagnosticFix, DiagnosticNote, Edit, Location, Severity
from dashlint.facts import Defect, FileFacts, Place
from dashlint.file_kinds import ProjectFile, kind_of
from dashlint.find import Source, find
from dashlint.fix import edits_of
from dashlint.holding import holds
from dashlint.locations import Located, located, locations
from dashlint.notebooks import NotebookError, python_of
from dashlint.project import App, Project
from dashlint.read import in_deep_stack, read
from dashlint.rule import Note, Problem, Rule
from dashlint.rules import all_rules
from dashlint.settings import Settings
from dashlint.suppress import Suppression, suppressions, suppressions_in_file

Result = TypeVar("Result")
Reader: TypeAlias = Callable[[str, bytes], FileFacts]
#: What is told of each rule before it looks at the project.
OnRule: TypeAlias = Callable[[Rule], None]

#: Deep code is followed by recursion; the stack that `in_deep_stack` gives holds this much of it.
DEEPEST_RECURSION = 20_000
LARGEST_INCLUDE = 1_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found, by path, line, column and code; `unreadable` if some file could not be read.

    `apps` are the apps in the sources that are to be reported, where they were asked for, and `routes` counts those on
    their servers.
    """

    diagnostics: tuple[Diagnostic, ...]
    unreadable: bool = False
    apps: tuple[AppSummary, ...] = ()
    routes: int = 0


Became: TypeAlias = Literal["reported", "suppressed", "not selected", "outweighed"]
"""What becomes of a problem: one that is outweighed is part of a worse one that is reported at the same place."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A problem that some rule found, with what became of it, and the comment's line where it is suppressed."""

    diagnostic: Diagnostic
    became: Became
    line: int | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A problem with the rule that found it and the severity that counts."""

    rule: Rule
    problem: Problem
    severity: Severity


@dataclass(frozen=True, slots=True)
class _Run:
    """All that was found in a project before anybody chooses: also what is not selected, and what is suppressed."""

    project: Project
    reported: Collection[str]
    found: Sequence[_Found]
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
    """Lint the sources, and return the answer of their project to a question, with what became of every problem."""
    return _with_room(lambda: _asked(sources, settings, question))


def lint_variants(sources: tuple[Source, ...], variants: Sequence[Settings]) -> tuple[Outcome, ...]:
    """Lint the same sources under each of several settings, and name their apps; every file is read once."""
    reader = cache(read)
    return _with_room(lambda: tuple(_lint(sources, settings, reader, with_apps=True) for settings in variants))


def _with_room(run: Callable[[], Result]) -> Result:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST_RECURSION))
    try:
        return in_deep_stack(run)
    finally:
        sys.setrecursionlimit(before)


def _lint(
    sources: tuple[Source, ...],
    settings: Settings,
    reader: Reader,
    with_apps: bool = False,
    on_rule: OnRule = lambda rule: None,
) -> Outcome:
    run = _run(sources, settings, reader, on_rule)
    shown = [each for each in run.found if _is_reported(each, settings)]
    diagnostics = _located(_one_per_mistake(shown), run.texts, settings)
    kept = sorted(_told(diagnostics, run.silencing, settings), key=_order)
    if not with_apps:
        return Outcome(tuple(kept), run.unreadable)
    apps = tuple(_apps(run.project, run.reported))
    return Outcome(tuple(kept), run.unreadable, apps, len(run.project.route_places))


def _asked(
    sources: tuple[Source, ...], settings: Settings, question: Callable[[Project], Result]
) -> tuple[Result, tuple[Verdict, ...]]:
    run = _run(sources, settings, read)
    shown = [each for each in run.found if _is_reported(each, settings)]
    selected, weighty = {id(each) for each in shown}, {id(each) for each in _one_per_mistake(shown)}
    verdicts = []
    for each, diagnostic in zip(run.found, _located(run.found, run.texts, settings), strict=True):
        here = diagnostic.location
        comments = (one for one in run.silencing.get(here.path, ()) if _silences(one, diagnostic))
        told = next(_told([diagnostic], run.silencing, settings), None)
        if id(each) not in selected:
            verdicts.append(Verdict(diagnostic, "not selected"))
        elif id(each) not in weighty:
            verdicts.append(Verdict(diagnostic, "outweighed"))
        elif told is None:
            verdicts.append(Verdict(diagnostic, "suppressed", next(comments).line))
        else:
            verdicts.append(Verdict(told, "reported"))
    return question(run.project), tuple(sorted(verdicts, key=lambda verdict: _order(verdict.diagnostic)))


def _run(sources: tuple[Source, ...], settings: Settings, reader: Reader, on_rule: OnRule = lambda rule: None) -> _Run:
    code = tuple(source for source in sources if source.kind == "python")
    texts, failures = _texts(code)
    files = _files(sources)
    project = Project(
        texts,
        _reading(reader, failures),
        _catalogue(settings),
        settings.backend,
        files,
        settings.dash_version,
        _open,
        settings.backend_at,
        settings.src,
    )
    for source in code:
        if source.named or (source.reported and source.path in failures):
            project.modules.facts(source.path)
    reported = {source.path for source in sources if source.reported}
    told = (each for each in _problems(project, settings, on_rule) if each.problem.place.path in reported)
    found = [each for each in told if holds(each.rule, each.problem.place.path, project.manifests)]
    texts |= {file.path: file.text for file in files}
    silencing = {path: _suppressions(path, texts[path]) for path in reported & texts.keys()}
    defective = {facts.path for facts in project.modules.files_read if facts.defect is not None}
    readable = {path: comments for path, comments in silencing.items() if path not in defective}
    found += _on_comments(readable, found, texts, settings)
    return _Run(project, reported, found, texts, silencing, not defective.isdisjoint(reported))


def _catalogue(settings: Settings) -> Catalogue:
    added = settings.additions[::-1]
    return load(*(each.tables for each in added), safe=[name for each in added for name in each.safe])


def _apps(project: Project, reported: Collection[str]) -> Iterator[AppSummary]:
    for app in project.apps:
        if app.path in reported:
            yield summary_of(project, app)


def summary_of(project: Project, app: App) -> AppSummary:
    """Return what a report tells of an app."""
    choice = project.choice_of(app)
    known = locations([app.place, *([choice.server] if choice.server else [])], project.modules.texts)
    by = (choice.by, choice.kind, known[choice.server] if choice.server else None)
    return AppSummary(known[app.place], app.backends, app.is_decided, app.is_default, *by)


def _reading(reader: Reader, failures: Mapping[str, FileFacts]) -> Reader:
    return lambda path, text: failures.get(path) or reader(path, text)


def _texts(sources: Iterable[Source]) -> tuple[dict[str, bytes], dict[str, FileFacts]]:
    """Return the content of each file, and the facts of those that cannot be opened, which say why."""
    texts: dict[str, bytes] = {}
    failures: dict[str, FileFacts] = {}
    for source in sources:
        text = _text(source)
        if isinstance(text, Defect):
            failures[source.path] = FileFacts(source.path, (), text)
        texts[source.path] = b"" if isinstance(text, Defect) else text
    return texts, failures


def _files(sources: Iterable[Source]) -> tuple[ProjectFile, ...]:
    """Return the files beside the code that can be opened; what cannot be says nothing."""
    opened = ((source, _text(source)) for source in sources if source.kind != "python")
    return tuple(ProjectFile(source.path, source.kind, text) for source, text in opened if isinstance(text, bytes))


def _text(source: Source) -> bytes | Defect:
    try:
        content = Path(source.path).read_bytes() if source.text is None else source.text
        return python_of(source.path, content)
    except OSError as error:
        return Defect(f"not readable ({(error.strerror or str(error)).lower()})", 1)
    except NotebookError as error:
        return Defect(error.message, error.line)


def _open(path: str) -> bytes | None:
    """Return the content of a small file that another one includes."""
    try:
        is_small = Path(path).is_file() and Path(path).stat().st_size < LARGEST_INCLUDE
        return Path(path).read_bytes() if is_small else None
    except (OSError, ValueError):
        return None


def _problems(project: Project, settings: Settings, on_rule: OnRule) -> Iterator[_Found]:
    for rule in all_rules():
        on_rule(rule)
        for problem in rule.problems(project):
            severity = rule.severity if problem.severity is None else problem.severity
            own = settings.at(problem.place.path)
            yield _Found(rule, problem, own.severity(rule.code, rule.name, rule.severity, severity))


def _is_reported(found: _Found, settings: Settings) -> bool:
    return settings.reports(found.problem.place.path, found.rule.code, found.rule.name, found.severity)


def _on_comments(
    silencing: Mapping[str, Sequence[Suppression]],
    found: Sequence[_Found],
    texts: Mapping[str, bytes],
    settings: Settings,
) -> list[_Found]:
    """Return what is wrong with the comments that silence rules, which is known once all other rules have run."""
    rules = {rule.code: rule for rule in all_rules()}
    names = {code: rule.name for code, rule in rules.items()}
    usual = {code: settings.severity(code, rule.name, rule.severity, rule.severity) for code, rule in rules.items()}
    ours = {path: [one for one in some if is_for_dashlint(one, names)] for path, some in silencing.items()}
    near = [each for each in found if any(ours.get(place.path) for place in _places(each.problem))]
    selected = {
        path: frozenset(code for code, name in names.items() if settings.reports(path, code, name, usual[code]))
        for path in silencing
    }
    all_used = used(ours, _located(near, texts, settings))
    comments = Comments(all_used, names, frozenset(), not settings.supposes, selected)
    judged = ((rule, problem) for rule in rules.values() if rule.judge for problem in rule.judge(comments))
    return [_Found(rule, problem, usual[rule.code]) for rule, problem in judged]


def _one_per_mistake(found: Iterable[_Found]) -> list[_Found]:
    """Leave one problem for each mistake: at one place the worst with the shortest chain, and none that yields."""
    best: dict[Place, _Found] = {}
    others = []
    for each in found:
        if each.problem.about is None or each.problem.yields:
            others.append(each)
        elif each.problem.place not in best or _rank(each) < _rank(best[each.problem.place]):
            best[each.problem.place] = each
    about = {each.problem.about for each in best.values()}
    return [*best.values(), *(each for each in others if not each.problem.yields or each.problem.about not in about)]


def _rank(found: _Found) -> tuple[int, int, str]:
    weight = found.severity if found.problem.weight is None else found.problem.weight
    return -weight, len(found.problem.notes), found.rule.code


def _located(found: Sequence[_Found], texts: Mapping[str, bytes], settings: Settings) -> Iterator[Diagnostic]:
    places = {place for each in found for place in _places(each.problem)}
    known = located(places, texts)
    edits = edits_of([each.problem.fix for each in found if each.problem.fix], texts)
    for each in found:
        rule, problem, here = each.rule, each.problem, known[each.problem.place]
        notes = tuple(_note(note, known) for note in problem.notes)
        location = _narrowed(here.location, problem.columns)
        words = (problem.message, problem.help, notes)
        fix = _fix(each, edits, settings)
        come_of = rule.effect_of(problem), rule.effort_of(problem)
        yield Diagnostic(rule.code, rule.name, each.severity, location, *words, *come_of, here.scope, fix)


def _note(note: Note, known: Mapping[Place, Located]) -> DiagnosticNote:
    found = known[note.place] if note.place else None
    if found is None:
        return DiagnosticNote(None, note.message)
    return DiagnosticNote(found.location, note.message, found.scope, note.is_step)


def _fix(found: _Found, edits: Mapping[Fix, tuple[Edit, ...]], settings: Settings) -> DiagnosticFix | None:
    fix, rule = found.problem.fix, found.rule
    if fix is None or fix not in edits:
        return None
    trusted = settings.fixing.applicability(rule.code, rule.name, found.severity, fix.applicability)
    return DiagnosticFix(fix.title, trusted, edits[fix])


def _narrowed(location: Location, columns: tuple[int, int] | None) -> Location:
    return replace(location, column=columns[0], end_column=columns[1]) if columns else location


def _places(problem: Problem) -> Iterator[Place]:
    yield problem.place
    yield from (note.place for note in problem.notes if note.place is not None)


def _suppressions(path: str, text: bytes) -> tuple[Suppression, ...]:
    lowered = text.lower()
    if b"noqa" not in lowered and b"dashlint" not in lowered:
        return ()
    found_in = suppressions if kind_of(path) in ("python", None) else suppressions_in_file
    return found_in(decoded(text))


def _told(
    found: Iterable[Diagnostic], silencing: Mapping[str, Sequence[Suppression]], settings: Settings
) -> Iterator[Diagnostic]:
    """Yield what no comment silences, or only one without the reason that is required."""
    for each in found:
        comments = silencing.get(each.location.path, ())
        by = [one for one in comments if _silences(one, each)]
        if not by:
            yield each
        elif settings.require_reasons and not any(one.directive.reason for one in by):
            yield without_reason(each, by[0])


def _silences(comment: Suppression, found: Diagnostic) -> bool:
    return comment.silences(found.code, found.name, found.location.line, found.location.end_line)


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    where = diagnostic.location
    return where.path, where.line, where.column, diagnostic.code
