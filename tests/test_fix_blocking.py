"""The fixes of blocking calls, case by case: what each becomes, and where there is none."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from dashlint.diagnostic import Applicability
from dashlint.find import Source
from dashlint.lint import Outcome, lint_sources
from dashlint.mending import Mended, mend
from dashlint.settings import Settings

HEAD = """
import asyncio
import contextvars
import functools
import pickle
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pandas as pd
import requests
from dash import Dash, Input, Output, callback, html

app = Dash(__name__, backend="{backend}")
app.layout = html.Div()
lock = threading.Lock()
"""
CALLBACK = '@callback(Output("o", "children"), Input("i", "value"))\n'
ALL = frozenset({Applicability.SAFE, Applicability.UNSAFE})


def mended(tmp_path: Path, code: str, backend: str = "fastapi", trusted: frozenset[Applicability] = ALL) -> Mended:
    source = HEAD.format(backend=backend) + textwrap.dedent(code)
    return mended_files(tmp_path, {"app.py": source}, trusted)


def mended_files(tmp_path: Path, files: dict[str, str], trusted: frozenset[Applicability] = ALL) -> Mended:
    paths = {name: str(tmp_path / name) for name in files}
    sources = tuple(Source(paths[name], name, True, False, text.encode()) for name, text in files.items())

    def lint(some: tuple[Source, ...], reader: object) -> Outcome:
        return lint_sources(some, Settings(select=("DSH1",)), reader)  # type: ignore[arg-type]

    return mend(sources, lint, lambda found: found.fix is not None and found.fix.applicability in trusted)


def body(found: Mended, path: Path) -> str:
    """What the mended file says behind its head; nothing if no fix was made."""
    text = found.after.get(str(path / "app.py"), b"").decode()
    return text.partition("lock = threading.Lock()\n")[2]


ASYNC = [
    ("time.sleep(1)", "await asyncio.sleep(1)"),
    ("x = time.sleep(value)", "x = await asyncio.sleep(value)"),
    ("requests.get(value)", "await asyncio.to_thread(requests.get, value)"),
    ("return requests.get(value).json()", "return (await asyncio.to_thread(requests.get, value)).json()"),
    ("return requests.get(value).json()['a']", "return (await asyncio.to_thread(requests.get, value)).json()['a']"),
    ("requests.get(*value, **value)", "await asyncio.to_thread(requests.get, *value, **value)"),
    ("return f'{requests.get(value).text}'", "return f'{(await asyncio.to_thread(requests.get, value)).text}'"),
    ("return [requests.get(u) for u in value]", "return [await asyncio.to_thread(requests.get, u) for u in value]"),
    (
        "return [x for x in requests.get(value).json()]",
        "return [x for x in (await asyncio.to_thread(requests.get, value)).json()]",
    ),
    ("return Path(value).read_text()", "return await asyncio.to_thread(Path(value).read_text)"),
    ("return not requests.get(value)", "return not await asyncio.to_thread(requests.get, value)"),
    ("return -requests.get(value).n", "return -(await asyncio.to_thread(requests.get, value)).n"),
    ("while requests.get(value): pass", "while await asyncio.to_thread(requests.get, value): pass"),
    ("return asyncio.run(later(value))", "return await later(value)"),
    ("return asyncio.run(later(value)).a", "return (await later(value)).a"),
    ("asyncio.get_event_loop().run_until_complete(later(1))", "await later(1)"),
    ("return helper(value)", "return await asyncio.to_thread(helper, value)"),
    ("return first(unchecked)", "return await asyncio.to_thread(first, unchecked)"),
    ("return Desk()", "return await asyncio.to_thread(Desk)"),
    (
        "return [a for u in value for a in helper(u)]",
        "return [a for u in value for a in await asyncio.to_thread(helper, u)]",
    ),
    ("return own(value)", "return await asyncio.to_thread(own, value)"),
]
HELPERS = """
async def later(value):
    return value


def helper(value):
    return requests.get(value)


def own(value):
    with sqlite3.connect("a.db") as connection:
        return connection.execute(value).fetchall()


shared = sqlite3.connect("a.db")


def with_shared(value):
    return shared.execute(value).fetchall()


_kept = None


def kept(value):
    global _kept
    if _kept is None:
        _kept = sqlite3.connect("a.db")
    return _kept.execute(value).fetchall()


def opened():
    connection = sqlite3.connect("a.db")
    connection.execute("pragma foreign_keys = on")
    return connection


def rows(value):
    for page in value:
        yield requests.get(page)


def started(value):
    asyncio.get_running_loop().call_soon(print)
    return requests.get(value)


def runs(value):
    return asyncio.run(later(value))


@functools.cache
def connected():
    return sqlite3.connect("a.db")


def with_cached(value):
    return connected().execute(value).fetchall()


class Desk:
    def __init__(self):
        self.names = requests.get("http://a").json()


_desk = None


def desk():
    global _desk
    if _desk is None:
        _desk = Desk()
    return _desk


unchecked = sqlite3.connect("a.db", check_same_thread=False)


class Feed:
    def __iter__(self):
        yield requests.get("http://a")


def feed(value):
    requests.get(value)
    return Feed()


def first(connection):
    return connection.execute("select 1").fetchone()


local = threading.local()
user = contextvars.ContextVar("user")
totals = {"bytes": 0}


def reads_what_callers_set(value):
    requests.get(value)
    return local.user


def sets_what_callers_read(value):
    local.user = requests.get(value).text


def session():
    if not hasattr(local, "session"):
        local.session = requests.Session()
    return local.session


def with_own_session(value):
    return session().get(value).text


def sets_context(value):
    user.set(requests.get(value).text)


def handles_signals(value):
    signal.signal(signal.SIGALRM, print)
    return requests.get(value)


def takes_first(value):
    return next(iter(requests.get(value).json()))


def stops(value):
    requests.get(value)
    raise StopIteration


class Pages:
    def __iter__(self):
        return self

    def __next__(self):
        return requests.get("http://a")


pages = Pages()


"""


def indented(statement: str, keyword: str = "async def") -> str:
    return f"{HELPERS}{CALLBACK}{keyword} update(value):\n    {statement}\n"


@pytest.mark.parametrize(("before", "after"), ASYNC)
def test_async_code_awaits_the_call(tmp_path: Path, before: str, after: str) -> None:
    found = mended(tmp_path, indented(before))
    assert body(found, tmp_path) == indented(after)
    assert not found.outcome.diagnostics


@pytest.mark.parametrize(("before", "after"), ASYNC)
@pytest.mark.parametrize("backend", ["fastapi", "quart"])
def test_a_plain_callback_becomes_async(tmp_path: Path, before: str, after: str, backend: str) -> None:
    found = mended(tmp_path, indented(before, "def"), backend)
    assert body(found, tmp_path) == indented(after)
    assert not found.outcome.diagnostics


NONE = [
    "with open(value) as file: return file.read()",
    "return any(requests.get(u) for u in value)",
    "return [[requests.get(u) for u in us] for us in value]",
    "return list(map(lambda x=requests.get(value): x, value))",
    "with lock: return requests.get(value)",
    "with lock: time.sleep(1)",
    "with value.transaction(): return requests.get(value)",
    "lock.acquire(timeout=0.1); return requests.get(value)",
    "return lock.acquire()",
    "def inner(x=requests.get(value)): pass",
    "return [row for row in rows(value)]",
    "print(*rows(value))",
    "for row in rows(value): pass",
    "return with_shared(value)",
    "return kept(value)",
    "return opened()",
    "return pd.read_sql('select 1', shared)",
    "return pd.read_sql('select 1', value)",
    "return helper(shared)",
    "return started(value)",
    "return runs(value)",
    "return Path(value).exists()",
    "return pickle.loads(value)",
    "loop = asyncio.new_event_loop(); return loop.run_until_complete(later(1))",
    "return asyncio.run(later(1), debug=True)",
    "asyncio = None; return requests.get(value)",
    "return input()",
    "with requests.get(value) as answer: return answer.text",
    "with lock, Path(helper(value)).open() as file: return file",
    "return with_cached(value)",
    "return desk()",
    "return first(shared)",
    "for row in feed(value): pass",
    "return asyncio.get_running_loop().call_soon(helper, value)",
    "return reads_what_callers_set(value)",
    "return sets_what_callers_read(value)",
    "return sets_context(value)",
    "return handles_signals(value)",
    "return takes_first(value)",
    "return stops(value)",
    "return next(pages)",
    "totals['bytes'] += requests.get(value).status_code",
    "return f'{requests.get(value).text=}'",
]


@pytest.mark.parametrize("statement", NONE)
@pytest.mark.parametrize("keyword", ["async def", "def"])
def test_there_is_no_fix(tmp_path: Path, statement: str, keyword: str) -> None:
    found = mended(tmp_path, indented(statement, keyword))
    assert found.after == {}
    assert found.outcome.diagnostics


def test_only_a_sleep_is_safe(tmp_path: Path) -> None:
    code = f"{CALLBACK}async def update(value):\n    time.sleep(1)\n    requests.get(value)\n"
    found = mended(tmp_path, code, trusted=frozenset({Applicability.SAFE}))
    assert body(found, tmp_path) == code.replace("time.sleep(1)", "await asyncio.sleep(1)")
    plain = mended(tmp_path, code.replace("async ", ""), trusted=frozenset({Applicability.SAFE}))
    assert plain.after == {}


@pytest.mark.parametrize(
    ("statement", "is_safe"),
    [
        ("totals['bytes'] = 1", False),
        ("value['bytes'] = 1", True),
        ("totals: dict = {}; totals['bytes'] = 1", True),
        ("global totals; totals = {}", False),
        ("update.calls += 1", False),
        ("html.title = value", False),
    ],
)
def test_a_sleep_between_changes_that_others_see_is_not_safe(tmp_path: Path, statement: str, is_safe: bool) -> None:
    code = f"{CALLBACK}async def update(value):\n    {statement}\n    time.sleep(1)\n"
    found = mended(tmp_path, code, trusted=frozenset({Applicability.SAFE}))
    assert body(found, tmp_path) == (code.replace("time.sleep(1)", "await asyncio.sleep(1)") if is_safe else "")
    assert body(mended(tmp_path, code), tmp_path) == code.replace("time.sleep(1)", "await asyncio.sleep(1)")


def test_what_each_thread_has_for_itself_may_move(tmp_path: Path) -> None:
    found = mended(tmp_path, indented("return with_own_session(value)"))
    assert "await asyncio.to_thread(with_own_session, value)" in body(found, tmp_path)


def test_a_sum_of_the_callback_alone_may_wait(tmp_path: Path) -> None:
    statement = "total = 0; total += requests.get(value).status_code; return total"
    assert "total += (await asyncio.to_thread(requests.get, value))" in body(
        mended(tmp_path, indented(statement)), tmp_path
    )


def test_a_sleep_that_is_given_stays(tmp_path: Path) -> None:
    code = f"{CALLBACK}async def update(value, wait=time.sleep):\n    wait(1)\n"
    assert b"asyncio.sleep" not in b"".join(mended(tmp_path, code).after.values())


def test_an_async_helper_is_mended_where_it_blocks(tmp_path: Path) -> None:
    code = """
    async def fetch(value):
        return requests.get(value).json()


    async def fetch_all(values):
        return [await fetch(value) for value in values]


    @callback(Output("o", "children"), Input("i", "value"))
    async def update(value):
        return await fetch_all(value)


    @callback(Output("p", "children"), Input("i", "value"))
    async def also(value):
        return await fetch(value)
    """
    found = mended(tmp_path, code)
    changed = textwrap.dedent(code).replace(
        "requests.get(value).json()", "(await asyncio.to_thread(requests.get, value)).json()"
    )
    assert body(found, tmp_path) == changed
    assert not found.outcome.diagnostics


def test_all_calls_of_a_callback_are_moved(tmp_path: Path) -> None:
    code = f"""{HELPERS}{CALLBACK}def update(value):
    time.sleep(1)
    first = requests.get(helper(value))
    with lock:
        pass
    return first.json(), helper(requests.get(value))
"""
    found = mended(tmp_path, code)
    assert "async def update(value):" in body(found, tmp_path)
    assert body(found, tmp_path).count("await ") == 5
    assert {one.code for one in found.outcome.diagnostics} == {"DSH106"}


STAYING = [
    "def update(value):\n    return requests.get(value)\n\n\n"
    'also = callback(Output("o", "children"), Input("i", "value"))(update)\n',
    f"{CALLBACK}def update(value):\n    return requests.get(value)\n\n\nupdate(1)\n",
    f"{CALLBACK}def update(value):\n    return requests.get(value)\n\n\ntable = {{'a': update}}\n",
    f"{CALLBACK}def update(value):\n    return requests.get(value)\n\n\nlater = lambda: update(1)\n",
    f"def logged(f):\n    return lambda *a: f(*a)\n\n\n{CALLBACK}@logged\ndef update(value):\n"
    "    return requests.get(value)\n",
    f"{CALLBACK}def update(value):\n    requests.get(value)\n    yield 1\n",
    '@callback(Output("o", "children"), Input("i", "value"), background=True, api_endpoint="/a")\n'
    "def update(value):\n    return requests.get(value)\n",
    '@callback(Output("o", "children"), Input("i", "value"), websocket=True, api_endpoint="/a")\n'
    "def update(value):\n    return requests.get(value)\n",
    'callback(Output("o", "children"), Input("i", "value"))(lambda value: requests.get(value))\n',
    f"class Page:\n    {CALLBACK}    def update(value):\n        return requests.get(value)\n",
    "def failed(error):\n    requests.post('http://a', json=str(error))\n\n\n"
    '@callback(Output("o", "children"), Input("i", "value"), on_error=failed)\ndef update(value):\n    return 1\n',
]


@pytest.mark.parametrize("code", STAYING)
def test_a_function_that_must_stay_plain_has_no_fix(tmp_path: Path, code: str) -> None:
    found = mended(tmp_path, code)
    assert found.after == {}
    assert found.outcome.diagnostics


def test_what_also_runs_on_flask_needs_the_extra(tmp_path: Path) -> None:
    shared = f"import requests\nfrom dash import Input, Output, callback\n\n\n{CALLBACK}def update(value):\n"
    shared += "    return requests.get(value)\n"
    apps = {
        f"{backend}_app.py": f"from dash import Dash\n\nimport shared\n\napp = Dash(backend='{backend}')\n"
        for backend in ("flask", "fastapi")
    }
    without = mended_files(tmp_path, {**apps, "shared.py": shared, "requirements.txt": "dash>=4.2\n"})
    assert without.after == {}
    assert without.outcome.diagnostics
    declared = mended_files(tmp_path, {**apps, "shared.py": shared, "requirements.txt": "dash[async]>=4.2\n"})
    assert b"async def update" in declared.after[str(tmp_path / "shared.py")]


def test_a_page_layout_needs_the_extra(tmp_path: Path) -> None:
    page = "import dash\nimport requests\n\ndash.register_page(__name__, '/a')\n\n\n"
    page += "def layout():\n    return requests.get('http://a').text\n"
    app = "from dash import Dash\n\nimport pages.a\n\napp = Dash(use_pages=True, backend='fastapi')\n"
    (tmp_path / "pages").mkdir()
    files = {"app.py": app, "pages/a.py": page}
    assert mended_files(tmp_path, {**files, "requirements.txt": "dash\n"}).after == {}
    found = mended_files(tmp_path, {**files, "requirements.txt": "dash[async]\n"})
    assert b"async def layout" in found.after[str(tmp_path / "pages" / "a.py")]


FLASK = [
    ("requests.get(value)", True),
    ("await asyncio.sleep(0)\n    requests.get(value)", False),
    ("for x in value:\n        requests.get(x)", False),
    ("return [requests.get(x) for x in value]", False),
    ("await asyncio.gather(later(1), later(2))\n    requests.get(value)", True),
]


@pytest.mark.parametrize(("statement", "is_fixed"), FLASK)
def test_on_flask_alone_a_call_is_moved_where_that_gains_something(
    tmp_path: Path, statement: str, is_fixed: bool
) -> None:
    found = mended(tmp_path, indented(statement), "flask")
    assert bool(found.after) == is_fixed


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    code = f"""{CALLBACK}# about it
def update(  # here
    value,
):
    return requests.get(
        value,  # the address
        timeout=5,
    ).text  # and there
"""
    expected = f"""{CALLBACK}# about it
async def update(  # here
    value,
):
    return (await asyncio.to_thread(
        requests.get,
        value,  # the address
        timeout=5,
    )).text  # and there
"""
    assert body(mended(tmp_path, code), tmp_path) == expected
