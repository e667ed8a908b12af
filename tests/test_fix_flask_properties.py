"""Fixes of what was written for Flask, over generated callbacks and routes: they settle, and touch nothing else."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.catalogue import load
from dashlint.find import Source
from dashlint.lint import lint_sources
from dashlint.mending import Mended, mend
from dashlint.settings import Settings

SETTINGS = Settings(select=("DSH202", "DSH203", "DSH209"))
HEAD = '''\
"""An app."""
from dash import Dash, Input, Output, html
from flask import jsonify, redirect, request

app = Dash(__name__, backend="{backend}")
app.layout = html.Div(id="out")
'''
#: What stands in a callback, and what becomes of it on FastAPI; None where it stays.
READS = {
    'request.cookies.get("a")': 'ctx.cookies.get("a")',
    'request.cookies["a"]  # why': 'ctx.cookies["a"]  # why',
    '"X-A" in request.headers': '"x-a" in ctx.headers',
    "request.headers.get('X-A', value)": "ctx.headers.get('x-a', value)",
    "(request\n        .remote_addr)": "(ctx.remote)",
    '[request.args.get(one) for one in "ab"]': '[ctx.args.get(one) for one in "ab"]',
    "request.headers": None,
    "request.method": None,
    "dict(request.args)": None,
    'request.args.get("a", type=int)': None,
    "value": None,
}
#: What a route returns, and what becomes of it.
ANSWERS = {
    '{"a": 1}, 404': 'JSONResponse({"a": 1}, status_code=404)',
    '"no", 403  # why': 'HTMLResponse("no", status_code=403)  # why',
    "jsonify(name)": "name",
    "jsonify(\n        a=name,  # why\n    )": "dict(\n        a=name,  # why\n    )",
    'redirect(f"/{name}")': 'RedirectResponse(f"/{name}", status_code=302)',
    "jsonify(name, 1)": None,
    'redirect(location="/", Response=None)': None,
    "name": None,
}


def fixed(code: str) -> Mended:
    source = Source("/p/app.py", "app.py", True, True, code.encode())
    return mend((source,), lambda some, reader: lint_sources(some, SETTINGS, reader), lambda one: one.fix is not None)


def result(code: str) -> str:
    """The code after all fixes, which has fewer problems, is code, and would not change again."""
    done = fixed(code)
    after = done.after.get("/p/app.py", code.encode()).decode()
    assert done.is_settled
    ast.parse(after)
    count = sum(done.mended.get("/p/app.py", {}).values())
    before = lint_sources((Source("/p/app.py", "app.py", True, True, code.encode()),), SETTINGS)
    assert (count > 0) == (after != code) == (len(done.outcome.diagnostics) < len(before.diagnostics))
    assert not fixed(after).after
    return after


def body_of(code: str) -> str:
    """The code below the imports, which gain names."""
    return code.partition("\napp = ")[2]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(READS)), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_callbacks_read_from_the_context(reads: list[str], newline: str, is_async: bool) -> None:
    word = "async def" if is_async else "def"
    functions = [
        f'\n\n@app.callback(Output("out", "o{n}"), Input("out", "i{n}"))\n{word} f{n}(value):\n    return {{}}\n'
        for n in range(len(reads))
    ]
    code = HEAD.format(backend="fastapi") + "".join(functions)
    before = wanted = code
    for read in reads:
        before = before.replace("return {}", f"return {read}", 1)
        wanted = wanted.replace("return {}", f"return {READS[read] or read}", 1)
    after = result(before.replace("\n", newline))
    assert body_of(after.replace("\r\n", "\n")) == body_of(wanted)
    assert after.count("\r\n") == (after.count("\n") if newline == "\r\n" else 0)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(ANSWERS)), st.sampled_from(["", "int:", "path:"])), min_size=1, max_size=3
    )
)
def test_routes_are_written_for_fastapi(answers: list[tuple[str, str]]) -> None:
    before = wanted = HEAD.format(backend="fastapi")
    for number, (answer, converter) in enumerate(answers):
        route = '\n\n@app.server.get("/r{}/{}")\ndef r{}(name):\n    return {}\n'
        kind = f":{converter[:-1]}" if converter else ""
        before += route.format(number, f"<{converter}name>", number, answer)
        wanted += route.format(number, f"{{name{kind}}}", number, ANSWERS[answer] or answer)
    assert body_of(result(before)) == body_of(wanted)


@pytest.mark.parametrize(("written", "key"), [("X-User", "X-User"), ("x-user", "X-User"), ("X-USER", "X-User")])
def test_keys_of_headers_are_titles_on_quart(written: str, key: str) -> None:
    code = HEAD.format(backend="quart") + '\n\n@app.callback(Output("out", "a"), Input("out", "b"))\ndef f(value):\n'
    after = result(f"{code}    return request.headers[{written!r}]\n")
    assert after.endswith(f"    return ctx.headers[{key!r}]\n")


def test_the_catalogue_names_what_dash_has() -> None:
    same = [one for known in load().extensions for some in known.same_in_callbacks.values() for one in some]
    assert {one.other.rpartition(".")[0] for one in same} == {"dash.ctx"}
    assert {one.keys for one in same} == {"none", "same", "lower", "title"}
    written = {one.name: one.written for one in load().server_attributes.values() if one.written}
    assert written == {"logger": "logging.getLogger(__name__)"}


READ = '\n\n@app.callback(Output("out", "a"), Input("out", "b"))\ndef f(value):\n    return {}\n'
EITHER = HEAD.replace("from dash", "import os\n\nfrom dash").replace(
    '"{backend}"', '"fastapi" if os.environ.get("FAST") else "{backend}"'
)


@pytest.mark.parametrize("other", ["flask", "quart"])
def test_keys_of_headers_stay_where_another_backend_keeps_them_otherwise(other: str) -> None:
    either = EITHER.format(backend=other)
    assert result(either + READ.format('request.cookies["a"]')).endswith('    return ctx.cookies["a"]\n')
    header = either + READ.format('request.headers["X-A"]')
    assert result(header) == header


def test_keys_of_headers_stay_where_apps_of_two_backends_share_the_callback() -> None:
    head = HEAD.format(backend="fastapi") + 'other = Dash(__name__, backend="quart")\n'
    code = (head + READ.format('request.headers["X-A"]')).replace(
        "\ndef f", '\n@other.callback(Output("out", "a"), Input("out", "b"))\ndef f'
    )
    assert "DSH202" in {one.code for one in fixed(code).outcome.diagnostics}
    assert result(code) == code


ROUTE = '\n\n@app.server.get("/r/<name>")\ndef r(name):\n    return {"a": name}, 404\n'


def test_route_stays_where_the_app_may_run_on_another_backend() -> None:
    code = EITHER.format(backend="quart") + ROUTE
    assert "DSH209" in {one.code for one in fixed(code).outcome.diagnostics}
    assert result(code) == code


def test_answer_stays_where_another_server_calls_the_function_too() -> None:
    head = HEAD.format(backend="fastapi") + 'other = Dash(__name__, backend="quart")\n'
    code = head + ROUTE.replace("\ndef r", '\n@other.server.get("/q/<name>")\ndef r')
    after = result(code)
    assert after == code.replace("/r/<name>", "/r/{name}")
