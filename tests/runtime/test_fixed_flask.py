"""Proves the fixes of what was written for Flask: the fixed copy of a fixture answers what Flask would."""

from __future__ import annotations

import pytest

from .harness import Served, load

ROUTES, NAMES = "dsh209_flask_route_on_fastapi", "dsh202_flask_context_global"
ATTRIBUTES = "dsh203_missing_server_attribute"
FIXED = (ROUTES, NAMES, ATTRIBUTES)
CITY = {"city.value": "theme"}
HEADERS = {"Cookie": "theme=dark", "X-Forwarded-User": "ada", "X-User": "ada", "Origin": "http://dash.example"}
#: What a callback gives in the end, for the request with these headers.
READ = {
    ("callbacks_app", "cookie"): "dark",
    ("callbacks_app", "address"): "127.0.0.1",
    ("callbacks_app", "origin"): "http://dash.example",
    ("reads_app", "known"): "yes",
    ("reads_app", "header"): ["ada"],
    ("reads_app", "named"): "dark",
    ("reads_app", "url"): "http://testserver/_dash-update-component",
    ("quart_app", "flask"): "ada",
}
#: What routes answer in the end: the status, and the body or where they redirect to.
ANSWERED = {
    ("routes_app", "/status/text"): (404, "no such city"),
    ("routes_app", "/status/dict"): (404, {"error": "no such city"}),
    ("routes_app", "/status/empty"): (204, ""),
    ("routes_app", "/status/list"): (201, ["Rome"]),
    ("routes_app", "/status/headers"): (201, {"city": "Rome"}),
    ("routes_app", "/status/named"): (410, "gone"),
    ("routes_app", "/status/f-string"): (404, "no Rome"),
    ("routes_app", "/status/variable"): (404, {"error": "no such city"}),
    ("routes_app", "/status/choice"): (404, "no such city"),
    ("routes_app", "/status/added"): (404, "no"),
    ("routes_app", "/api/status"): (404, "no"),
    ("routes_app", "/made/redirect"): (302, ""),
    ("routes_app", "/made/json"): (200, {"city": "Rome"}),
    ("routes_app", "/made/json-status"): (404, {"error": "no"}),
    ("routes_app", "/city/rome"): (200, {"city": "rome"}),
    ("routes_app", "/number/3"): (200, {"number": 3}),
    ("routes_app", "/file/a/b/raw"): (200, {"file": "a/b"}),
    ("routes_app", "/api/town/ostia"): (200, {"town": "ostia"}),
    ("routes_app", "/village/veii"): (200, {"village": "veii"}),
    ("mendable_app", "/a/x/b/7"): (200, {"first": "x", "second": [7]}),
    ("mendable_app", "/u/12345678-1234-5678-1234-567812345678/0.5"): (
        200,
        {"number": "12345678-1234-5678-1234-567812345678", "share": 0.5},
    ),
    ("mendable_app", "/p/a/b"): (200, {"rest": "a/b"}),
    ("mendable_app", "/json/one"): (200, ["Rome", "Ostia"]),
    ("mendable_app", "/json/named"): (200, {"city": "Rome", "degrees": 21}),
    ("mendable_app", "/json/status"): (201, ["Rome", "Ostia"]),
    ("mendable_app", "/go/there"): (303, ""),
    ("mendable_app", "/go/on"): (301, ""),
}


@pytest.mark.parametrize(("module", "output"), READ)
def test_a_callback_reads_the_request(fixed: dict[str, str], module: str, output: str) -> None:
    backend = "quart" if module == "quart_app" else "fastapi"
    for folder, status in ((NAMES, 500), (fixed[NAMES], 200)):
        with Served(load(folder, module).app, backend) as served:
            answer = served.callback(f"{output}.children", CITY, HEADERS)
        assert answer.status == status
    assert answer.outputs == {f"{output}.children": READ[module, output]}


@pytest.mark.parametrize("module", ["routes_app", "mendable_app"])
def test_routes_answer_what_flask_would(fixed: dict[str, str], module: str) -> None:
    found = []
    for folder in (ROUTES, fixed[ROUTES]):
        with Served(load(folder, module).app, "fastapi") as served:
            answers = {key: served.get(key[1]) for key in ANSWERED if key[0] == module}
        found.append({key: (answer.status, answer.body) for key, answer in answers.items()})
    before, after = found
    wanted = {key: answer for key, answer in ANSWERED.items() if key[0] == module}
    assert after == wanted
    assert all(before[key] != wanted[key] for key in wanted)


def test_a_callback_has_a_logger(fixed: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for folder, status in ((ATTRIBUTES, 500), (fixed[ATTRIBUTES], 200)):
        with Served(load(folder, "logger_app", "fastapi").app, "fastapi") as served:
            answer = served.callback(inputs={"city.value": "Rome"})
        assert answer.status == status
    assert "asked for Rome" in caplog.messages
