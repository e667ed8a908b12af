"""Whatever the callbacks and hooks look like: their fixes leave code with fewer problems, and all else as it was."""

from __future__ import annotations

import io
import re
import tokenize

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.diagnostic import Applicability, Diagnostic
from dashlint.find import Source
from dashlint.lint import lint_sources
from dashlint.mending import Mended, mend
from dashlint.settings import Settings

RULES = ("DSH301", "DSH302", "DSH305", "DSH306", "DSH307", "DSH401", "DSH402", "DSH404")
HEAD = """\
import asyncio
from functools import partial

from dash import Dash, Input, Output, callback, ctx, dcc, html

app = Dash(__name__, backend="{backend}")  # app
app.layout = html.Div([dcc.Input(id="city"), html.P(id="out")])


async def load(city):  # load
    await asyncio.sleep(0)
    return {{"city": city}}


def ask(city="Rome"):
    # ask
    return str(ctx.triggered_id)


@callback(Output("out", "children"), Input("city", "value"))
"""
#: Bodies of an async callback, each with the mistakes in it.
MISTAKES = (
    'return f"{city}"  # none',
    'return load(city)["city"]  # item',
    "load(city)  # dropped",
    "found = load(city)  # named\nreturn found.get('city')",
    "return [load(one) for one in (city, city)]  # each",
    "loop = asyncio.get_running_loop()\n\nreturn await loop.run_in_executor(None, ask)  # thread",
    "loop = asyncio.get_running_loop()\n# why\nreturn await loop.run_in_executor(None, partial(ask, city=city), )",
    "return await asyncio.get_event_loop().run_in_executor(  # open\n    None,\n    ask,\n    city,\n)  # end",
    "if city:\n    asyncio.create_task(load(city))  # task",
)
#: Hooks, as they are written for Flask.
HOOKS = (
    '@app.server.before_request\ndef guard():  # guard\n    if app.title == "x":\n        return "no", 401  # no\n',
    '@app.server.before_request  # why\ndef guard():\n    """Guards."""  # doc\n\n    # none\n',
    "@app.server.after_request\ndef stamp(response):\n    response.headers['X-A'] = 'b'  # set\n    return response\n",
    "@app.server.after_request\ndef stamp(response):\n\n    return response  # as it is\n",
    "@app.backend.after_request\ndef note(response=None):  # note\n    return response\n",
)


def code(backend: str, bodies: list[str], hooks: list[str]) -> str:
    """A file with one callback of all these bodies, one in the branch of the other, and hooks behind it."""
    lines = ["async def update(city):"]
    for number, body in enumerate(bodies):
        lines += [f"    if city == {number}:", *(f"        {line}" if line else "" for line in body.split("\n"))]
    lines += ["    return city  # last", ""]
    return HEAD.format(backend=backend) + "\n".join([*lines, "", *hooks])


def made(text: bytes, *trusted: Applicability) -> Mended:
    return mend(
        (Source("/project/app.py", "app.py", True, True, text=text),),
        lambda sources, reader: lint_sources(sources, Settings(select=RULES), reader),
        lambda found: found.fix is not None and found.fix.applicability in trusted,
    )


def problems(text: bytes) -> tuple[Diagnostic, ...]:
    return made(text).outcome.diagnostics


def comments(text: bytes) -> list[str]:
    tokens = tokenize.tokenize(io.BytesIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


@settings(max_examples=25, deadline=None)
@given(
    backend=st.sampled_from(["flask", "fastapi", "quart"]),
    bodies=st.lists(st.sampled_from(MISTAKES), max_size=4),
    hooks=st.lists(st.sampled_from(HOOKS), max_size=2),
    newline=st.sampled_from(["\n", "\r\n"]),
    has_bom=st.booleans(),
)
def test_fixes_mend_and_leave_the_rest(
    backend: str, bodies: list[str], hooks: list[str], newline: str, has_bom: bool
) -> None:
    text = (b"\xef\xbb\xbf" if has_bom else b"") + code(backend, bodies, hooks).replace("\n", newline).encode()
    cst.parse_module(text)
    before = problems(text)
    found = made(text, Applicability.SAFE, Applicability.UNSAFE)
    after = found.after.get("/project/app.py", text)
    cst.parse_module(after)
    assert found.is_settled
    assert not [one for one in found.outcome.diagnostics if one.fix is not None]
    assert len(found.outcome.diagnostics) < len(before) or (after == text and not any(one.fix for one in before))
    assert comments(after) == comments(text)
    assert after.startswith(b"\xef\xbb\xbf") == has_bom
    assert set(re.findall(rb"\r\n|\r|\n", after)) == {newline.encode()}
    assert made(after, Applicability.SAFE, Applicability.UNSAFE).after == {}


@pytest.mark.parametrize("body", MISTAKES)
def test_each_mistake_is_mended(body: str) -> None:
    text = code("flask", [body], []).encode()
    assert problems(text)
    assert made(text, Applicability.SAFE, Applicability.UNSAFE).outcome.diagnostics == ()


@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_is_mended(hook: str) -> None:
    text = code("fastapi", ["return await load(city)"], [hook]).encode()
    assert problems(text)
    assert made(text, Applicability.UNSAFE).outcome.diagnostics == ()


#: What looks alike and must stay, with the code that is found.
LEFT = (
    (
        "DSH302",
        "fastapi",
        "async def update(city):\n    found = load(city)\n    print(found['a'])\n    return await found",
    ),
    ("DSH302", "fastapi", "async def update(city):\n    return any(load(one)['a'] for one in city)"),
    ("DSH302", "fastapi", "async def update(city):\n    with load(city) as found:\n        return found"),
    ("DSH302", "flask", "def update(city):\n    return load(city)"),
    ("DSH302", "fastapi", "def update(city):\n    return load(city)\n\n\nsame = [update]"),
    ("DSH306", "fastapi", "async def update(city):\n    return list(POOL.map(ask, [await load(city)]))"),
    ("DSH307", "flask", "async def update(city):\n    asyncio.create_task(load(city))\n    await load(city)"),
    ("DSH307", "flask", "async def update(city):\n    for one in city:\n        asyncio.create_task(load(one))"),
    ("DSH307", "flask", "async def update(city):\n    asyncio.create_task(load(city), name='x')"),
    ("DSH307", "fastapi", "async def update(city):\n    asyncio.create_task(load(city))"),
)


@pytest.mark.parametrize(("rule", "backend", "function"), LEFT)
def test_what_a_machine_cannot_mend_is_left(rule: str, backend: str, function: str) -> None:
    head = HEAD.replace("import asyncio\n", "import asyncio\nfrom concurrent.futures import ThreadPoolExecutor\n")
    head = head.replace("\n\nasync def load", "\nPOOL = ThreadPoolExecutor()\n\n\nasync def load")
    found = problems((head.format(backend=backend) + function + "\n").encode())
    assert [one.code for one in found if one.fix is None] == [rule]
