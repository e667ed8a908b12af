"""Proves DSH406: what a callback or layout registers is refused, hidden or repeated; what a module registers is not."""

from __future__ import annotations

import pytest

from .harness import Answer, Served, load

FIXTURE = "dsh406_hook_per_import"
ROME = {"city.value": "Rome"}


def statuses(served: Served, output: str, times: int = 3) -> list[int]:
    return [served.callback(f"{output}.children", ROME).status for _ in range(times)]


class TestOnFlask:
    @pytest.mark.parametrize("output", ["hook", "route", "handler"])
    def test_nothing_more_is_taken_after_the_first_request(self, output: str) -> None:
        with Served(load(FIXTURE, "flask_app").app, "flask") as served:
            assert statuses(served, "none") == [200, 200, 200]
            answer: Answer = served.callback(f"{output}.children", ROME)
            assert answer.status == 500
            assert isinstance(answer.error, AssertionError)
            assert "can no longer be called" in str(answer.error)

    def test_what_the_module_registers_is_there(self) -> None:
        with Served(load(FIXTURE, "flask_app").app, "flask") as served:
            assert served.get("/seen").body == {"seen": ["a request", "a request"]}

    def test_a_layout_function_fails_likewise(self) -> None:
        with Served(load(FIXTURE, "layout_app").app, "flask") as served:
            assert served.first.status == 500
            assert isinstance(served.first.error, AssertionError)
        with Served(load(FIXTURE, "early_layout_app").app, "flask") as served:
            assert served.first.status == 200

    def test_so_does_what_a_callback_reaches_by_calls(self) -> None:
        with Served(load(FIXTURE, "factory_app").app, "flask") as served:
            assert statuses(served, "out", 1) == [500]
            assert statuses(served, "report") == [200, 200, 200], "an app of its own is another matter"
            assert "a request" in served.get("/log").body["log"], "the factory's hook and route are there"


class TestOnFastapi:
    def test_middleware_is_refused(self) -> None:
        with Served(load(FIXTURE, "fastapi_app").app, "fastapi") as served:
            assert statuses(served, "none") == [200, 200, 200]
            answer = served.callback("middleware.children", ROME)
            assert answer.status == 500
            assert isinstance(answer.error, RuntimeError)
            assert "after an application has started" in str(answer.error)

    def test_a_route_is_hidden_behind_the_index_page(self) -> None:
        with Served(load(FIXTURE, "fastapi_app").app, "fastapi") as served:
            assert statuses(served, "route") == [200, 200, 200]
            assert "<!DOCTYPE html>" in served.get("/late").body
            assert served.get("/early").body == {"seen": []}

    def test_an_exception_handler_is_ignored(self) -> None:
        module = load(FIXTURE, "fastapi_app")
        with Served(module.app, "fastapi") as served:
            assert statuses(served, "handler") == [200, 200, 200]
            assert served.get("/broken").status == 500
        assert module.seen == []

    def test_a_hook_of_dash_runs_once_more_for_every_call(self) -> None:
        module = load(FIXTURE, "fastapi_app")
        with Served(module.app, "fastapi") as served:
            assert statuses(served, "hook") == [200, 200, 200]
            module.seen.clear()
            served.get("/_dash-layout")
        assert module.seen == ["a visit"] * 3

    def test_routes_pile_up(self) -> None:
        app = load(FIXTURE, "fastapi_app").app
        with Served(app, "fastapi") as served:
            before = len(app.server.routes)
            assert statuses(served, "action") == [200, 200, 200]
            assert len(app.server.routes) == before + 3
            assert served.post("/action", {}).status == 200


class TestOnQuart:
    def test_a_hook_runs_once_more_for_every_call(self) -> None:
        module = load(FIXTURE, "quart_app")
        with Served(module.app, "quart") as served:
            assert statuses(served, "none") == [200, 200, 200]
            assert module.seen == []
            assert statuses(served, "hook") == [200, 200, 200]
            module.seen.clear()
            served.get("/_dash-layout")
        assert module.seen == ["a request"] * 3

    @pytest.mark.parametrize(("output", "kind"), [("route", AssertionError), ("pages", ValueError)])
    def test_the_second_of_a_name_is_refused(self, output: str, kind: type[Exception]) -> None:
        with Served(load(FIXTURE, "quart_app").app, "quart") as served:
            assert statuses(served, output, 1) == [200]
            answer = served.callback(f"{output}.children", ROME)
            assert answer.status == 500
            assert isinstance(answer.error, kind)

    def test_a_route_of_one_function_piles_up(self) -> None:
        app = load(FIXTURE, "quart_app").app
        with Served(app, "quart") as served:
            assert statuses(served, "shared") == [200, 200, 200]
        assert [rule.endpoint for rule in app.server.url_map.iter_rules()].count("seen") == 3

    def test_what_happens_once_happens_once(self) -> None:
        module = load(FIXTURE, "once_app")
        with Served(module.app, "quart") as served:
            hooks = module.server.before_request_funcs[None]
            before = len(hooks)
            assert statuses(served, "first") == [200, 200, 200]
            assert len(hooks) == before + 1
            assert statuses(served, "second") == [200, 200, 200]
            assert len(hooks) == before + 2
