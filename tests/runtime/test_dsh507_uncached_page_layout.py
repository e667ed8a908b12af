"""Proves DSH507: a page's layout function runs on every visit, so what it reads is read again unless it is kept."""

from __future__ import annotations

from types import ModuleType

import pytest

from .harness import BACKENDS, Answer, Served, load

FIXTURE = "dsh507_uncached_page_layout"
VISITS = 3


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("page", ["/direct", "/helped", "/fresh"])
def test_every_visit_reads_again(page: str, backend: str) -> None:
    answers, count = visited(page, backend)
    assert all("Rome" in str(answer.body) for answer in answers)
    assert count == VISITS


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("page", ["/by-name", "/whole"])
def test_what_a_cache_keeps_is_read_once(page: str, backend: str) -> None:
    answers, count = visited(page, backend)
    assert all("Rome" in str(answer.body) for answer in answers)
    assert count == 1


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("page", ["/at-start", "/plain", "/by-callback"])
def test_what_the_layout_function_does_not_read_costs_no_visit(page: str, backend: str) -> None:
    assert visited(page, backend)[1] == 0


def visited(page: str, backend: str) -> tuple[list[Answer], int]:
    """Visit a page several times; return the answers, and how often something was read meanwhile."""
    module = load(FIXTURE, "app", backend)
    readings = readings_of(module)
    with Served(module.app, backend) as app:
        before = len(readings)
        answers = [app.visit(page) for _ in range(VISITS)]
    assert [answer.status for answer in answers] == [200] * VISITS
    return answers, len(readings) - before


def readings_of(module: ModuleType) -> list[str]:
    """Return the list in which the pages write down what they read."""
    import stations  # type: ignore[import-not-found]  # a module of the fixture, importable once that is loaded

    assert module.app.use_pages
    return stations.readings  # type: ignore[no-any-return]
