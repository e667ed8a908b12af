"""The answer for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from dashlint.diagnostic import Severity
from dashlint.report.paint import Paint
from dashlint.report.texts import one_line
from dashlint.rules.backends import BACKENDS
from dashlint.why import words
from dashlint.why.model import Answer, AppView, Deed, Problem, WayView

_MOST_CAUSES = 3


class Told(Protocol):
    """What writes an answer: its lines."""

    def __call__(self, answer: Answer, paint: Paint) -> Iterator[str]: ...


def text(answer: Answer, paint: Paint) -> Iterator[str]:
    """The function, its apps, how it is reached, what it does, and its problems."""
    yield from _headline(answer, paint)
    if answer.defect:
        yield f"  {paint.severity('not readable', Severity.ERROR)}: {one_line(answer.defect)}"
        return
    yield from _section("App", _apps(answer, paint), paint)
    yield from _section("Runs", _ways(answer, paint), paint)
    yield from _section("Does", _deeds(answer, paint), paint)
    yield from _section("Problems", _problems(answer, paint), paint)
    yield from (f"\n{paint.help('note:')} {line}" for line in words.conclusion(answer))
    if answer.remark:
        yield f"\n{paint.help('note:')} {answer.remark}"
    for spot in answer.lambdas:
        yield f"\n{paint.help('note:')} ask for `{spot.where}` to hear of the lambda that begins there"


def _headline(answer: Answer, paint: Paint) -> Iterator[str]:
    function = answer.function
    if function is None:
        yield f"{paint.path(answer.spot.where)}: the top of the module, which runs when it is imported"
        if answer.spot.source:
            yield f"  {paint.gutter('|')} {answer.spot.source}"
        return
    kind = "async " * function.is_async + ("generator" if function.is_generator else "function")
    yield f"{paint.path(function.spot.where)}: {kind} {paint.path(function.name)}"
    for decorator in function.decorators:
        yield f"  {paint.gutter('|')} @{decorator.source.removeprefix('@')}"
    yield f"  {paint.gutter('|')} {function.spot.source}"


def _section(title: str, lines: Iterator[str], paint: Paint) -> Iterator[str]:
    yield ""
    yield paint.path(title)
    yield from (f"  {line}" for line in lines)


def _apps(answer: Answer, paint: Paint) -> Iterator[str]:
    if not answer.apps:
        yield "unknown: no app is known that this belongs to"
    for app in answer.apps:
        yield from _app(app, paint)
    if answer.apps and answer.is_by_module and answer.function is not None:
        yield "by its module, which is part of the app's code; no way from the app to the function is known"


def _app(app: AppView, paint: Paint) -> Iterator[str]:
    where = f"{paint.path(app.spot.where)}: `{app.kind}` on " if app.spot else ""
    yield f"{where}{' or '.join(BACKENDS[name] for name in app.backends)}: {app.reason}"
    if app.server:
        yield f"  its server is made at {paint.path(app.server.where)}"


def _ways(answer: Answer, paint: Paint) -> Iterator[str]:
    if answer.function is None:
        yield "at import, before any request"
        return
    if not answer.ways:
        yield "unknown: nothing that Dash, a server or an import runs is known to call it"
    for way in answer.ways:
        yield from _way(way, paint)


def _way(way: WayView, paint: Paint) -> Iterator[str]:
    if way.role == "import":
        yield "at import, before any request"
    elif way.hops and way.spot:
        yield f"{words.runs(way)}: {way.role} `{way.name}` at {paint.path(way.spot.where)}, on {words.backend(way)}"
    else:
        yield f"{words.runs(way)}: {way.role}, on {words.backend(way)}"
    for hop in way.hops:
        called = f"hands {hop.function} to `{hop.by}`" if hop.by else f"calls {hop.function}"
        yield f"  {paint.gutter('-->')} {paint.path(hop.spot.where)}: {called}"


def _deeds(answer: Answer, paint: Paint) -> Iterator[str]:
    if not answer.deeds:
        yield "nothing is called here"
    for deed in answer.deeds:
        yield from _deed(deed, paint)


def _deed(deed: Deed, paint: Paint) -> Iterator[str]:
    said = f"{words.only_on(deed)}{words.deed(deed)}"
    where = paint.path(f"{deed.spot.line}:{deed.spot.column}")
    if deed.cause is not None and deed.what == "blocks":
        yield f"{where}  {paint.severity(said, deed.cause.severity)} ({words.cause(deed.cause)})"
    elif deed.what == "runs" and not deed.leads:
        yield f"{where}  {said}, below which nothing is known to block"
    else:
        yield f"{where}  {said}"
    for cause in deed.leads[:_MOST_CAUSES]:
        spot = cause.spots[-1]
        blocks = paint.severity(f"`{cause.name}` blocks", cause.severity)
        yield f"  {paint.gutter('-->')} {paint.path(spot.where)}: {blocks} ({words.cause(cause)})"
    if len(deed.leads) > _MOST_CAUSES:
        yield f"  {paint.gutter('-->')} and {len(deed.leads) - _MOST_CAUSES} more"


def _problems(answer: Answer, paint: Paint) -> Iterator[str]:
    if not answer.problems:
        yield "none"
    for problem in answer.problems:
        yield from _problem(problem, paint)


def _problem(problem: Problem, paint: Paint) -> Iterator[str]:
    found = problem.diagnostic
    title = paint.severity(f"{found.code} {found.name}", found.severity)
    here = ", where the chain that leads here begins" if problem.leads_here else ""
    yield f"{paint.path(problem.spot.where)}: {title}: {words.became(problem)}{here}"
    yield f"  {one_line(found.message)}"
