"""What a function can lead to, by its looks: never less than its code and all that this names can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from dashlint import facts
from dashlint.catalogue import Catalogue, load
from dashlint.catalogue.own import without
from dashlint.project.files.interest import Interest
from dashlint.project.files.known_names import KnownNames
from dashlint.project.files.modules import Modules
from dashlint.project.files.sieve import MAKING_APPS, REGISTERING, Sieve
from dashlint.read import read

LONG = "    # " + "a comment that makes the body long enough to be read later " * 3
BODY = f"{LONG}\n    "


def function(name: str, body: str, keyword: str = "def") -> str:
    return f"{keyword} {name}(*values):\n{LONG}\n    {body}\n"


def made(files: Mapping[str, str], catalogue: Catalogue | None = None) -> tuple[Interest, Modules]:
    modules = Modules({f"/p/{name}": text.encode() for name, text in files.items()}, read)
    return Interest(modules, catalogue or load()), modules


def leads(files: Mapping[str, str], catalogue: Catalogue | None = None) -> bool:
    """Whether the function `go` of a.py can lead to anything."""
    interest, modules = made(files, catalogue)
    found = next(
        each for each in modules.facts("/p/a.py").body if isinstance(each, facts.Function) and each.name == "go"
    )
    assert isinstance(found.body, facts.LaterBlock)
    assert not found.body.is_read
    return interest.of_body("/p/a.py", found)


IDLE = "def idle():\n    return 1\n"
SLEEPS = "import time\ndef nap():\n    time.sleep(1)\n"


@pytest.mark.parametrize(
    "body",
    [
        "return [html.Div(value) for value in values]",
        "return idle()",
        "return json.dumps(values)",
        "return len(values)",
        "return values[0].idle(1).strip()",
        "return unheard_of.thing(values)",
    ],
)
def test_what_leads_to_nothing(body: str) -> None:
    head = f"import json\nimport unheard_of\nfrom dash import html\n{IDLE}"
    assert not leads({"a.py": head + function("go", body)})


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("import time\n", "time.sleep(1)"),
        ("import time as t\n", "t.sleep(1)"),
        ("from time import sleep as nap\n", "nap(1)"),
        ("", "from time import sleep; sleep(1)"),
        ("", "return open('a')"),
        ("", "return values[0].__class__ is getattr(values, 'a')"),
        ("from operator import methodcaller\n", "return methodcaller('a')"),
        ("from flask import request\n", "return request.args"),
        ("from dash import ctx\n", "return ctx.triggered_id"),
        ("import requests\nclient = requests.Session()\n", "client.get('a')"),
        ("import requests\nclient: object\nif 1:\n    client = requests.Session()\n", "client.get('a')"),
        (SLEEPS, "nap()"),
        (SLEEPS, "return map(nap, values)"),
        (f"{SLEEPS}def step():\n    nap()\n", "step()"),
        (f"{SLEEPS}TABLE = {{'a': nap}}\n", "TABLE['a']()"),
        (f"{SLEEPS}TABLE = {{}}\ndef fill():\n    TABLE.setdefault('a', nap)\n", "TABLE['a']()"),
        (f"{SLEEPS}TABLE = []\ndef fill():\n    TABLE[0] += nap\n", "TABLE[0]()"),
        (f"{SLEEPS}class A:\n    def m(self):\n        nap()\n", "values[0].m()"),
        (f"{SLEEPS}class A:\n    def __init__(self):\n        nap()\n", "A()"),
        (f"{SLEEPS}class A:\n    def __enter__(self):\n        nap()\n", "with A(): pass"),
        (f"{SLEEPS}class A:\n    table = []\n    def fill(self):\n        self.table.append(nap)\n", "A().table[0]()"),
        (f"{SLEEPS}class Base:\n    def m(self):\n        nap()\nclass A(Base): pass\n", "A().m()"),
        (f"{SLEEPS}handler = None\ndef choose():\n    global handler\n    handler = nap\n", "handler()"),
        (f"{SLEEPS}if (other := nap): pass\n", "other()"),
        (f"{SLEEPS}def take(box):\n    for box.filled in [nap]: pass\n", "values[0].filled()"),
        (f"{SLEEPS}def take(box):\n    box.filled = nap\n", "values[0].filled()"),
        (f"{SLEEPS}import json\njson.dumps = nap\n", "json.dumps()"),
        (f"{SLEEPS}class A:\n    def m(self):\n        nap()\n", "values[0].b.m()"),
        (
            f"{SLEEPS}class A:\n    def m(self):\n        nap()\ntry:\n    import json as a\nexcept E:\n    a = A()\n",
            "a.m()",
        ),
        ("async def make(): pass\n", "return make()"),
        ("async def make(): pass\n", "return values[0].make()"),
        ("if 1:\n    async def make(): pass\n", "return make()"),
        ("def outer():\n    async def make(): pass\n    return make\n", "return values[0].make()"),
        ("import keeper\n@keeper.keep\nasync def make(): return 1\n", "make"),
    ],
)
def test_what_may_lead_to_something(head: str, body: str) -> None:
    assert leads({"a.py": head + function("go", body)})


@pytest.mark.parametrize(
    ("head", "body", "others"),
    [
        ("from b import nap\n", "nap()", {"b.py": SLEEPS}),
        ("from b import *\n", "nap()", {"b.py": SLEEPS}),
        ("import b\n", "b.nap()", {"b.py": SLEEPS}),
        ("import k.b\n", "k.b.nap()", {"k/__init__.py": "", "k/b.py": SLEEPS}),
        ("import k.b as c\n", "c.nap()", {"k/__init__.py": "", "k/b.py": SLEEPS}),
        ("import k.b\n", "k.nap()", {"k/__init__.py": SLEEPS, "k/b.py": ""}),
        ("import k.b\n", "k.nap()", {"k/__init__.py": "from time import sleep as nap\n", "k/b.py": ""}),
        ("import k\n", "k.b.nap()", {"k/__init__.py": "", "k/b.py": SLEEPS}),
        ("import k.b\n", "k.b.nap()", {"k/b.py": SLEEPS}),
        ("from k import b\n", "b.nap()", {"k/__init__.py": "", "k/b.py": SLEEPS}),
        ("from . import b\n", "b.nap()", {"b.py": SLEEPS}),
        ("from b import nap\n", "nap()", {"b.py": "from c import nap\n", "c.py": "from d import *\n", "d.py": SLEEPS}),
        ("from b import other\n", "other()", {"b.py": "from time import sleep as other\n"}),
        (
            "import b\n",
            "b.TABLE[0]()",
            {"b.py": "TABLE = []\n", "c.py": f"{SLEEPS}import b\nb.TABLE = [nap]\n"},
        ),
        ("x = 1; from b import nap\n", "nap()", {"b.py": SLEEPS}),
        ("from b import (idle,  # nothing, much\n    nap)\n", "nap()", {"b.py": IDLE + SLEEPS}),
    ],
)
def test_what_other_files_may_lead_to(head: str, body: str, others: dict[str, str]) -> None:
    files = {"a.py": head + function("go", body), **others}
    assert leads(files)
    assert not leads({name: text.replace("time", "json") for name, text in files.items()})


def test_a_module_may_make_any_name() -> None:
    other = f"{SLEEPS}def __getattr__(name):\n    return nap\n"
    assert leads({"a.py": "from b import anything\n" + function("go", "anything()"), "b.py": other})


def test_the_files_that_names_lead_to_are_known() -> None:
    files = {"a.py": "from b import idle\n" + function("go", "idle()"), "b.py": "from c import idle\n", "c.py": IDLE}
    interest, modules = made({**files, "d.py": IDLE})
    (_, go) = modules.facts("/p/a.py").body
    assert isinstance(go, facts.Function)
    assert not interest.of_body("/p/a.py", go)
    assert interest.files == {"/p/b.py", "/p/c.py"}


def test_what_is_known_of_one_body_holds_for_those_that_lead_to_it() -> None:
    text = f"{SLEEPS}def step():\n    nap()\n" + function("one", "step()") + function("two", "one()")
    interest, modules = made({"a.py": text + function("three", "idle()\n    two()\n    two")})
    bodies = [each for each in modules.facts("/p/a.py").body if isinstance(each, facts.Function)][2:]
    for each in [*bodies, *bodies[::-1]]:
        assert interest.of_body("/p/a.py", each)
        assert interest.of_names("/p/a.py", [each.name])


def test_cycles_end() -> None:
    text = "def b():\n    go()\n" + function("go", "b()")
    assert not leads({"a.py": text})
    assert leads({"a.py": f"import time\n{text}    c()\ndef c():\n    b()\n    time.sleep(1)\n"})


def test_a_body_that_was_read_is_always_looked_at() -> None:
    interest, modules = made({"a.py": "def go(): return 1\n"})
    (go,) = modules.facts("/p/a.py").body
    assert isinstance(go, facts.Function)
    assert interest.of_body("/p/a.py", go)


def test_users_of_a_name_are_those_that_mention_it() -> None:
    interest, _ = made({"a.py": f"import time\n{IDLE}def use():\n    idle()\n    time.sleep(1)\ndef alone(): pass\n"})
    assert interest.of_users("idle")
    assert not interest.of_users("alone")
    assert not interest.of_users("nobody")


def test_what_a_user_says_of_a_name_counts() -> None:
    files = {"a.py": "import unheard_of\n" + function("go", "unheard_of.thing()\n    mine()")}
    assert not leads(files)
    assert leads(files, without(load(), ["somewhere.mine"]))


@pytest.mark.parametrize(
    ("awaited", "expected"),
    [
        ("await make()", False),
        ("x = await make(1)", False),
        ("make()", True),
        ("await make().a()", True),
        ("await make", True),
        ("await make() ()", True),
        ("await asyncio.sleep(0.1)", False),
        ("await asyncio.sleep(.5)", False),
        ("await asyncio.sleep(0)", False),
        ("await asyncio.sleep(5)", True),
        ("await asyncio.sleep(seconds)", True),
        ("await asyncio.wait_for(make(), 1)", True),
        ("asyncio.sleep(0.1)", True),
        ("await client.get('a')", False),
        ("await client.get('a').json", True),
    ],
)
def test_what_is_awaited_at_once_is_harmless(awaited: str, expected: bool) -> None:
    head = "import asyncio\nfrom h import client\nasync def make(*values):\n    return 1\n"
    client = "import time\nclass Client:\n    async def get(self, url):\n        return 1\nclient = None\n"
    assert leads({"a.py": head + function("go", awaited, "async def"), "h.py": client}) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("time.sleep", True),
        ("time", True),
        ("requests.Session", True),
        ("requests.api.get", True),
        ("requests.get.anything", True),
        ("dash.html.Div", False),
        ("dash.dependencies.Input", False),
        ("dash.set_props", True),
        ("dash.Dash", True),
        ("flask.request.args", True),
        ("threading.Thread", True),
        ("asyncio.sleep", True),
        ("json.dumps", False),
        ("html.Div", False),
        ("dash_extensions.enrich.Input", False),
        ("dash._callback.callback", False),
    ],
)
def test_known_names(path: str, expected: bool) -> None:
    known = KnownNames(load())
    assert known.are_of_interest(path) is expected
    assert known.are_of_interest(path) is expected


def test_every_name_of_the_catalogue_is_known() -> None:
    catalogue = load()
    known = KnownNames(catalogue)
    decorators = {path for path, found in catalogue.decorators.items() if found.blocking is not None}
    assert decorators
    for path in {*catalogue.calls, *catalogue.types, *catalogue.results, *catalogue.coroutines, *decorators}:
        assert known.are_of_interest(path)


def test_names_are_known_by_all_their_spellings() -> None:
    catalogue = load()
    known = KnownNames(catalogue)
    moved = {alias: path for alias, path in catalogue.aliases.items() if path in catalogue.calls}
    assert moved
    assert all(known.are_of_interest(alias) for alias in moved)


def test_what_blocks_is_of_interest_though_it_is_awaited() -> None:
    catalogue = load()
    (path, known), *_ = catalogue.coroutines.items()
    blocking = replace(catalogue, calls={**catalogue.calls, path: catalogue.calls["time.sleep"]})
    assert blocking.coroutine(path) is known
    assert not KnownNames(catalogue).are_of_interest(path, "")
    assert KnownNames(blocking).are_of_interest(path, "")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("from flask_login import go\n", "go"),
        ("from b import Quart as go\n", "go"),
        ("from b import Dash as go\n", "go"),
        ("go = 1\n", "go"),
        (f"def go():\n{BODY}app.callback()\n", "go"),
        ("if 1:\n    go = 1\n", "go"),
        ("try:\n    import a\nexcept ImportError:\n    from flask_login import go\n", "go"),
        ("try:\n    import a\nfinally:\n    go = 1\n", "go"),
        ("with a:\n    go = 1\n", "go"),
        ("for a in b:\n    pass\nelse:\n    go = 1\n", "go"),
        ("while a:\n    go = 1\n", "go"),
    ],
)
def test_other_names_go_through_the_sieve(head: str, name: str) -> None:
    pattern = Sieve().pattern(read("/a.py", head.encode()), REGISTERING)
    assert pattern.search(f"    {name}(1)")
    assert not pattern.search(f"    {name}ing(1)")


def test_what_makes_an_app_by_another_name_goes_through_the_sieve() -> None:
    file = read(
        "/a.py", f"from dash import Dash as make\nfrom b import Part as part, idle\ndef f():\n{BODY}idle()\n".encode()
    )
    pattern = Sieve().pattern(file, MAKING_APPS)
    assert pattern.search("    make()")
    assert pattern.search("    part()")
    assert not pattern.search("    idle()")
    assert not pattern.search("    f()")
    assert Sieve().pattern(read("/b.py", b""), MAKING_APPS).search("x\n    Dash(1)")
