"""Keeps the fixtures of one proof out of the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .harness import forget


@pytest.fixture(autouse=True)
def forgotten_fixture() -> Iterator[None]:
    yield
    forget()
