"""What proofs need of the fixtures: each anew, and some of them fixed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .harness import forget
from .mended import mended_copy

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


@pytest.fixture(scope="module")
def fixed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The fixed copies of the fixtures that the module of the proof names in `FIXED`, by that name."""
    return {name: mended_copy(name, tmp_path_factory.mktemp(name)) for name in request.module.FIXED}
