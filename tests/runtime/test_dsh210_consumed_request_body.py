"""Proves DSH210: a second reader of the request's body keeps every callback on FastAPI from answering."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from .answering import Answers, asked, asked_apart
from .harness import BACKENDS, FIXTURES, Served, load

FIXTURE = "dsh210_consumed_request_body"
ANSWERED, WAITING = Answers(200, 200), Answers(None, 200)

with_sentry = pytest.mark.skipif(not find_spec("sentry_sdk"), reason="needs sentry_sdk")

READERS = (
    "body_app",
    "callbacks_app",
    "class_app",
    "depending_app",
    "given_app",
    "pure_app",
    "skipping_app",
    "stream_app",
)


@pytest.mark.parametrize("module", READERS)
def test_a_reader_behind_dash_keeps_the_callback_waiting(module: str) -> None:
    assert asked(load(FIXTURE, module).app) == WAITING


@pytest.mark.parametrize("module", ["outside_app", "quiet_app", "apart_app"])
def test_a_reader_around_dash_and_one_that_leaves_callbacks_alone_do_not(module: str) -> None:
    assert asked(load(FIXTURE, module).app) == ANSWERED


@with_sentry
@pytest.mark.parametrize("module", ["sentry_app", "named_sentry_app", "observed_app", "monitored_app", "main"])
def test_sentry_before_dash_keeps_the_callback_waiting(module: str) -> None:
    assert asked_apart(FIXTURE, module) == WAITING


@with_sentry
@pytest.mark.parametrize("module", ["disabled_app", "bare_app", "unasked_app", "bodiless_app", "late_app", "late_main"])
def test_each_way_out_lets_it_answer(module: str) -> None:
    assert asked_apart(FIXTURE, module) == ANSWERED


@with_sentry
@pytest.mark.parametrize("module", ["flask_app", "quart_app"])
def test_the_same_sentry_is_no_trouble_elsewhere(module: str) -> None:
    assert asked_apart(FIXTURE, module) == ANSWERED


@with_sentry
@pytest.mark.parametrize("backend", BACKENDS)
def test_only_fastapi_waits(backend: str) -> None:
    """One and the same app, its backend chosen here."""
    assert asked_apart(FIXTURE, "sentry_app", backend) == (WAITING if backend == "fastapi" else ANSWERED)


@with_sentry
def test_the_app_reports_what_fails_once_sentry_leaves_the_body_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second half of the hint: `Dash(on_error=...)` is given every error of a callback."""
    import sentry_sdk

    reported: list[Exception] = []
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: None)
    monkeypatch.setattr(sentry_sdk, "capture_exception", reported.append)
    with Served(load(FIXTURE, "disabled_app").app, "fastapi") as served:
        served.callback("city.value", {"out.n_clicks": 3})
    assert [str(error) for error in reported] == ["no city after 3"]


def test_every_reported_app_is_proved() -> None:
    fixture = FIXTURES / FIXTURE
    reported = {path.stem for path in fixture.glob("*_app.py") if "# want: DSH210" in path.read_text("utf-8")}
    assert reported == {*READERS, "sentry_app", "named_sentry_app"}
