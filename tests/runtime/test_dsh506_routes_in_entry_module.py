"""Proves DSH506: routes in the module of the app keep it from being imported on another backend."""

from __future__ import annotations

from unittest import mock

import pytest

from .harness import BACKENDS, Served, load

FIXTURE = "dsh506_routes_in_entry_module"


@pytest.mark.parametrize("backend", ["flask", "quart"])
def test_routes_written_for_flask_answer_where_the_server_has_them(backend: str) -> None:
    with Served(load(FIXTURE, "entry_app", backend).app, backend) as app:
        assert "all reports" in str(app.get("/reports").body)


def test_on_fastapi_the_module_of_the_app_cannot_be_imported() -> None:
    with pytest.raises(AttributeError, match="route"):
        load(FIXTURE, "entry_app", "fastapi")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_function_for_each_server_answers_on_every_backend(backend: str) -> None:
    with mock.patch.dict("os.environ", {"DASH_BACKEND": backend}):
        module = load(FIXTURE, "gated_app")
    with Served(module.app, backend) as app:
        answers = [app.get(path) for path in ("/reports", "/reports/latest", "/reports/count")]
    assert [answer.status for answer in answers] == [200] * 3
    assert ["all reports" in str(answers[0].body), "latest" in str(answers[1].body)] == [True, True]
    assert str(answers[2].body) == "3"
