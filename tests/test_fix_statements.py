"""Changes of whole statements and of function headers, and the text that they leave."""

from __future__ import annotations

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashlint.changes import Change, DropStatement, Fix, Rename, Rewrite, SetParameters, Unwrap, WriteStatement
from dashlint.diagnostic import Applicability
from dashlint.facts import Place
from dashlint.fix import edited, edits_of
from dashlint.read import nodes_of
from dashlint.read.sections import TURNS_A_CHARACTER

PATH = "/project/app.py"


def place(text: bytes, kind: type[cst.CSTNode], code: str = "") -> Place:
    """The place of the first node of a kind whose code begins in this way."""
    module = cst.parse_module(text)
    nodes = nodes_of(text, range(TURNS_A_CHARACTER * (len(text) + 1)))
    found = (turn for turn, found in sorted(nodes.items()) if isinstance(found.node, kind))
    return Place(PATH, next(turn for turn in found if module.code_for_node(nodes[turn].node).strip().startswith(code)))


def changed(text: bytes, *changes: Change) -> bytes | None:
    """The text after the changes; None where they cannot be made."""
    fix = Fix("change it", Applicability.SAFE, changes)
    edits = edits_of([fix], {PATH: text})
    return edited(text, edits[fix]) if fix in edits else None


def dropped(text: bytes, code: str) -> bytes | None:
    return changed(text, DropStatement(place(text, cst.Assign, code)))


class TestDroppedStatements:
    def test_its_line_goes(self) -> None:
        assert dropped(b"def f():\n    a = 1\n    return 2\n", "a") == b"def f():\n    return 2\n"

    def test_no_block_begins_with_a_blank_line(self) -> None:
        assert dropped(b"def f():\n    a = 1\n\n    return 2\n", "a") == b"def f():\n    return 2\n"
        assert (
            dropped(b"def f():\n    a = 1\n\n    # why\n    return 2\n", "a") == b"def f():\n    # why\n    return 2\n"
        )

    def test_blank_lines_between_others_stay(self) -> None:
        assert dropped(b"if x:\n    b = 0\n    a = 1\n\n    c = 2\n", "a") == b"if x:\n    b = 0\n\n    c = 2\n"

    def test_comments_above_it_stay(self) -> None:
        text = b"def f():\n    # why\n    a = 1\n    return 2\n"
        assert dropped(text, "a") == b"def f():\n    # why\n    return 2\n"

    def test_one_over_several_lines_goes_as_a_whole(self) -> None:
        assert dropped(b"if x:\r\n    a = (\r\n        1\r\n    )\r\n    b = 2\r\n", "a") == b"if x:\r\n    b = 2\r\n"

    @pytest.mark.parametrize(
        "text",
        [
            b"def f():\n    a = 1\n",
            b"def f():\n    b = 2\n    a = 1\n",
            b"def f():\n    a = 1; b = 2\n    return b\n",
            b"def f():\n    a = 1  # why\n    return 2\n",
            b"def f(): a = 1\n",
        ],
    )
    def test_one_that_ends_its_block_or_shares_its_line_stays(self, text: bytes) -> None:
        assert dropped(text, "a") is None


class TestUnwrappedCalls:
    @pytest.mark.parametrize(
        ("text", "after"),
        [
            (b"f(p(g, 1, b=2))", b"f(g, 1, b=2)"),
            (b"f(0, p(g), 1)", b"f(0, g, 1)"),
            (b"f(p(\n    g,\n    1,\n))", b"f(g,\n    1)"),
            (b"f((p)(g, *a))", b"f(g, *a)"),
        ],
    )
    def test_their_arguments_stay(self, text: bytes, after: bytes) -> None:
        code = "(p)" if b"(p)" in text else "p("
        assert changed(text, Unwrap(place(text, cst.Call, code))) == after

    @pytest.mark.parametrize("text", [b"f(p())", b"f(p(x for x in y))"])
    def test_others_are_left_alone(self, text: bytes) -> None:
        assert changed(text, Unwrap(place(text, cst.Call, "p("))) is None


class TestParameters:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("def f():\n    pass\n", "def f(a, b):\n    pass\n"),
            ("async def f( ) -> int:\n    pass\n", "async def f(a, b) -> int:\n    pass\n"),
            ("def f (old):  # (why)\n    pass\n", "def f (a, b):  # (why)\n    pass\n"),
            ("def f(old=(1, 2), ):\n    pass\n", "def f(a, b):\n    pass\n"),
            ("def f(self, old: int = g(1)) -> tuple[()]: pass\n", "def f(a, b) -> tuple[()]: pass\n"),
            ("@d(1)\n@e\ndef f(old):\n    return (1)\n", "@d(1)\n@e\ndef f(a, b):\n    return (1)\n"),
        ],
    )
    def test_are_written_anew(self, before: str, after: str) -> None:
        text = before.encode()
        assert changed(text, SetParameters(place(text, cst.FunctionDef), "a, b")) == after.encode()

    @pytest.mark.parametrize(
        "text", [b"def f(*a):\n    pass\n", b"def f(a, *, b):\n    pass\n", b"def f(\n    a,\n):\n    pass\n"]
    )
    def test_of_other_kinds_or_on_other_lines_stay(self, text: bytes) -> None:
        assert changed(text, SetParameters(place(text, cst.FunctionDef), "a, b")) is None


class TestWrittenStatements:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("def f():\n    a()\n", "def f():\n    x()\n    a()\n"),
            ('def f():\n    """Doc."""\n', 'def f():\n    """Doc."""\n    x()\n'),
            ('def f():\n\t"""Doc."""  # d\n\ta()\n', 'def f():\n\t"""Doc."""  # d\n\tx()\n\ta()\n'),
            ("def f():\n    # why\n\n    a()\n", "def f():\n    x()\n    # why\n\n    a()\n"),
            ("def f():\n    if a:\n        b()\n", "def f():\n    x()\n    if a:\n        b()\n"),
        ],
    )
    def test_first_ones_stand_behind_the_docstring(self, before: str, after: str) -> None:
        text = before.encode()
        assert changed(text, WriteStatement(place(text, cst.FunctionDef), "x()")) == after.encode()

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("def f():\n    a()", "def f():\n    a()\n    x()"),
            ("def f():\n    a()  # why\n\n\nb = 1\n", "def f():\n    a()  # why\n    x()\n\n\nb = 1\n"),
            ("def f():\n    if a:\n        b()\n    # end\n", "def f():\n    if a:\n        b()\n    x()\n    # end\n"),
            ("def f():\n    if a: b()  # c\n", "def f():\n    if a: b()  # c\n    x()\n"),
            (
                "def f():\n    if a:\n        b()\n    elif c:\n        d()\n",
                "def f():\n    if a:\n        b()\n    elif c:\n        d()\n    x()\n",
            ),
            (
                "def f():\n    try:\n        b()\n    except E:\n        d()\n    finally:\n        e()\n",
                "def f():\n    try:\n        b()\n    except E:\n        d()\n    finally:\n        e()\n    x()\n",
            ),
            (
                "def f():\n    match a:\n        case 1:\n            b()\n",
                "def f():\n    match a:\n        case 1:\n            b()\n    x()\n",
            ),
            ("def f():\n    def g():\n        b()\n", "def f():\n    def g():\n        b()\n    x()\n"),
        ],
    )
    def test_last_ones_stand_behind_all_blocks(self, before: str, after: str) -> None:
        text = before.encode()
        assert changed(text, WriteStatement(place(text, cst.FunctionDef), "x()", is_last=True)) == after.encode()

    @pytest.mark.parametrize("is_last", [False, True])
    def test_a_body_on_the_line_of_the_def_stays(self, is_last: bool) -> None:
        text = b"def f(): a()\n"
        assert changed(text, WriteStatement(place(text, cst.FunctionDef), "x()", is_last)) is None


NAMES = st.sampled_from(["a", "long_name", "\u00e4"])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(
    lines=st.lists(st.sampled_from(["x = 1", "# why", "", "if a:\n        b()", "return", "g('\u00fc')"]), max_size=5),
    name=NAMES,
    newline=ENDS,
    has_bom=st.booleans(),
)
def test_what_is_written_is_all_that_changes(lines: list[str], name: str, newline: str, has_bom: bool) -> None:
    code = f"# before\n\n\ndef {name}():\n    first()\n" + "".join(f"    {line}\n" if line else "\n" for line in lines)
    text = (b"\xef\xbb\xbf" if has_bom else b"") + f"{code}\n\nafter = 2\n".replace("\n", newline).encode()
    function = place(text, cst.FunctionDef)
    after = changed(text, SetParameters(function, "q"), WriteStatement(function, "w1 = 1"))
    assert after is not None
    restored = after.replace(b"(q)", b"()", 1).replace(f"    w1 = 1{newline}".encode(), b"", 1)
    assert restored == text
    last = changed(text, WriteStatement(function, "w2 = 2", is_last=True))
    assert last is not None
    assert last.replace(f"{newline}    w2 = 2".encode(), b"", 1) == text
    cst.parse_module(after)
    cst.parse_module(last)


def test_a_statement_can_be_rewritten() -> None:
    text = b"def f():\n    if a:\n        return 'x', 401  # why\n    return\n"
    value = place(text, cst.SimpleString)
    first = changed(text, Rewrite(place(text, cst.Return, "return 'x'"), "return R({0})", (value,)))
    assert first == b"def f():\n    if a:\n        return R('x')  # why\n    return\n"


class TestNamesTakenAroundAPlace:
    @pytest.mark.parametrize("within", ["'asyncio'", "x.asyncio", "f(asyncio=1)"])
    def test_word_that_binds_nothing_takes_no_name(self, within: str) -> None:
        text = f"import asyncio\n\n\ndef f(x):\n    wait(1)\n    return {within}\n".encode()
        change = Rename(place(text, cst.Call, "wait"), "asyncio.sleep")
        assert changed(text, change) == text.replace(b"wait", b"asyncio.sleep")

    @pytest.mark.parametrize("within", ["asyncio = 1", "with x as asyncio: pass", "[0 for asyncio in x]"])
    def test_word_that_is_bound_takes_the_name(self, within: str) -> None:
        text = f"import asyncio\n\n\ndef f(x):\n    wait(1)\n    {within}\n".encode()
        assert changed(text, Rename(place(text, cst.Call, "wait"), "asyncio.sleep")) is None
        assert changed(text, Rename(place(text, cst.Call, "wait"), "time.sleep")) is not None


def test_change_that_leaves_no_code_is_not_made() -> None:
    text = b"x = f(1)\n"
    assert changed(text, Rewrite(place(text, cst.Call), "f(2)")) == b"x = f(2)\n"
    assert changed(text, Rewrite(place(text, cst.Call), "f(")) is None
