"""Proves DSH209: a route written the Flask way answers 200 on FastAPI whatever it says, or is never reached."""

from __future__ import annotations

import pytest
from fastapi.exceptions import FastAPIError

from .harness import Served, load

FIXTURE = "dsh209_flask_route_on_fastapi"
INDEX = "_dash-config"
#: What each status route answers; Flask's answer would be the first part, with the second as its status.
IN_A_LIST = {
    "/status/text": ["no such city", 404],
    "/status/dict": [{"error": "no such city"}, 404],
    "/status/empty": ["", 204],
    "/status/list": [["Rome"], 201],
    "/status/headers": [{"city": "Rome"}, 201, {"X-City": "Rome"}],
    "/status/named": ["gone", 410],
    "/status/f-string": ["no Rome", 404],
    "/status/variable": [{"error": "no such city"}, 404],
    "/status/choice": ["no such city", 404],
    "/status/branch": [{"error": "no such city"}, 404],
    "/status/helper": [{"error": "not found"}, 404],
    "/status/tuple": ["no", 404],
    "/status/api": ["no", 404],
    "/status/added": ["no", 404],
    "/api/status": ["no", 404],
}
AS_JSON = ("/made/redirect", "/made/response", "/made/werkzeug", "/made/kept")
FAILING = {
    "/made/json": "Working outside of",
    "/made/json-status": "Working outside of",
    "/made/made": "Working outside of",
    "/made/made-kept": "Working outside of",
    "/made/file": "Working outside of",
    "/made/folder": "Working outside of",
    "/status/mismatch": "Input should be a valid dictionary",
    "/status/html": "'list' object has no attribute 'encode'",
}
PATHS = ("/city/rome", "/number/3", "/file/a/b/raw", "/api/town/ostia", "/village/veii")


def test_a_body_with_a_status_is_a_list_in_an_answer_with_200() -> None:
    with Served(load(FIXTURE, "routes_app").app, "fastapi") as served:
        found = {path: served.get(path) for path in IN_A_LIST}
        posted = served.post("/status/post", {})
        response = served.get("/status/response")
    assert {path: (answer.status, answer.body) for path, answer in found.items()} == {
        path: (200, body) for path, body in IN_A_LIST.items()
    }
    assert (posted.status, posted.body) == (200, [{"made": 1}, 201])
    assert (response.status, response.body[1]) == (200, 404)


def test_a_response_of_flasks_is_written_as_json() -> None:
    with Served(load(FIXTURE, "routes_app").app, "fastapi") as served:
        found = {path: served.get(path) for path in AS_JSON}
    for path, answer in found.items():
        assert (answer.status, answer.body["_status"]) == (200, "302 FOUND" if "redirect" in path else "403 FORBIDDEN")


@pytest.mark.parametrize("path", FAILING)
def test_what_does_not_fit_or_needs_flask_answers_500(path: str) -> None:
    with Served(load(FIXTURE, "routes_app").app, "fastapi") as served:
        answer = served.get(path)
    assert answer.status == 500
    assert FAILING[path] in str(answer.error)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_flasks_is_never_reached_and_the_index_answers(path: str) -> None:
    with Served(load(FIXTURE, "routes_app").app, "fastapi") as served:
        answer = served.get(path)
    assert (answer.status, INDEX in str(answer.body)) == (200, True)


def test_a_promise_to_return_flasks_response_keeps_the_module_from_being_imported() -> None:
    with pytest.raises(FastAPIError, match="Invalid args for response field"):
        load(FIXTURE, "promised_app")


def test_the_same_routes_written_for_fastapi_answer_as_they_should() -> None:
    with Served(load(FIXTURE, "fastapi_app").app, "fastapi") as served:
        statuses = {
            path: served.get(path).status
            for path in ("/status/json", "/status/raised", "/status/response", "/status/decorated", "/home", "/plain")
        }
        page, city = served.get("/page"), served.get("/city/rome")
        number, file, pair = served.get("/number/3"), served.get("/file/a/b"), served.get("/data/pair")
        wrapped = served.get("/wrapped")
    assert list(statuses.values()) == [404, 404, 404, 201, 307, 403]
    assert (page.body, city.body, number.body) == ("<h1>Weather</h1>", {"city": "rome"}, {"number": 3})
    assert file.body == {"file": "a/b", "path": "/file/a/b"}
    assert (pair.status, pair.body) == (200, ["Rome", 21])
    assert (wrapped.status, wrapped.body) == (404, {"error": "no"})


@pytest.mark.parametrize(("module", "backend"), [("flask_app", "flask"), ("quart_app", "quart")])
def test_flask_and_quart_take_what_such_a_route_says(module: str, backend: str) -> None:
    with Served(load(FIXTURE, module).app, backend) as served:
        found = [served.get(path) for path in ("/status", "/city/rome", "/home", "/response")]
    assert [answer.status for answer in found] == [404, 200, 302, 403]
    assert found[0].body == {"error": "no such city"}
    assert found[1].body == "the weather in rome"


@pytest.mark.parametrize("backend", ["flask", "fastapi", "quart"])
def test_each_backend_has_its_own_route(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_BACKEND", backend)
    with Served(load(FIXTURE, "gated_app").app, backend) as served:
        city, health = served.get("/city/rome"), served.get("/health")
    assert (city.status, city.body) == (404, {"error": "no rome"})
    assert (health.status, health.body) == (200, "ok")


@pytest.mark.parametrize("path", ["/outer/inner/status", "/mounted/status"])
def test_routes_that_reach_the_server_on_other_ways_are_no_different(path: str) -> None:
    with Served(load(FIXTURE, "mounted_app").app, "fastapi") as served:
        answer = served.get(path)
    assert (answer.status, answer.body) == (200, [{"error": "no"}, 404])
