"""Proves DSH302: a coroutine that nobody awaits runs nothing, and is neither its result nor an answer."""

from __future__ import annotations

import gc
import logging
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from dash.exceptions import NoLayoutException

from .harness import BACKENDS, Answer, Served, forget, load

FIXTURE = "dsh302_forgotten_await"
SYMBOL = {"symbol.value": "DASH"}

# One that something else still holds is thrown away when that is.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine 'draw' was never awaited:RuntimeWarning")


@pytest.fixture(autouse=True)
def unlogged() -> Iterator[None]:
    """Keep exceptions, whose frames hold coroutines, out of the log; older objects need not be looked at again."""
    logging.disable(logging.CRITICAL)
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    logging.disable(logging.NOTSET)


@contextmanager
def forgotten() -> Iterator[list[str]]:
    """What Python says of the coroutines that were never awaited."""
    found: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield found
        gc.collect()
    found += [str(warning.message) for warning in caught if "was never awaited" in str(warning.message)]


def fire(served: Served, output: str) -> tuple[int, str, list[str]]:
    """The status of a callback, the exception behind a 500, and its forgotten coroutines."""
    with forgotten() as coroutines:
        answer = served.callback(output, SYMBOL)
        status, error = answer.status, type(answer.error).__name__
        let_go(answer.error)
    return status, error, coroutines


def let_go(error: BaseException | None) -> None:
    """Empty the exceptions, which still hold the coroutines."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        if isinstance(error, AttributeError):
            error.obj = None
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("backend", BACKENDS)
def test_forgotten_coroutines_are_never_awaited(backend: str) -> None:
    """The outputs of the fixture end in the status that Dash answers."""
    with Served(load(FIXTURE, "app", backend).app, backend) as served:
        reported = [output for output in served.app.callback_map if status_in(output)]
        answers = {output: fire(served, output) for output in reported}
    assert len(answers) > 40
    assert {output: status for output, (status, _, _) in answers.items()} == {
        output: status_in(output) for output in reported
    }
    assert [output for output, (_, _, coroutines) in answers.items() if not coroutines] == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_used_as_its_result_it_is_an_error(backend: str) -> None:
    errors = {"item": "TypeError", "attribute": "AttributeError", "loop": "TypeError", "unpacked": "TypeError"}
    errors |= {"sum": "TypeError", "less": "TypeError", "length": "TypeError", "entered": "TypeError"}
    with Served(load(FIXTURE, "app", backend).app, backend) as served:
        assert {name: fire(served, f"{name}-500.children")[1] for name in errors} == errors


@pytest.mark.parametrize("backend", BACKENDS)
def test_tested_or_printed_it_gives_a_wrong_answer(backend: str) -> None:
    with Served(load(FIXTURE, "app", backend).app, backend) as served, forgotten():
        tested, equal, text = (value(served, f"{name}-200.children") for name in ("tested", "equal", "text"))
    assert (tested, equal) == ("open", "other")
    assert "<coroutine object count" in text


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_dropped_never_runs(backend: str) -> None:
    module = load(FIXTURE, "app", backend)
    with Served(module.app, backend) as served:
        ran: list[Any] = module.market.asked
        fire(served, "dropped-200.children")
        assert ran == []
        fire(served, "awaited.children")
        assert ran == ["DASH"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_awaited_coroutines_give_their_results(backend: str) -> None:
    with Served(load(FIXTURE, "app", backend).app, backend) as served:
        silent = [output for output in served.app.callback_map if not status_in(output)]
        answers = {output: fire(served, output) for output in silent}
    assert len(answers) > 14
    assert {output: (status, coroutines) for output, (status, _, coroutines) in answers.items()} == {
        output: (200, []) for output in silent
    }


def status_of(answer: Answer) -> int:
    let_go(answer.error)
    return answer.status


def status_in(output: str) -> int | None:
    """The status that the first id of an output ends in."""
    ending = output.strip(".").partition(".")[0].rpartition("-")[2]
    return int(ending) if ending.isdecimal() else None


def value(served: Served, output: str) -> Any:
    return served.callback(output, SYMBOL).outputs[output]


ROUTES = {
    "flask": ("/sync-500", "/async-500", "/table-500", "/json-500", "/good", "/good-json"),
    "fastapi": ("/sync-500", "/async-500", "/table-500", "/thread-500", "/good"),
    "quart": ("/sync-500", "/async-500", "/template-500", "/response-500", "/good"),
}
POSTED = {
    "flask": (),
    "fastapi": ("/json-500", "/good-json"),
    "quart": ("/form-500", "/form-name-500", "/json-500", "/good-form", "/good-json"),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_routes_fail_likewise(backend: str) -> None:
    with forgotten(), Served(load(FIXTURE, f"{backend}_app", backend).app, backend) as served:
        statuses = {path: status_of(served.get(path)) for path in ROUTES[backend]}
        statuses |= {path: status_of(served.post(path, {"symbol": "DASH"})) for path in POSTED[backend]}
    assert statuses == {path: 500 if path.endswith("-500") else 200 for path in statuses}


@pytest.mark.parametrize("backend", BACKENDS)
def test_pages_fail_likewise(backend: str) -> None:
    paths = ("/page-500", "/component-500", "/good", "/good-async")
    with forgotten():
        with Served(load(FIXTURE, "pages_app", backend).app, backend) as served:
            statuses = {path: status_of(served.visit(path)) for path in paths}
        del served
        forget()
    assert statuses == {path: 500 if path.endswith("-500") else 200 for path in paths}


@pytest.mark.parametrize("backend", BACKENDS)
def test_as_the_layout_it_keeps_the_app_from_starting(backend: str) -> None:
    layouts = load(FIXTURE, "layouts")
    with forgotten() as coroutines:
        assert error_of(layouts.start_with_function, backend) is AttributeError
        assert error_of(layouts.start_with_coroutine, backend) is NoLayoutException
        with Served(layouts.start_with_component(backend), backend) as served:
            assert status_of(served.first) == 500
        del served
        forget()
    with Served(layouts.start(backend), backend) as served:
        assert served.first.status == 200
    assert len(coroutines) > 1


def error_of(start: Callable[[str], Any], backend: str) -> type[Exception] | None:
    """The exception with which an app does not start."""
    try:
        start(backend)
    except Exception as error:
        let_go(error)
        return type(error)
    return None
