"""What is remembered of code is what is found out anew, wherever the code stands, and damage costs nothing but time."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import libcst
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dashlint.changes import Fix, Rename
from dashlint.diagnostic import Edit, Location
from dashlint.facts import Class, FileFacts, Function, Place
from dashlint.find import find
from dashlint.fix import edits_of
from dashlint.fix.recalling import Recalled
from dashlint.lint import lint_sources
from dashlint.read import UnreadableError, locate, memory, nodes, parse, parsing, read, recall, sections
from dashlint.read.locating import START
from dashlint.settings import Settings
from program_properties import FIXTURES, PYTHON, programs
from test_sections import flat, functions, turns

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ABOVE = st.sampled_from(
    (b"", b"import above\n", b"# comment\n\n\n", b"def above():\n    return 1\n", b"x = 1; y = 2\n")
)
LONG = "    # " + "a comment that makes the body long enough to be read later " * 3


class Notebook(dict[str, str]):
    """A memory."""

    def put(self, key: str, text: str) -> None:
        self[key] = text


def forget() -> None:
    """Let nothing be known from before but what a memory holds."""
    sections.sections_of.cache_clear()
    memory.recollection_of.cache_clear()
    nodes._tree_of.cache_clear()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All code that is parsed from now on."""
    found: list[str] = []
    parse = libcst.parse_module

    def noting(code: str | bytes) -> libcst.Module:
        found.append(code if isinstance(code, str) else code.decode())
        return parse(code)

    monkeypatch.setattr(parsing.cst, "parse_module", noting)
    return found


def found_in(text: bytes, known: Notebook | None = None) -> tuple[list[object], list[int], object, object]:
    """All that reading a file comes to: facts, turns, places, the defect."""
    forget()
    if known is not None:
        recall(text, known)
    facts: FileFacts = read("/app.py", text)
    here = list(turns(facts.body))
    return list(flat(facts.body)), here, locate(text, here), facts.defect


def is_code(text: bytes) -> bool:
    try:
        parse(text)
    except UnreadableError:
        return False
    return True


def assert_remembered(text: bytes, edited: bytes) -> None:
    known = Notebook()
    anew = found_in(text)
    assert found_in(text, known) == anew
    assert found_in(text, known) == anew
    anew = found_in(edited)
    assert found_in(edited, known) == anew
    assert found_in(edited, known) == anew


@pytest.mark.parametrize("path", PYTHON[::9], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_files_are_remembered_as_they_are(path: Path) -> None:
    text = path.read_bytes()
    lines = text.splitlines(keepends=True)
    middle = len(lines) // 2
    assert_remembered(text, b"import above\n\n" + b"".join([*lines[:middle], b"\n", *lines[middle:], b"\nbelow = 1\n"]))


@given(programs(), ABOVE, ABOVE, programs())
@SLOW
def test_programs_are_remembered_as_they_are(program: bytes, above: bytes, below: bytes, other: bytes) -> None:
    assume(is_code(program) and is_code(other))
    assert_remembered(program + b"\n" + other, above + other + b"\n" + below + program)


@given(st.lists(functions(), min_size=1, max_size=4), st.permutations(range(4)), st.booleans())
@SLOW
def test_functions_are_remembered_where_they_are_moved(some: list[str], order: list[int], is_method: bool) -> None:
    moved = [some[number] for number in order if number < len(some)]
    inside = "class _:\n" + textwrap.indent(f"\n{LONG}\n".join(moved), "    ")
    after = inside if is_method else "\n".join(moved)
    assume(is_code("\n".join(some).encode()) and is_code(after.encode()))
    assert_remembered("\n".join(some).encode(), after.encode())


def body(name: str) -> str:
    return f"def {name}(a):\n{LONG}\n    return {name}.a\n"


def look(text: str, known: Notebook) -> None:
    """Look at all that a file holds."""
    forget()
    recall(text.encode(), known)
    assert list(flat(read("/app.py", text.encode()).body))


def test_only_what_was_edited_is_parsed_again(parsed: list[str]) -> None:
    known = Notebook()
    look(f"import a\n{body('f')}{body('g')}x = f.b\n", known)
    parsed.clear()
    look(f"\n{body('g')}\n\nimport a\nx = f.b\n\n{body('f')}\n", known)
    assert parsed == []
    edited = body("g").replace("g.a", "g.b")
    look(f"import a\n{body('f')}{edited}x = f.b\n", known)
    assert parsed[0] == edited  # the header is what it was
    assert set(parsed) == {edited}
    parsed.clear()
    look(f"import a, b\n{body('f')}{edited}x = f.b\n", known)
    assert set(parsed) == {"import a, b\n"}


def test_a_method_is_remembered_apart_from_a_function(parsed: list[str]) -> None:
    known = Notebook()
    method, other = textwrap.indent(body("f"), "    "), textwrap.indent(body("g"), "    ")
    look(f"class A:\n{method}{other}", known)
    parsed.clear()
    look(f"class A:\n{other}{method}", known)
    assert [code for code in parsed if "class A:" not in code] == []
    text = f"class _:\n{method}".encode()
    assert found_in(text, known) == found_in(text)


def test_a_line_that_goes_on_is_no_blank_line_away_from_its_end() -> None:
    known = Notebook()
    found_in(b"x = 1 \\\n\n", known)
    assert found_in(b"x = 1 \\", known) == found_in(b"x = 1 \\")
    assert found_in(b"x = 1 \\\n", known) == found_in(b"x = 1 \\\n")


def test_what_defines_nothing_is_remembered(parsed: list[str]) -> None:
    known = Notebook()
    found_in(b"'''text'''\npass\n", known)
    parsed.clear()
    found_in(b"'''text'''\npass\n", known)
    assert parsed == []


def test_broken_code_is_no_better_for_being_remembered() -> None:
    known = Notebook()
    for text in (
        b"def f():\n" + LONG.encode() + b"\n    return 1 +\n",
        b"x = 1\ny = = 2\n",
        b"def f(:\n    pass\n",
        b"\xff",
    ):
        anew = found_in(text)
        assert anew[3] is not None
        assert found_in(text, known) == anew
        assert found_in(text, known) == anew


def test_code_that_was_whole_is_read_where_it_is_broken_beside_it() -> None:
    known = Notebook()
    found_in(f"{body('f')}x = 1\n".encode(), known)
    text = f"{body('f')}x = = 1\n".encode()
    assert found_in(text, known) == found_in(text)


def test_quoted_types_are_nowhere_and_stay_there(parsed: list[str]) -> None:
    known = Notebook()
    text = "def f(a: 'int') -> 'b.c': ...\n"
    first = found_in(text.encode(), known)
    parsed.clear()
    assert found_in(text.encode(), known) == first
    assert parsed == []
    moved = f"\n\n{text}".encode()
    assert found_in(moved, known) == found_in(moved)


def test_a_turn_that_no_node_has_is_nowhere_and_stays_there() -> None:
    known = Notebook()
    recall(b"x\n", known)
    recall(b"\n\nx\n", known)
    assert locate(b"x\n", [5]) == {5: START}
    assert locate(b"\n\nx\n", [2 * sections.TURNS_A_CHARACTER + 5]) == {2 * sections.TURNS_A_CHARACTER + 5: START}


def test_a_node_in_the_first_columns_moves_with_its_line() -> None:
    known = Notebook()
    found_in(b"x\n", known)
    assert {span.line for span in dict(found_in(b"\n\nx\n", known)[2]).values()} == {3}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: "[]",
        lambda text: "[0,[[999]]]",
        lambda text: "[[1,2,3]]",
        lambda text: '[["1",1,1,1,1,""]]',
        lambda text: "null",
        lambda text: "[" * 100_000,
    ],
)
def test_a_damaged_memory_is_none(damage: Callable[[str], str]) -> None:
    known = Notebook()
    text = (FIXTURES / "dsh101_blocking_sleep" / "app.py").read_bytes()
    anew = found_in(text)
    assert found_in(text, known) == anew
    readable = {key for key, kept in known.items() if kept == "yes"}
    assert len(readable) == 1
    for key in known.keys() - readable:
        known[key] = damage(known[key])
    assert found_in(text, known) == anew
    assert found_in(text, known) == anew


def test_fixes_are_remembered(tmp_path: Path, parsed: list[str]) -> None:
    known, code = Notebook(), (FIXTURES / "dsh101_blocking_sleep" / "app.py").read_bytes()
    (tmp_path / "app.py").write_bytes(code)

    def linted(known: Notebook | None) -> object:
        forget()

        def reader(path: str, text: bytes, seconds: float | None = None) -> FileFacts:
            if known is not None:
                recall(text, known)
            return read(path, text, seconds)

        return lint_sources(find([tmp_path], whole_project=False), Settings(select=("ALL",)), reader).diagnostics

    anew = linted(None)
    assert any(one.fix for one in anew)  # type: ignore[attr-defined]
    assert linted(known) == anew
    parsed.clear()
    assert linted(known) == anew
    assert parsed == []
    for key, text in known.items():
        if text.startswith("[[0,"):
            known[key] = text.replace("[[0,", "[[7,")
    assert linted(known) == anew
    (tmp_path / "asyncio.py").write_bytes(b"")  # what is the project's own decides where an import is added
    assert linted(known) == linted(None)


def test_a_fix_is_remembered_with_all_that_it_rests_on() -> None:
    text, other = b"import time\ntime.sleep(1)\n", b"import time\n\ntime.sleep(1)\n"
    for one in (text, other):
        recall(one, known := Notebook())
    memory.recollection_of(text).memory = known
    fix = Fix("await it", "safe", (Rename(Place("/a.py", 3), "asyncio.sleep"),))
    edit = Edit(Location("/a.py", 2, 1, 2, 5), "asyncio")
    Recalled(fix, {"/a.py": text}, lambda path: {"app"}).keep([edit])
    assert Recalled(fix, {"/a.py": text}, lambda path: {"app"}).edits() == (edit,)
    assert Recalled(fix, {"/a.py": text}, lambda path: {"app", "asyncio"}).edits() is None
    assert Recalled(fix, {"/a.py": other}, lambda path: {"app"}).edits() is None
    changes = (Rename(Place("/a.py", 3), "anyio.sleep"),)
    assert Recalled(replace(fix, changes=changes), {"/a.py": text}, lambda path: {"app"}).edits() is None


def test_a_fix_of_nothing_is_none() -> None:
    assert edits_of([], {}) == {}


def test_what_classes_and_functions_hold_is_remembered() -> None:
    known = Notebook()
    text = f"class A:\n{textwrap.indent(body('f'), '    ')}{body('g')}".encode()
    found_in(text, known)
    forget()
    recall(text, known)
    one, other = read("/app.py", text).body
    assert isinstance(one, Class)
    assert isinstance(one.body[0], Function)
    assert isinstance(other, Function)
    assert one.body[0].body
    assert other.body
