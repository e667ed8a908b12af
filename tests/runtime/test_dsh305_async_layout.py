"""Proves DSH305: Dash never awaits the layout of an app, and that of a page only where it dispatches asynchronously."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from .harness import BACKENDS, Answer, Served, load

FIXTURE = "dsh305_async_layout"
SHAPES = ("BY_PARTIAL", "BY_METHOD", "BY_OBJECT", "BY_PLAIN_DECORATOR", "BY_ASYNC_DECORATOR")

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


@contextmanager
def without_asgiref() -> Iterator[None]:
    """As after `pip install dash[fastapi]` or `dash[quart]`."""
    with mock.patch.dict(sys.modules, {"asgiref": None}):
        yield


def first_answer(module: str, backend: str, layout: str = "") -> Answer:
    loaded = load(FIXTURE, module, backend)
    if layout:
        loaded.app.layout = getattr(loaded, layout)
    with Served(loaded.app, backend) as served:
        return served.first


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_app_does_not_start(backend: str) -> None:
    with pytest.raises(AttributeError, match="'coroutine' object has no attribute '_traverse'"):
        load(FIXTURE, "early_app", backend)
    assert first_answer("quiet_app", backend).status == 200


@pytest.mark.parametrize("backend", BACKENDS)
def test_without_validation_it_starts_and_has_no_layout(backend: str) -> None:
    answer = first_answer("late_app", backend)
    assert answer.status == 500
    assert isinstance(answer.error, AttributeError)
    assert first_answer("shapes_app", backend, "PLAIN").status == 200


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("layout", SHAPES)
def test_whatever_gives_a_coroutine_fails(layout: str, backend: str) -> None:
    assert first_answer("shapes_app", backend, layout).status == 500


@pytest.mark.parametrize("backend", BACKENDS)
def test_pages_of_an_app_that_is_told_not_to_be_async(backend: str) -> None:
    with Served(load(FIXTURE, "off_app", backend).app, backend) as served:
        assert served.visit("/").status == 500
        assert served.visit("/country").status == 200


@pytest.mark.parametrize("backend", BACKENDS)
def test_pages_depend_on_asgiref(backend: str) -> None:
    with Served(load(FIXTURE, "pages_app", backend).app, backend) as served:
        assert served.visit("/").status == 200
    with without_asgiref(), Served(load(FIXTURE, "pages_app", backend).app, backend) as served:
        assert served.visit("/").status == 500


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_app_that_asks_for_it_starts_with_asgiref_alone(backend: str) -> None:
    with Served(load(FIXTURE, "on_app", backend).app, backend) as served:
        assert served.visit("/").status == 200
    with without_asgiref(), pytest.raises(Exception, match="pip install dash\\[async\\]"):
        load(FIXTURE, "on_app", backend)
