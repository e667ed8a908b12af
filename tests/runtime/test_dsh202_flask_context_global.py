"""Proves DSH202: Flask's names fail in whatever an app on FastAPI or Quart runs, and what takes their place works."""

from __future__ import annotations

import pytest

from .harness import ASGI, BACKENDS, Answer, Served, load

FIXTURE = "dsh202_flask_context_global"
CITY = {"city.value": "Atlantis"}
#: Callbacks whose mistake stands in a helper that they call.
THROUGH_HELPERS = {"setting.children"}
REFUSALS = {"abort.children", "forbidden.children"}
OUTSIDE = ("Working outside of", "can only be used when a request context is active")


def answers(module: str, backend: str) -> dict[str, Answer]:
    app = load(FIXTURE, module, backend).app
    if backend != "fastapi":
        app.server.secret_key = "dev"
    with Served(app, backend) as served:
        outputs = set(served.reported()) | THROUGH_HELPERS & set(app.callback_map)
        return {output: served.callback(output, CITY) for output in outputs}


@pytest.mark.parametrize("backend", ASGI)
@pytest.mark.parametrize(("module", "count"), [("callbacks_app", 15), ("functions_app", 12)])
def test_every_reported_name_fails(module: str, count: int, backend: str) -> None:
    found = answers(module, backend)
    assert len(found) == count
    for output, answer in found.items():
        if output in REFUSALS and backend == "quart":
            assert answer.status == 403, "Quart answers with the exception's own status, as Flask does"
        else:
            assert answer.status == 500, output
            assert output in REFUSALS or any(reason in str(answer.error) for reason in OUTSIDE), output


@pytest.mark.parametrize("module", ["callbacks_app", "functions_app"])
def test_the_same_names_work_on_flask(module: str) -> None:
    found = answers(module, "flask")
    statuses = {output: answer.status for output, answer in found.items()}
    assert statuses == {output: 403 if output in REFUSALS else 200 for output in found}


REACHED = ("broken", "user", "language", "private", "visitor")


def test_names_fail_wherever_fastapi_runs_them() -> None:
    with Served(load(FIXTURE, "reach_app").app, "fastapi") as served:
        found = {name: served.callback(f"{name}.children", CITY) for name in REACHED}
        found |= {path: served.get(path) for path in ("/who", "/where", "/needs")}
        found["page"] = served.visit("/page")
    for name, answer in found.items():
        assert answer.status == 500, name
        assert "Working outside of" in str(answer.error), name


def test_a_middleware_fails_every_request() -> None:
    with Served(load(FIXTURE, "middleware_app").app, "fastapi") as served:
        assert served.first.status == served.callback(inputs=CITY).status == 500


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_layout_function_keeps_the_module_from_being_imported(backend: str) -> None:
    with pytest.raises(RuntimeError, match="Working outside of request context"):
        load(FIXTURE, "layout_app", backend)


@pytest.mark.parametrize(("backend", "status"), [("flask", 200), ("fastapi", 500), ("quart", 500)])
def test_a_layout_function_that_is_not_validated_fails_at_request(backend: str, status: int) -> None:
    with Served(load(FIXTURE, "unvalidated_layout_app", backend).app, backend) as served:
        assert served.get("/_dash-layout").status == status


@pytest.mark.parametrize("backend", ASGI)
def test_what_catches_the_exception_answers_with_the_fallback_for_everybody(backend: str) -> None:
    def asked(backend: str) -> list[object]:
        with Served(load(FIXTURE, "caught_app", backend).app, backend) as served:
            return [served.callback(f"{name}.children", CITY).outputs for name in ("user", "deep", "address")]

    user, deep, address = asked(backend)
    assert user == {"user.children": "anonymous"}
    assert "Working outside of" in str(deep)
    assert address == {"address.children": "127.0.0.1"}, "who expects the RuntimeError has an answer"
    assert all("erkzeug" in str(outputs) for outputs in asked("flask")[:2])


@pytest.mark.parametrize("backend", ASGI)
def test_what_a_dead_guard_hides_does_not_fail(backend: str) -> None:
    app = load(FIXTURE, "guarded_app", backend).app
    with Served(app, backend) as served:
        assert {served.callback(output, CITY).status for output in app.callback_map} == {200}


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_replaces_them_in_callbacks_works_everywhere(backend: str) -> None:
    app = load(FIXTURE, "neutral_app", backend).app
    with Served(app, backend) as served:
        found = {output: served.callback(output, CITY) for output in app.callback_map}
    assert {answer.status for answer in found.values()} == {200}
    assert found["address.children"].outputs == {"address.children": "127.0.0.1"}
    assert found["path.children"].outputs == {"path.children": "True"}
    assert found["detached.children"].outputs == {"detached.children": "detached /Atlantis detached"}


@pytest.mark.parametrize(("module", "backend"), [("quart_app", "quart"), ("quart_names_app", "fastapi")])
def test_quart_knows_its_own_names_and_fastapi_none(module: str, backend: str) -> None:
    with Served(load(FIXTURE, module).app, backend) as served:
        reported = {output: served.callback(output, CITY).status for output in served.reported()}
        silent = {output: served.callback(output, CITY).status for output in served.silent()}
    assert reported == dict.fromkeys(reported, 500)
    assert reported
    assert set(silent.values()) == ({200, 403} if backend == "quart" else set())


def test_flask_names_fail_in_hooks_and_routes_of_quart() -> None:
    with Served(load(FIXTURE, "quart_hook_app").app, "quart") as served:
        assert served.first.status == 500
    with Served(load(FIXTURE, "quart_app").app, "quart") as served:
        assert (served.get("/cities").status, served.get("/towns").status) == (500, 200)


def test_a_layout_function_on_quart_asks_quart() -> None:
    with Served(load(FIXTURE, "quart_layout_app").app, "quart") as served:
        assert "hello ada" in str(served.get("/_dash-layout", {"X-User": "ada"}).body)


def test_what_replaces_them_on_fastapi() -> None:
    with Served(load(FIXTURE, "fastapi_app").app, "fastapi") as served:
        before = served.get("/_dash-layout")
        login = served.get("/log-in/ada?page=2")
        after = served.get("/_dash-layout")
        refused, template, user = (
            served.callback(f"{name}.children", CITY) for name in ("refused", "template", "user")
        )
    assert login.body == {"path": "/log-in/ada", "query": "2", "from": "127.0.0.1"}
    assert "hello nobody" in str(before.body)
    assert "hello ada" in str(after.body)
    assert refused.status == 403
    assert template.outputs == {"template.children": "the weather in Atlantis"}
    assert user.outputs == {"user.children": "ada asks for Atlantis"}


@pytest.mark.parametrize("module", ["lookalikes_app", "elsewhere_app"])
def test_names_that_are_not_flasks_or_only_mentioned_work(module: str) -> None:
    app = load(FIXTURE, module).app
    with Served(app, "fastapi") as served:
        statuses = [served.callback(output, CITY).status for output in app.callback_map]
        statuses.append(served.get("/who" if module == "lookalikes_app" else "/legacy/who").status)
    assert set(statuses) == {200}
