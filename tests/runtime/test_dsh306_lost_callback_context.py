"""Proves DSH306: a thread that nobody gave the callback's context has none, and `ctx` and `set_props` raise."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from unittest import mock

import pytest
from dash._callback_context import context_value
from dash._utils import AttributeDict

from .harness import BACKENDS, Served, load, wanted

FIXTURE = "dsh306_lost_callback_context"
CITY = {"city.value": "Rome"}
SILENT = ("started", "delayed")


@contextmanager
def errors_of_threads() -> Iterator[list[type[BaseException]]]:
    errors: list[type[BaseException]] = []
    with mock.patch.object(threading, "excepthook", lambda failed: errors.append(failed.exc_type)):
        yield errors


def loaded(module: str, backend: str) -> ModuleType:
    return load(FIXTURE, module, backend)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_context_is_not_in_the_thread(backend: str) -> None:
    module = loaded("async_app", backend)
    with Served(module.app, backend) as served:
        for output in module.OUTPUTS:
            answer = served.callback(f"{output}.children", CITY)
            assert answer.status == 500, output
            assert isinstance(answer.error, LookupError), output
            assert "callback_context" in str(answer.error), output


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_ways_out_keep_the_context(backend: str) -> None:
    module = loaded("quiet_app", backend)
    with Served(module.app, backend) as served:
        answers = {output: served.callback(f"{output}.children", CITY) for output in module.OUTPUTS}
    assert {output: answer.status for output, answer in answers.items()} == dict.fromkeys(module.OUTPUTS, 200)
    assert answers["told"].body["sideUpdate"] == {"log": {"children": "Rome"}}
    unasked = {"told", "ready", "ready_for_all", "careful", "by_thread", "plain_work"}
    for output in set(module.OUTPUTS) - unasked:
        assert "city" in answers[output].outputs[f"{output}.children"], output


@pytest.mark.parametrize("backend", BACKENDS)
def test_plain_callbacks_that_ask_for_the_result(backend: str) -> None:
    module = loaded("sync_app", backend)
    with Served(module.app, backend) as served:
        for output in ("submitted", "mapped", "many", "pooled"):
            answer = served.callback(f"{output}.children", CITY)
            assert answer.status == 500
            assert isinstance(answer.error, LookupError)
        assert served.callback("copied.children", CITY).outputs == {"copied.children": "Rome by city"}
        assert served.callback("plain.children", CITY).outputs == {"plain.children": "Rome by city"}


@pytest.mark.parametrize("backend", BACKENDS)
def test_threads_and_dropped_results_fail_without_a_word(backend: str) -> None:
    module = loaded("sync_app", backend)
    with Served(module.app, backend) as served:
        for output in SILENT:
            with errors_of_threads() as errors:
                answer = served.callback(f"{output}.children", CITY)
            assert errors == [LookupError], output
            assert (answer.status, answer.body.get("sideUpdate")) == (200, None), output
        dropped = served.callback("dropped.children", CITY)
        assert (dropped.status, dropped.body.get("sideUpdate")) == (200, None)
        with errors_of_threads() as errors:
            waited = served.callback("waited.children", CITY)
        assert (waited.body["sideUpdate"], errors) == ({"log": {"children": "Rome"}}, [])


def test_the_fixture_marks_what_was_proved() -> None:
    module = loaded("sync_app", "flask")
    callbacks = {name: getattr(module, name) for name in module.OUTPUTS}
    failing = {"submitted", "mapped", "many", "pooled", "dropped", *SILENT}
    assert {name for name, callback in callbacks.items() if wanted(callback)} == failing


def test_a_background_callback_sets_its_context_the_same_way() -> None:
    """Its worker sets the variable as Dash's managers do, and a thread of it has none either."""
    module = loaded("sync_app", "flask")
    token = context_value.set(AttributeDict(triggered_inputs=[{"prop_id": "city.value", "value": "Rome"}]))
    try:
        assert module.copied("Rome") == "Rome by city"
        with pytest.raises(LookupError):
            module.submitted("Rome")
    finally:
        context_value.reset(token)
