"""Asking: from a line to the function around it, and from what the project knows of it to an answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from dashlint.diagnostic import Diagnostic, Location
from dashlint.facts import Place
from dashlint.find import Source
from dashlint.lint import asked
from dashlint.project import Project
from dashlint.project.answers.explaining import Explained
from dashlint.project.values.objects import ProjectFunction
from dashlint.read import Span, extents
from dashlint.report.excerpt import Excerpts
from dashlint.settings import Settings
from dashlint.verdicts import Verdict
from dashlint.why.model import Answer, Function, Problem
from dashlint.why.places import Places
from dashlint.why.views import apps_of, deeds_of, ways_of

Left: TypeAlias = Callable[[tuple[Diagnostic, ...]], tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """A place to be asked about: an absolute path, a line and, where it matters, a column, both from 1."""

    path: str
    line: int
    column: int | None = None


def answered(
    question: Question, sources: Sequence[Source], settings: Settings, excerpts: Excerpts, left: Left
) -> Answer:
    """Return what is known of the function at a line of one of the sources.

    `left` gets all problems that a run over the sources would report, and returns those that no baseline hides.
    """
    every = tuple(replace(source, reported=True) for source in sources)
    found, verdicts = asked(every, settings, lambda project: _found(question, project, settings, excerpts))
    reported = tuple(verdict.diagnostic for verdict in verdicts if verdict.became == "reported")
    new = set(left(reported)) if reported else set()
    problems = tuple(_problems(verdicts, question.path, found, excerpts))
    told = (
        replace(each, became="in the baseline") if each.became == "reported" and each.diagnostic not in new else each
        for each in problems
    )
    return replace(found.answer, problems=tuple(told))


@dataclass(frozen=True, slots=True)
class _Found:
    """An answer without its problems, and the lines that it is about: those of the span without the `inner` ones."""

    answer: Answer
    span: Span
    inner: tuple[Span, ...] = ()

    def holds(self, location: Location) -> bool:
        return _holds(self.span, location) and not any(_holds(span, location) for span in self.inner)


def _found(question: Question, project: Project, settings: Settings, excerpts: Excerpts) -> _Found:
    facts = project.modules.facts(question.path)
    places = Places(project, excerpts)
    here = Span(question.line, 1, question.line + 1, 1)
    spot = places.spot_of(Location(question.path, question.line, question.column or 1, question.line, 1))
    if facts.defect is not None:
        where = f" (line {facts.defect.line})" if facts.defect.line > 1 else ""
        return _Found(Answer(spot, None, defect=f"{facts.defect.message}{where}"), here)
    functions = {function.node.at: function for function in project.functions(question.path)}
    spans = extents(project.modules.texts[question.path], functions.keys())
    at = _innermost(spans, question, {turn for turn, function in functions.items() if _is_lambda(function)})
    explained = project.explained(question.path, functions[at] if at is not None else None)
    span = spans[at] if at is not None else here
    inner = tuple(other for turn, other in spans.items() if turn != at and _is_within(other, span))
    lambdas = [
        places.spot(functions[turn].place)
        for turn, other in spans.items()
        if turn != at and _is_lambda(functions[turn]) and other.line <= question.line <= other.end_line
    ]
    answer = Answer(
        spot,
        _function(explained.function, span, places),
        apps_of(explained, project, settings, places),
        explained.is_by_module,
        ways_of(explained, places),
        tuple(deed for deed in deeds_of(_near(explained, project, here), places)),
        lambdas=tuple(lambdas),
    )
    return _Found(answer, span, inner)


def _near(explained: Explained, project: Project, here: Span) -> Explained:
    """Leave out what the code at the top of a module does on other lines than the one that is asked about."""
    if explained.function is not None:
        return explained
    places = Places(project, None)
    places.learn({doing.place for doing in explained.doings})
    near = (doing for doing in explained.doings if _holds(here, places.location(doing.place)))
    return replace(explained, doings=tuple(near))


def _function(function: ProjectFunction | None, span: Span, places: Places) -> Function | None:
    if function is None:
        return None
    node = function.node
    decorators = tuple(places.spot(Place(function.place.path, decorator.value.at)) for decorator in node.decorators)
    name = f"{span.scope}.a lambda".lstrip(".") if _is_lambda(function) else span.scope
    return Function(name, node.is_async, node.is_generator, places.spot(function.place), decorators)


def _innermost(spans: Mapping[int, Span], question: Question, lambdas: Collection[int]) -> int | None:
    """Return the innermost function at a line; a lambda counts only where the column or every line is in it."""
    around = [
        turn
        for turn, span in spans.items()
        if span.line <= question.line <= span.end_line and (turn not in lambdas or _is_inside(span, question))
    ]
    return max(around, key=lambda turn: (spans[turn].line, spans[turn].column, -spans[turn].end_line), default=None)


def _is_inside(span: Span, question: Question) -> bool:
    if question.column is None:
        return span.line < question.line
    column = question.column
    starts = (span.line, span.column) <= (question.line, column)
    return starts and (question.line, column) < (span.end_line, span.end_column)


def _is_lambda(function: ProjectFunction) -> bool:
    return function.node.name == "<lambda>"


def _is_within(inner: Span, outer: Span) -> bool:
    starts = (outer.line, outer.column) < (inner.line, inner.column)
    return starts and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def _holds(span: Span, location: Location) -> bool:
    start = (location.line, location.column)
    return (span.line, span.column) <= start < (span.end_line, span.end_column)


def _problems(verdicts: Sequence[Verdict], path: str, found: _Found, excerpts: Excerpts) -> Iterator[Problem]:
    places = Places(None, excerpts)
    for verdict in verdicts:
        diagnostic = verdict.diagnostic
        chain = [note.location for note in diagnostic.notes if note.location is not None and note.is_step]
        is_here = diagnostic.location.path == path and found.holds(diagnostic.location)
        if is_here or any(location.path == path and found.holds(location) for location in chain):
            spot = places.spot_of(diagnostic.location)
            yield Problem(diagnostic, spot, verdict.became, verdict.line, not is_here)
