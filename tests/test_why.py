"""`dashlint why`: what it says of a function is what the project knows, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashlint.cli import main
from dashlint.commands.why import Asked, parsed
from dashlint.file_kinds import kind_of
from dashlint.find import find
from dashlint.lint import asked
from dashlint.notebooks import python_of
from dashlint.project import Project
from dashlint.project.entries.contexts import Runs
from dashlint.read import extents
from dashlint.settings import Settings
from dashlint.why.words import PLACES
from running import Run

FIXTURES = Path(__file__).parent / "fixtures"
APP = """\
import asyncio
import time

from dash import Dash, Input, Output, html
from helpers import Reader, handed, lonely, load, unused

app = Dash(__name__, backend="BACKEND")
app.layout = lambda: html.Div(id="out")
DATA = unused()


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    await asyncio.to_thread(handed, 1)
    time.sleep(2)  # noqa: DSH101
    mystery(clicks)
    await asyncio.sleep(1)
    later = inner()
    with Reader() as reader:
        return load(), reader, [load() for _ in range(3)], later


async def inner():
    return 1


@app.callback(Output("b", "children"), Input("go", "n_clicks"))
def plain(clicks):
    return load()


@app.callback(Output("c", "children"), Input("go", "n_clicks"), background=True)
def slow(clicks):
    return load()


if False:
    load()
"""
HELPERS = """\
import requests


def load():
    return fetch()


def fetch():
    return requests.get("x")


def handed(n):
    return requests.get("y")


def lonely():
    return requests.get("y")


def unused():
    return open("x").read()


class Reader:
    def __enter__(self):
        return requests.get("z")

    def __exit__(self, *args):
        pass
"""
OFFLOADED = """\
import asyncio
import functools

from dash import Dash, Input, Output
from helpers import load

app = Dash(__name__, backend="fastapi")


def off(function):
    @functools.wraps(function)
    async def wrapper(*arguments):
        return await asyncio.to_thread(function, *arguments)

    return wrapper


@app.callback(Output("a", "children"), Input("b", "value"))
@off
def update(value):
    return load()
"""
GATED = """\
import os

from dash import Dash, Input, Output
from helpers import load

backend = os.environ.get("BACKEND", "fastapi")
app = Dash(__name__, backend=backend)


@app.callback(Output("a", "children"), Input("b", "value"))
async def update(value):
    if backend == "flask":
        load()
"""
Json = dict[str, Any]


@pytest.fixture(autouse=True)
def here(here: Path) -> Path:
    write(here)
    return here


def write(folder: Path, backend: str = "fastapi") -> None:
    (folder / "app.py").write_text(APP.replace("BACKEND", backend))
    (folder / "helpers.py").write_text(HELPERS)


@pytest.fixture
def run(run: Run) -> Run:
    return partial(run, "why")


@pytest.fixture
def told(run):
    def told(place: str, *arguments: str) -> Json:
        status, output, errors = run(place, "--format", "json", *arguments)
        assert (status, errors) == (0, ""), errors
        found: Json = json.loads(output)
        return found

    return told


def line_of(text: str, content: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if content in line)


def at(content: str, file: str = "app.py") -> str:
    return f"{file}:{line_of(APP if file == 'app.py' else HELPERS, content)}"


def deed(answer: Json, written: str) -> Json:
    (found,) = [each for each in answer["does"] if each["written"] == written]
    return found


class TestFunction:
    def test_every_line_of_it_is_it(self, told) -> None:
        first, last = line_of(APP, '@app.callback(Output("out"'), line_of(APP, "return load(), reader")
        for line in (first, first + 1, last):
            assert told(f"app.py:{line}")["function"]["name"] == "update"
        assert told(f"app.py:{first - 1}")["function"] is None
        assert told(f"app.py:{last + 1}")["function"] is None

    def test_its_kind_and_decorators(self, told) -> None:
        found = told(at("time.sleep"))["function"]
        assert (found["is_async"], found["is_generator"]) == (True, False)
        assert [one["source"] for one in found["decorators"]] == [APP.splitlines()[found["line"] - 2]]

    def test_method(self, told) -> None:
        assert told(at('return requests.get("z")', "helpers.py"))["function"]["name"] == "Reader.__enter__"

    def test_inner_function_wins(self, told, here: Path) -> None:
        (here / "nested.py").write_text("def outer():\n    a = 1\n    def inner():\n        pass\n    b = 2\n")
        names = [told(f"nested.py:{line}")["function"]["name"] for line in range(1, 6)]
        assert names == ["outer", "outer", "outer.inner", "outer.inner", "outer"]

    def test_lambda_is_asked_for_by_column(self, told) -> None:
        line = line_of(APP, "lambda")
        beside, inside = told(f"app.py:{line}"), told(f"app.py:{line}:16")
        assert beside["function"] is None
        assert [(one["line"], one["column"]) for one in beside["lambdas"]] == [(line, 14)]
        assert inside["function"]["name"] == "a lambda"
        assert [way["role"] for way in inside["ways"]] == ["layout"]

    def test_module_level(self, run) -> None:
        status, output, _ = run(at("DATA ="))
        assert status == 0
        assert "the top of the module, which runs when it is imported" in output
        assert "runs `unused` (helpers.py:20:1)" in output
        assert "mystery" not in output


class TestApps:
    @pytest.mark.parametrize(
        ("call", "backend", "by", "reason"),
        [
            ("Dash(__name__)", "flask", "default", "neither `backend=` nor a server is given"),
            ('Dash(__name__, backend="quart")', "quart", "backend", "`backend=` names it"),
            ("Dash(__name__, server=FastAPI())", "fastapi", "server", "the server that it is given is one"),
            ("Dash(__name__, backend=CHOSEN)", "quart", "setting", "what `backend=` is given is known"),
            ("Dash(__name__, backend=anything())", "flask", "setting", "not known; taken for Flask, Dash's default"),
            ('Dash(__name__, backend=os.environ.get("B", "fastapi"))', "fastapi", "setting", "what it falls back to"),
        ],
    )
    def test_what_chooses_the_backend(self, told, here: Path, call: str, backend: str, by: str, reason: str) -> None:
        head = (
            'import os\nfrom dash import Dash, callback, Input, Output\nfrom fastapi import FastAPI\nCHOSEN = "quart"\n'
        )
        body = f'app = {call}\n@callback(Output("a", "b"), Input("c", "d"))\nasync def f(x):\n    return x\n'
        (here / "app.py").write_text(head + body)
        (app,) = told("app.py:8")["apps"]
        assert (app["backends"], app["by"]) == ([backend], by)
        assert reason in app["reason"]

    def test_setting_wins(self, told) -> None:
        (app,) = told(at("time.sleep"), "--backend", "quart")["apps"]
        assert (app["backends"], app["by"]) == (["quart"], "given")

    def test_several_apps(self, told, here: Path) -> None:
        more = 'from dash import Dash\nimport helpers\nother = Dash(__name__, backend="quart")\n'
        (here / "second.py").write_text(f"{more}@other.callback()\ndef g(x):\n    return helpers.load()\n")
        found = told(at("return fetch()", "helpers.py"))
        assert {app["place"]["path"] for app in found["apps"]} == {"app.py", "second.py"}
        assert {way["backend"] for way in found["ways"]} == {"fastapi", "quart"}

    def test_none_is_said_to_be_unknown(self, run, here: Path) -> None:
        (here / "app.py").write_text("def f():\n    pass\n")
        assert "unknown: no app is known that this belongs to" in run("app.py:1")[1]

    def test_by_module(self, told) -> None:
        assert told(at("def lonely", "helpers.py"))["is_by_module"]
        assert not told(at("def load", "helpers.py"))["is_by_module"]


class TestWays:
    @pytest.mark.parametrize(
        ("backend", "name", "runs"),
        [
            ("fastapi", "update", "loop"),
            ("fastapi", "plain", "loop"),
            ("fastapi", "slow", "worker"),
            ("quart", "plain", "loop"),
            ("flask", "update", "own_loop"),
            ("flask", "plain", "thread"),
            ("flask", "slow", "worker"),
        ],
    )
    def test_callbacks(self, told, here: Path, backend: str, name: str, runs: str) -> None:
        write(here, backend)
        (way,) = told(at(f"def {name}("))["ways"]
        assert (way["role"], way["backend"], way["entry_runs"], way["calls"]) == ("callback", backend, runs, [])
        assert way["is_on_loop"] == (runs in ("loop", "own_loop"))

    def test_helper_with_its_chain(self, told) -> None:
        ways = told(at("def fetch", "helpers.py"))["ways"]
        assert [(way["name"], way["entry_runs"]) for way in ways] == [
            ("update", "loop"),
            ("plain", "loop"),
            ("slow", "worker"),
        ]
        assert [call["function"] for call in ways[0]["calls"]] == ["load", "fetch"]
        assert ways[0]["calls"][0]["place"]["line"] == line_of(APP, "return load(), reader")

    def test_handed_to_a_thread(self, told, run) -> None:
        (way,) = told(at("def handed", "helpers.py"))["ways"]
        assert (way["handed_to"], way["is_on_loop"]) == ("asyncio.to_thread", False)
        _, output, _ = run(at("def handed", "helpers.py"))
        assert "in another thread or process, by `asyncio.to_thread`: callback `update` at app.py:13:1" in output
        assert "It never runs on an event loop, as far as is known" in output

    def test_on_the_loop_and_in_a_thread(self, told, here: Path) -> None:
        (here / "app.py").write_text(APP.replace("BACKEND", "fastapi").replace("mystery(clicks)", "handed(2)"))
        ways = told(at("def handed", "helpers.py"))["ways"]
        assert [way["handed_to"] for way in ways] == [None, "asyncio.to_thread"]

    def test_one_way_from_an_entry_point_however_often_it_calls(self, told) -> None:
        ways = told(at("def load", "helpers.py"))["ways"]
        assert [way["name"] for way in ways] == ["update", "plain", "slow"]

    def test_decorator_that_takes_the_function_elsewhere(self, told, here: Path) -> None:
        (here / "app.py").write_text(OFFLOADED)
        wrapper, own = told(f"app.py:{line_of(OFFLOADED, 'await')}"), told(f"app.py:{line_of(OFFLOADED, 'load()')}")
        (way,) = wrapper["ways"]
        assert (wrapper["function"]["name"], way["role"], way["is_on_loop"]) == ("off.wrapper", "callback", True)
        assert [call["place"]["line"] for call in way["calls"]] == [line_of(OFFLOADED, "@off")]
        assert not any(way["is_on_loop"] for way in own["ways"])
        ways = told(at("def load", "helpers.py"))["ways"]
        assert not any(way["is_on_loop"] for way in ways)

    def test_only_on_another_backend(self, told, run, here: Path) -> None:
        (here / "app.py").write_text(GATED)
        line = line_of(GATED, "        load()")
        assert [deed["backends"] for deed in told(f"app.py:{line}")["does"]] == [["flask"]]
        assert "only on Flask: runs `load`" in run(f"app.py:{line}")[1]
        backends = {way["backend"] for way in told(at("def load", "helpers.py"))["ways"]}
        assert "flask" not in {way["backend"] for way in told(f"app.py:{line}")["ways"]} or backends == {"flask"}
        assert "fastapi" not in backends

    def test_at_import(self, told) -> None:
        (way,) = told(at("def unused", "helpers.py"))["ways"]
        assert (way["role"], way["backend"], way["is_on_loop"]) == ("import", None, False)

    def test_what_cannot_run_is_no_way(self, told) -> None:
        assert all(way["role"] != "import" for way in told(at("def load", "helpers.py"))["ways"])

    def test_nothing_is_known_to_call_it(self, run) -> None:
        _, output, _ = run(at("def lonely", "helpers.py"))
        assert "unknown: nothing that Dash, a server or an import runs is known to call it" in output
        assert "holds up no request" in output

    def test_recursion_ends(self, told, here: Path) -> None:
        (here / "helpers.py").write_text(HELPERS.replace("return fetch()", "load()\n    return fetch()"))
        assert told("helpers.py:9")["ways"][0]["name"] == "update"

    def test_every_place_has_a_name(self) -> None:
        assert set(PLACES) == set(Runs)


class TestDoes:
    def test_each_kind_of_call(self, told) -> None:
        found = told(at("time.sleep"))
        kinds = {each["written"]: each["what"] for each in found["does"] if each["written"] not in (None, "load")}
        assert kinds == {
            "asyncio.to_thread": "hands over",
            "time.sleep": "blocks",
            "mystery": "unknown",
            "asyncio.sleep": "makes a coroutine",
            "inner": "makes a coroutine",
            "Reader": "runs",
            "range": "outside",
        }

    def test_catalogue_entry(self, told) -> None:
        found = deed(told(at("time.sleep")), "time.sleep")["blocking"]
        assert (found["name"], found["kind"], found["severity"]) == ("time.sleep", "sleep", "error")
        assert found["replacement"] == "asyncio.sleep"

    def test_where_a_call_leads(self, told) -> None:
        loads = [each for each in told(at("time.sleep"))["does"] if each["written"] == "load"]
        assert len(loads) == 2, "the second is in a comprehension"
        for found in loads:
            assert found["target"]["line"] == line_of(HELPERS, "def load")
            (cause,) = found["leads_to"]
            assert [(spot["path"], spot["line"]) for spot in cause["chain"]] == [("helpers.py", 5), ("helpers.py", 9)]

    def test_what_runs_without_a_call(self, told) -> None:
        (found,) = [each for each in told(at("time.sleep"))["does"] if each["name"] == "Reader.__enter__"]
        assert found["what"] == "runs"

    def test_awaited(self, told) -> None:
        answer = told(at("time.sleep"))
        assert deed(answer, "asyncio.sleep")["is_awaited"]
        assert not deed(answer, "inner")["is_awaited"]

    def test_awaited_function_of_the_project(self, told, here: Path) -> None:
        (here / "plain.py").write_text("async def f():\n    await g()\n\n\nasync def g():\n    pass\n")
        (found,) = told("plain.py:2")["does"]
        assert (found["what"], found["name"], found["is_awaited"]) == ("runs", "g", True)

    def test_what_never_runs_is_left_out(self, told, here: Path) -> None:
        (here / "plain.py").write_text("def f():\n    if False:\n        a()\n    b()\n")
        assert [each["written"] for each in told("plain.py:4")["does"]] == ["b"]

    def test_functions_that_are_called_here_are_not_handed_over(self, told, here: Path) -> None:
        (here / "plain.py").write_text(
            "import functools\n\n\ndef f(x):\n    functools.reduce(x, [1])\n    map(x, [1])\n"
        )
        assert {each["what"] for each in told("plain.py:5")["does"]} == {"outside"}

    def test_all_that_a_call_leads_to_in_its_different_runs(self, told, here: Path) -> None:
        more = "def go(read):\n    return through(read)\n\n\ndef through(read):\n    return read()\n"
        (here / "helpers.py").write_text(f"{HELPERS}\n\n{more}")
        text = APP.replace("BACKEND", "fastapi").replace("import Reader,", "import Reader, go,")
        text = text.replace("mystery(clicks)", "go(load)").replace(
            "def plain(clicks):\n", "def plain(clicks):\n    go(unused)\n"
        )
        (here / "app.py").write_text(text)
        (found,) = told(f"helpers.py:{line_of(f'{HELPERS}{more}', 'return through') + 2}")["does"]
        assert {cause["kind"] for cause in found["leads_to"]} == {"network", "file"}

    def test_handed_over(self, told) -> None:
        found = deed(told(at("time.sleep")), "asyncio.to_thread")
        assert (found["name"], found["handed_to"]) == ("handed", "asyncio.to_thread")

    def test_known_to_block_with_other_arguments(self, told, here: Path) -> None:
        (here / "plain.py").write_text("import threading\n\n\ndef f():\n    threading.Lock().acquire(False)\n")
        assert [each["what"] for each in told("plain.py:5")["does"]] == ["outside", "harmless"]

    def test_unknown_is_said(self, run, here: Path) -> None:
        (here / "plain.py").write_text("def f(x):\n    x()\n    x.y.z()\n    g[0]()\n")
        _, output, _ = run("plain.py:2")
        assert output.count("unknown: dashlint cannot tell what ") == 3
        assert "What is unknown is never reported; here that is 3 calls." in output


class TestProblems:
    def test_suppressed(self, told) -> None:
        line = line_of(APP, "time.sleep")
        found = {each["code"]: each for each in told(f"app.py:{line}")["problems"]}
        assert (found["DSH101"]["became"], found["DSH101"]["comment_line"]) == ("suppressed", line)

    def test_reported_at_the_beginning_of_the_chain(self, told) -> None:
        found = told(at("def fetch", "helpers.py"))["problems"]
        assert {each["became"] for each in found} == {"reported"}
        assert all(each["leads_here"] and each["path"] == "app.py" for each in found)

    def test_of_an_inner_function_are_not_those_of_the_outer(self, told, here: Path) -> None:
        callback = '@app.callback(Output("a", "b"), Input("c", "d"))\nasync def f(x):\n    time.sleep(1)\n'
        inner = "def make(app):\n    y = 1\n" + "".join(f"    {line}\n" for line in callback.splitlines())
        head = "import time\nfrom dash import Dash, Input, Output\n"
        (here / "app.py").write_text(head + inner + 'make(Dash(__name__, backend="quart"))\n')
        assert told("app.py:4")["problems"] == []
        assert "DSH101" in {each["code"] for each in told("app.py:7")["problems"]}

    def test_of_several_at_one_place_one_is_reported(self, told, here: Path) -> None:
        (here / "helpers.py").write_text(HELPERS.replace("return fetch()", "open('x')\n    return fetch()"))
        at_place = [each for each in told(at("def plain"))["problems"] if each["code"] == "DSH110"]
        assert sorted(each["became"] for each in at_place if each["became"] != "not selected") == [
            "outweighed",
            "reported",
        ]

    def test_app_that_a_problem_mentions(self, told, here: Path) -> None:
        (here / "app.py").write_text('from dash import Dash\nimport pages\napp = Dash(__name__, backend="quart")\n')
        callback = (
            'import time\nfrom dash import callback, Input, Output\n@callback(Output("a", "b"), Input("c", "d"))\n'
        )
        (here / "pages.py").write_text(f"{callback}async def f(x):\n    time.sleep(1)\n")
        (found,) = [each for each in told("pages.py:5")["problems"] if each["code"] == "DSH101"]
        assert found["became"] == "reported"
        assert told("app.py:3")["problems"] == []

    def test_not_selected(self, told) -> None:
        found = told(at("time.sleep"), "--config", "ignore=['DSH101']")["problems"]
        assert {each["code"]: each["became"] for each in found}["DSH101"] == "not selected"

    def test_in_the_baseline(self, told, run, here: Path, capfd: pytest.CaptureFixture[str]) -> None:
        main(("--write-baseline", "-q"))
        capfd.readouterr()
        found = told(at("def plain"))["problems"]
        assert found
        assert {each["became"] for each in found} <= {"in the baseline", "not selected"}

    def test_the_run_says_the_same(self, told, here: Path, capfd: pytest.CaptureFixture[str]) -> None:
        main(("--format", "json"))
        ran = json.loads(capfd.readouterr().out)
        listed = ran if isinstance(ran, list) else ran["diagnostics"]
        codes = {one["code"] for one in listed}
        assert codes
        lines = range(1, len(APP.splitlines()) + 1)
        asked_for = [told(f"app.py:{line}")["problems"] for line in lines if line % 4 == 1]
        reported = {one["code"] for some in asked_for for one in some if one["became"] == "reported"}
        assert reported <= codes

    def test_verdicts_hold_all_that_is_reported(self, here: Path) -> None:
        from dashlint.lint import lint_sources

        sources = find([here])
        _, verdicts = asked(sources, Settings(), lambda project: None)
        told = tuple(each.diagnostic for each in verdicts if each.became == "reported")
        assert told == lint_sources(sources, Settings()).diagnostics


class TestPlaces:
    def test_parsing(self) -> None:
        assert parsed("app.py:3") == Asked("app.py", 3, None)
        assert parsed("app.py:3:5") == parsed("app.py:3:5:") == Asked("app.py", 3, 5)
        assert parsed(r"C:\x\app.py:3") == Asked(r"C:\x\app.py", 3, None)
        assert parsed(r"C:\x\app.py:3:1") == Asked(r"C:\x\app.py", 3, 1)

    @given(st.text(min_size=1).filter(lambda name: not name[-1].isdigit() and not name.endswith(":")), st.integers(1))
    def test_any_name(self, name: str, line: int) -> None:
        assert parsed(f"{name}:{line}") == Asked(name, line, None)

    @pytest.mark.parametrize(
        "place", ["app.py", "app.py:", ":3", "app.py:x", "app.py:0", "app.py:1:0", "helpers.py:-1"]
    )
    def test_no_line(self, run, place: str) -> None:
        status, output, errors = run(place)
        assert (status, output) == (2, "")
        assert "Error: " in errors

    def test_colon_in_a_name(self, told, here: Path) -> None:
        if os.name == "nt":
            pytest.skip("no such names on Windows")
        (here / "a:1").mkdir()
        (here / "a:1" / "x.py:7").write_text("def f():\n    pass\n")
        assert parsed("a:1/x.py:7:2") == Asked("a:1/x.py:7", 2, None)

    def test_missing_file(self, run) -> None:
        assert run("nowhere.py:1") == (2, "", "Error: `nowhere.py` does not exist\n")

    def test_line_beyond_the_end(self, run) -> None:
        count = len(HELPERS.splitlines())
        assert run(f"helpers.py:{count}")[0] == 0
        status, _, errors = run(f"helpers.py:{count + 1}")
        assert (status, f"has {count} lines" in errors) == (2, True)

    def test_folder_and_other_files(self, run, here: Path) -> None:
        (here / "pyproject.toml").write_text("")
        assert run(f"{here}:1")[0] == 2
        assert "is no Python file" in run("pyproject.toml:1")[2]

    def test_absolute(self, told, here: Path) -> None:
        assert told(f"{here / 'app.py'}:14")["function"]["path"] == str(here / "app.py")

    def test_outside_the_project(self, told, here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
        other = tmp_path_factory.mktemp("other place")
        (other / "app.py").write_text("def f():\n    pass\n")
        assert told(f"{other / 'app.py'}:2")["function"]["name"] == "f"

    def test_broken_file(self, run, here: Path) -> None:
        (here / "app.py").write_text("def f(:\n")
        status, output, _ = run("app.py:1")
        assert (status, "not readable" in output) == (2, True)

    def test_excluded_file(self, told) -> None:
        assert "exclude" in told("helpers.py:5", "--config", "exclude=['helpers.py']")["remark"]

    def test_crlf_bom_and_unicode(self, told, here: Path) -> None:
        text = "\ufeff# ü\r\nx = 'ä'\r\n@d\r\ndef größe():\r\n    return '€'\r\n"
        (here / "app.py").write_bytes(text.encode())
        assert [told(f"app.py:{line}")["function"] is None for line in range(1, 6)] == [True, True, False, False, False]


def test_text_is_plain_in_a_pipe_and_coloured_on_request(run) -> None:
    plain, colored = run(at("time.sleep"))[1], run(at("time.sleep"), "--color", "always")[1]
    assert "\x1b[" not in plain
    assert "\x1b[31m" in colored


@pytest.mark.parametrize("folder", sorted(FIXTURES.glob("engine_*")), ids=lambda folder: folder.name)
def test_every_function_of_the_fixtures_is_explained(folder: Path, tmp_path: Path) -> None:
    """Entry points are on a way of their own, what is blocked leads somewhere, and no answer raises."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    paths = (str(path) for path in copy.rglob("*") if kind_of(str(path)) == "python")
    texts = {path: python_of(path, Path(path).read_bytes()) for path in paths}

    def explained(project: Project) -> None:
        entries = {entry.place: entry for entry in project.entry_points}
        blocked = {call.place for call in project.blocking.calls}
        for path in sorted(texts):
            functions = project.functions(path)
            assert extents(texts[path], {one.node.at for one in functions}).keys() == {one.node.at for one in functions}
            for function in functions:
                found = project.explained(path, function)
                own = [way for way in found.ways if not way.hops]
                assert bool(own) == (function.place in entries)
                assert all(doing.place.path == path for doing in found.doings)
                if function.place in entries and entries[function.place].calls_function:
                    told = {doing.place for doing in found.doings if doing.what == "blocks" or doing.chains}
                    own_turns = {doing.place for doing in found.doings}
                    assert blocked & own_turns <= told

    asked(find([copy], whole_project=False), Settings(), explained)


def test_the_example_of_the_docs(run, here: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "why.md").read_text(encoding="utf-8")
    command, *shown = page.split("```console\n$ ")[1].split("```")[0].splitlines()
    head = "import asyncio\n\nfrom dash import Dash, Input, Output\nfrom helpers import load\n\n"
    body = "async def update(clicks):\n    await asyncio.sleep(0)\n    print(clicks)\n    return load()\n"
    callback = '@app.callback(Output("out", "children"), Input("go", "n_clicks"))\n'
    (here / "app.py").write_text(f'{head}app = Dash(__name__, backend="fastapi")\n\n\n\n{callback}{body}')
    (here / "helpers.py").write_text(
        'import requests\n\n\ndef load():\n    return requests.get("https://example.org")\n'
    )
    assert command == "dashlint why helpers.py:5"
    assert run("helpers.py:5")[1].splitlines() == shown
