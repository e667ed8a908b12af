"""What code looks like is never less than what it is: no name, definition or import is left out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import dashlint
from dashlint import facts
from dashlint.looks.awaiting import surely_awaits
from dashlint.looks.chunks import normal_text
from dashlint.looks.imports import Imported, scan_imports
from dashlint.looks.mentions import Mention, mentions_in
from dashlint.looks.outline import Outline, outline
from dashlint.project.files.modules import Modules
from dashlint.project.files.namespaces import Namespaces
from dashlint.project.files.parts import path_of
from dashlint.project.files.scopes import Scope, own_expressions, walk_expression
from dashlint.read import read

HERE = Path(__file__).parent
OWN = ("read", "server", "project/meaning", "project/files")
FILES = sorted(
    [path for name in OWN for path in (Path(dashlint.__file__).parent / name).glob("*.py")]
    + list((HERE / "fixtures").glob("engine_*/**/*.py"))
)


@cache
def spaces_of(path: Path) -> tuple[Namespaces, Scope, Outline]:
    texts = {str(path): path.read_bytes()}
    namespaces = Namespaces(Modules(texts, read))
    return namespaces, namespaces.module(str(path)), outline(str(path), normal_text(texts[str(path)]))


def scopes_in(path: Path) -> Iterator[Scope]:
    namespaces, module, _ = spaces_of(path)
    yield module
    yield from namespaces.all_scopes(module)


def expressions_in(scope: Scope) -> Iterator[facts.Expression]:
    for statement, _ in scope.statements:
        for expression in own_expressions(statement):
            yield from walk_expression(expression, into_comprehensions=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_name_that_is_read_is_mentioned(path: Path) -> None:
    found = mentions_in(normal_text(path.read_bytes()))
    roots = {mention.chain.split(".")[0] for mention in found if not mention.is_attribute}
    chains = {mention.chain for mention in found}
    attributes = {name for mention in found for name in mention.chain.split(".")}
    for expression in (part for scope in scopes_in(path) for part in expressions_in(scope)):
        if isinstance(expression, facts.Name):
            assert expression.id in roots
        elif isinstance(expression, facts.Attribute):
            written = path_of(expression)
            assert expression.name in attributes
            assert written is None or any(f"{chain}.".startswith(f"{written}.") for chain in chains)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_name_that_a_module_binds_is_in_its_outline(path: Path) -> None:
    _, module, found = spaces_of(path)
    for name, bindings in module.bindings.items():
        is_imported = any(isinstance(binding.source, facts.Import) for binding in bindings)
        assert name in found.names or (is_imported and (name in found.imports or name == "*"))
    inner = [scope for scope in scopes_in(path) if scope.kind == "function"]
    assert all(name in found.names for scope in inner for name in scope.globals if name in scope.bindings)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_attribute_that_is_defined_or_written_is_in_the_outline(path: Path) -> None:
    _, _, found = spaces_of(path)
    for scope in scopes_in(path):
        assert all(name in found.attributes for name in scope.writes)
        if scope.kind == "class":
            assert all(name in {**found.attributes, **found.imports} for name in scope.bindings)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a.b.c(d)", {("a.b.c", False), ("d", False)}),
        ("f().b", {("f", False), ("b", True)}),
        ("(requests\n    .get(u))", {("requests.get", False), ("u", False)}),
        ("# the end.\nopen(f)", {("the", False), ("end.open", False), ("open", False), ("f", False)}),
        ("def f(): ...", {("def", False)}),
        ("x[0]. y", {("x", False), ("y", True), ("y", False)}),
    ],
)
def test_mentions(code: str, expected: set[tuple[str, bool]]) -> None:
    assert {(mention.chain, mention.is_attribute) for mention in mentions_in(code)} == expected


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("await f(1, 2)", "1, 2"),
        ("await f(g(')'))", "g(')')"),
        ("await f(1,  # one)\n    2)", "1,  # one)\n    2"),
        ("await f(1) [0]", None),
        ("(await f(1)\n    .g())", None),
        ("await f(1).g()", None),
        ("await f(1)[0]", None),
        ("await f", None),
        ("x = f(1)", None),
        ("await f(\n    1,\n)\nf2(3)", "\n    1,\n"),
    ],
)
def test_what_is_awaited_as_it_is(code: str, given: str | None) -> None:
    assert {mention.awaited_with for mention in mentions_in(code) if mention.chain == "f"} == {given}


def test_a_coroutine_that_is_awaited_here_and_not_there_is_both() -> None:
    found = mentions_in("await f()\nf()")
    assert found == {Mention("f", False, ""), Mention("f")}


def test_imports() -> None:
    absolute = "import a.b, c as d\nif x: import i\nfrom k import *\n"
    relative = "from ..e import (f,  # first\n    g as h)\nfrom . import j\n"
    assert set(scan_imports("x = 1; import l; from m import (n)\n")) == {
        Imported(0, "l", "", "l"),
        Imported(0, "m", "n", "n"),
    }
    assert set(scan_imports(absolute + relative)) == {
        Imported(0, "a.b", "", "a"),
        Imported(0, "c", "", "d"),
        Imported(2, "e", "f", "f"),
        Imported(2, "e", "g", "h"),
        Imported(0, "i", "", "i"),
        Imported(1, "", "j", "j"),
        Imported(0, "k", "*", "*"),
    }


def test_a_class_is_known_by_what_runs_without_a_name() -> None:
    head = "class A(Base):\n    size = 1\n\n    def __enter__(self):\n        first()\n\n"
    found = outline("a.py", f"{head}    def fetch(self):\n        second()\n")
    (piece,) = found.names["A"]
    assert piece.code == head
    assert [each.code for each in found.attributes["fetch"]] == ["    def fetch(self):\n        second()\n"]
    assert "size" in found.attributes


@pytest.mark.parametrize(
    "code",
    [
        "TASKS = []\ndef add(task):\n    TASKS.append(task)\n",
        "TASKS = {}\ndef add(task):\n    TASKS['a'] = task\n",
        "TASKS = {}\ndef add(task):\n    TASKS['a'] |= task\n",
        "TASKS = {}\ndef add(task):\n    TASKS['a']['b'] >>= task\n",
        "TASKS = {}\ndef add(task):\n    TASKS.setdefault('a', task)\n",
        "TASKS = deque()\ndef add(task):\n    TASKS.extendleft([task])\n",
        "TASKS = None\ndef add(task):\n    global TASKS\n    TASKS = task\n",
    ],
)
def test_who_fills_a_name_belongs_to_it(code: str) -> None:
    found = outline("a.py", code)
    assert {piece.code.split()[0] for piece in found.names["TASKS"]} == {"TASKS", "def"}
    assert {piece.code.split()[0] for piece in found.writers} == {"def"}


def test_who_fills_an_attribute_belongs_to_it() -> None:
    found = outline("a.py", "class A:\n    tasks = []\n\n    def add(self, task):\n        self.tasks.append(task)\n")
    assert {piece.code.split()[0] for piece in found.attributes["tasks"]} == {"tasks", "def"}
    assert {piece.code.split()[0] for piece in found.writers} == {"def"}


@pytest.mark.parametrize(
    "code",
    [
        "if (a := b):\n    pass\n",
        "with b as a:\n    pass\n",
        "for b, a in c:\n    pass\n",
        "b = a = 1\n",
        "b, a = 1, 2\n",
        "a: int\n",
        "a: int = 1\n",
        "a //= 1\n",
        "try:\n    pass\nexcept E as a:\n    pass\n",
        "if b:\n    def a(): pass\n",
        "if b:\n    class a: pass\n",
    ],
)
def test_ways_to_bind_a_name(code: str) -> None:
    (piece,) = outline("a.py", code).names["a"]
    assert piece.code == code


@pytest.mark.parametrize(
    "statement",
    [
        "b.a = 1",
        "b.a: int = 1",
        "b.a += 1",
        "b.a, c = 1, 2",
        "(c, b.a) = 1, 2",
        "with c as b.a: pass",
        "for b.a in c: pass",
        "for c, b.a in d: pass",
    ],
)
def test_ways_to_write_an_attribute(statement: str) -> None:
    code = f"def f(b):\n    {statement}\n"
    (piece,) = outline("a.py", code).attributes["a"]
    assert piece.code == code


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("async def f(): pass\n", "f", True),
        ("@d\nasync def f(): pass\n", "f", True),
        ("def f():\n    async def g(): pass\n", "f", False),
        ("if a:\n    async def f(): pass\n", "f", True),
        ("if a:\n    def f(): pass\n", "f", False),
    ],
)
def test_what_makes_coroutines(code: str, name: str, expected: bool) -> None:
    assert [piece.is_async for piece in outline("a.py", code).names[name]] == [expected]


def test_a_constructor_is_run_by_the_name_of_its_class() -> None:
    found = outline(
        "a.py", "class A:\n    def __init__(self):\n        first()\n\n    def fetch(self):\n        pass\n"
    )
    names = {piece.code.split("(")[0].split()[1]: piece.names for piece in found.pieces if "def" in piece.code[:8]}
    assert names == {"__init__": {"A"}, "fetch": {"fetch"}}


def test_a_class_that_cannot_be_cut_is_known_as_a_whole() -> None:
    code = "class A: x = first(); y = second()\n"
    assert [piece.code for piece in outline("a.py", code).names["A"]] == [code]


def test_a_name_of_a_function_is_not_the_modules() -> None:
    assert "row" not in outline("a.py", "def f(rows):\n    for row in rows:\n        row['a'] = 1\n").names


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    x = await f()\n", True),
        ("    return await f()\n", True),
        ("    await f()\n", True),
        ("    '''\n    await f()\n    '''\n", False),
        ("    # await f()\n", False),
        ('    """\n    await f()\n    """\n', False),
        ("    class Inner:\n        await f()\n", False),
        ("await f()\n", False),
        ("    async def inner():\n        await f()\n", False),
        ("    'a \\\n    await f()'\n", False),
    ],
)
def test_what_surely_awaits(body: str, expected: bool) -> None:
    assert surely_awaits(body) is expected
