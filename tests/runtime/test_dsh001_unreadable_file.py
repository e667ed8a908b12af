"""Proves DSH001: an app whose code cannot be read does not start; one that only looks odd does."""

from __future__ import annotations

import pytest

from .harness import BACKENDS, Served, load

FIXTURE = "dsh001_unreadable_file"
PYTHON_REFUSES = ("broken_app", "conflict_app", "latin_app", "nested_app", "reaching_app")
PYTHON_READS = ("cookie_app", "bom_app")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("module", PYTHON_REFUSES)
def test_an_unreadable_app_does_not_start(module: str, backend: str) -> None:
    with pytest.raises(SyntaxError):
        load(FIXTURE, module, backend)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("module", PYTHON_READS)
def test_a_declared_encoding_or_a_byte_order_mark_is_fine(module: str, backend: str) -> None:
    with Served(load(FIXTURE, module, backend).app, backend) as served:
        answer = served.callback(inputs={"city.value": ""})
    assert (answer.status, answer.outputs) == (200, {"out.children": "Zürich"})
