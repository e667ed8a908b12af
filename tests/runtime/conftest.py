"""Keeps the fixtures of one proof out of the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .harness import forget

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the proofs run one after the other, in one process: they measure how long the loop of an app stands still."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("runtime"))


@pytest.fixture(autouse=True)
def forgotten_fixture() -> Iterator[None]:
    yield
    forget()
