"""The words of an answer: where functions run, what they do, and what becomes of problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashlint.project.entries.contexts import Runs
from dashlint.rules.backends import BACKENDS
from dashlint.why.model import Answer, Cause, Deed, Problem, WayView

PLACES = {
    Runs.LOOP: "on the event loop, which serves every user of the worker",
    Runs.OWN_LOOP: "on an event loop that serves this request alone, in a thread",
    Runs.THREAD: "in a thread",
    Runs.WORKER: "in a worker process",
}
ALL_BACKENDS = 3


def counted(count: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def runs(way: WayView) -> str:
    """Say where a function runs that is come to on this way."""
    if way.role == "import":
        return f"elsewhere, by `{way.by}`" if way.by else "on the thread that imports the module"
    if way.is_kept_out:
        return "unknown: a decorator takes the function, and dashlint does not see that it calls it"
    if way.by:
        return f"in another thread or process, by `{way.by}`"
    return PLACES[way.runs] if way.runs is not None else "unknown"


def backend(way: WayView) -> str:
    """Name the backend of a way, with a word of caution where no app is known."""
    name = BACKENDS[way.backend] if way.backend else ""
    return f"{name}, Dash's default, because no app is known" if way.app is None else name


def deed(deed: Deed) -> str:
    """Say what a function does in one place, without where it leads."""
    where = f" ({deed.target.where})" if deed.target else ""
    called = deed.written or deed.name
    return {
        "blocks": f"`{deed.name}` blocks",
        "runs": f"runs {_quoted(deed.name)}{where}",
        "hands over": f"`{deed.by}` runs {_quoted(deed.name)}{where} in another thread or process",
        "makes a coroutine": _coroutine(deed, where),
        "makes a generator": f"makes a generator of `{deed.name}`{where}, which runs where it is iterated over",
        "makes": f"makes a `{deed.name}`{where}, which runs no code of the project",
        "harmless": f"`{deed.name}` can block, but not as it is called here",
        "outside": f"`{deed.name}` is not in the catalogue of what blocks{_awaited(deed)}",
        "unknown": f"unknown: dashlint cannot tell what {f'`{called}`' if called else 'is called'} is{_awaited(deed)}",
    }[deed.what]


def cause(found: Cause) -> str:
    """Say what blocks, and what to use in its place."""
    ways = [f"`{found.replacement}`"] if found.replacement else []
    if found.fallback == "to_thread":
        ways.append("`await asyncio.to_thread(...)`")
    elif found.fallback == "whole-function":
        ways.append("a thread around the whole function that opens, uses and closes it")
    instead = found.advice or (f"instead: {' or '.join(ways)}" if ways else "it has no async counterpart")
    return f"{found.kind}, {found.severity}; {instead}"


def only_on(deed: Deed) -> str:
    """Name the backends on which something is done, if it is not on all of them."""
    if not deed.backends or len(deed.backends) == ALL_BACKENDS:
        return ""
    return f"only on {' and '.join(BACKENDS[name] for name in deed.backends)}: "


def became(problem: Problem) -> str:
    """Say what becomes of a problem."""
    if problem.became == "suppressed":
        return f"suppressed by the comment on line {problem.line}"
    return {
        "reported": "reported",
        "in the baseline": "in the baseline, so not reported",
        "not selected": "not selected by the settings, so not reported",
        "outweighed": "part of a worse problem that is reported here",
    }[problem.became]


def conclusion(answer: Answer) -> Iterator[str]:
    """Say why there is no problem where something blocks, as far as that is known."""
    blocking = [one for one in answer.deeds if one.what == "blocks" or one.leads]
    if answer.problems or answer.defect:
        return
    if any(one.what == "unknown" for one in answer.deeds):
        count = sum(one.what == "unknown" for one in answer.deeds)
        yield f"What is unknown is never reported; here that is {counted(count, 'call')}."
    if not blocking or answer.function is None:
        return
    served = [way for way in answer.ways if way.role != "import"]
    if not served:
        yield "Nothing that Dash or a server runs is known to come here, so what blocks here holds up no request."
    elif not any(way.is_on_loop for way in served):
        yield "It never runs on an event loop, as far as is known, so what blocks in it holds up nobody else."


def backends_of(ways: Sequence[WayView]) -> tuple[str, ...]:
    """Return the backends on which a function runs."""
    return tuple(dict.fromkeys(way.backend for way in ways if way.backend is not None))


def _quoted(name: str) -> str:
    if not name:
        return "something that dashlint cannot tell"
    return name if name == "a lambda" else f"`{name}`"


def _coroutine(deed: Deed, where: str) -> str:
    if deed.is_awaited:
        return f"awaits `{deed.name}`{where}, and the loop is free meanwhile"
    return f"makes a coroutine of `{deed.name}`{where}, which runs where it is awaited"


def _awaited(deed: Deed) -> str:
    return "; it is awaited" if deed.is_awaited else ""
