"""The to-do list of a move, in the order in which a careful engineer goes about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.audit.model import Finding, MovedApp, Step, Task
from dashlint.audit.words import EXTRAS, NAMES, TITLES
from dashlint.diagnostic import Effect

#: What is changed in the code, the most urgent first.
_IN_CODE = (Effect.START, Effect.ACCESS, Effect.REQUEST, Effect.SILENT, Effect.LOOP, Effect.COST)


def steps(to: str, apps: Sequence[MovedApp], findings: Sequence[Finding], routes: int) -> tuple[Step, ...]:
    """Return the steps of a move to a backend, none if nothing moves; `routes` counts those on the servers."""
    moving = [app for app in apps if app.moves]
    if not findings and not moving:
        return ()
    parts = [
        _mending(findings, Effect.DEPENDENCIES) or _installing(to),
        _switching(moving),
        *(_mending(findings, effect) for effect in _IN_CODE),
        _mending(findings, Effect.DEPLOYMENT),
        _mending(findings, Effect.TESTS),
        _testing(to, {finding.effect for finding in findings}, routes),
    ]
    return tuple(Step(number, *part) for number, part in enumerate((part for part in parts if part), 1))


_Part = tuple[str, tuple[str, ...], tuple[Task, ...], Effect | None]


def _mending(findings: Sequence[Finding], effect: Effect) -> _Part | None:
    tasks = _tasks([finding for finding in findings if finding.effect is effect])
    return (TITLES[effect], (), tasks, effect) if tasks else None


def _tasks(findings: Sequence[Finding]) -> tuple[Task, ...]:
    """Return one task for each hint, the most severe and most frequent first."""
    by_hint: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_hint.setdefault((finding.code, finding.help), []).append(finding)
    tasks = [Task(hint, tuple(found)) for (_, hint), found in by_hint.items()]
    return tuple(sorted(tasks, key=_weight))


def _weight(task: Task) -> tuple[int, int, str, int]:
    return -max(one.severity for one in task.findings), -len(task.findings), task.first.code, task.first.number


def _installing(to: str) -> _Part | None:
    if not EXTRAS[to]:
        return None
    remark = f"see that `{EXTRAS[to]}`, 4.2.0 or later, is what gets installed: it brings what {NAMES[to]} needs"
    return f"Install what {NAMES[to]} needs", (remark,), (), Effect.DEPENDENCIES


def _switching(moving: Sequence[MovedApp]) -> _Part | None:
    by_switch: dict[str, list[str]] = {}
    for app in moving:
        by_switch.setdefault(app.switch, []).append(f"`{app.spot.where}`")
    remarks = tuple(f"{switch}: {', '.join(places)}" for switch, places in by_switch.items())
    return ("Switch the backend", remarks, (), None) if remarks else None


def _testing(to: str, effects: set[Effect], routes: int) -> _Part:
    return f"Test on {NAMES[to]}", tuple(_tests(to, effects, routes)), (), None


def _tests(to: str, effects: set[Effect], routes: int) -> Iterator[str]:
    if Effect.DEPLOYMENT not in effects and to == "flask":
        yield "serve it with a WSGI server such as gunicorn; uvicorn and hypercorn cannot serve a Flask app"
    elif Effect.DEPLOYMENT not in effects:
        yield "serve it with uvicorn, or with gunicorn's uvicorn worker; plain gunicorn cannot serve an ASGI app"
    if Effect.START in effects:
        yield "run `dashlint` again: what stands behind a mended place, such as the body of a route, is judged only now"
    yield f"run the app's own tests with the app on {NAMES[to]}"
    if routes:
        these = "the route" if routes == 1 else f"each of the {routes} routes"
        yield f"ask for {these} on the server, because paths, arguments and answers are written another way there"
    if Effect.ACCESS in effects:
        yield "ask for what is guarded without signing in, and see it refused"
    if Effect.SILENT in effects:
        yield "compare the answers of what changes without a word with those of today"
    if Effect.LOOP in effects:
        yield "let one callback take long, and see that a second browser is answered meanwhile"
