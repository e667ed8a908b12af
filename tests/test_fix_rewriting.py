"""Changes of expressions in any shape: the code that comes of them means just what was asked for."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.changes import (
    Await,
    Change,
    DropArgument,
    DropAwait,
    Fix,
    HandOver,
    MakeAsync,
    MakeSync,
    Rename,
    Respell,
    Rewrite,
)
from dashlint.diagnostic import Applicability
from dashlint.facts import Place
from dashlint.fix import edited, edits_of
from dashlint.read import FoundNode, nodes_of
from dashlint.read.measuring import measures_of
from dashlint.read.sections import TURNS_A_CHARACTER

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")

PATH = "/p/app.py"
Span = tuple[int, int, int, int]
Replace = Callable[[ast.expr], ast.expr]

NAMES = st.sampled_from(["a", "b.c", "self.get", "fetch"])
SPACES = st.sampled_from(["", " ", "\n    ", "  # why\n  "])


def joined(parts: list[str], space: str, *, ends_with_comma: bool) -> str:
    text = f",{space or ' '}".join(parts)
    return f"{space}{text}{',' if ends_with_comma and parts else ''}{space if parts else ''}"


@st.composite
def calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    positional = draw(st.lists(inner | inner.map("*{}".format), max_size=2))
    named = draw(st.sampled_from([[], ["k={}"], ["k={}", "**{}"]]))
    arguments = positional + [one.format(draw(inner)) for one in named]
    function = draw(NAMES | inner.map("({})".format) | inner.map("{}.go".format) | inner.map("{}[0]".format))
    if draw(st.integers(0, 9)) == 0:
        return f"{function}(x for x in {draw(inner)})"
    return f"{function}({joined(arguments, draw(SPACES), ends_with_comma=draw(st.booleans()))})"


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    atoms = inner.map("({})".format)
    return (
        calls(atoms | NAMES)
        | atoms.map("{}.attr".format)
        | atoms.map("(await {})".format)
        | atoms.map("-{}".format)
        | st.tuples(atoms, atoms).map(lambda two: f"{two[0]} + {two[1]}")
        | st.tuples(atoms, atoms).map(lambda two: f"{two[0]} if {two[1]} else 1")
        | atoms.map("[{}, 1]".format)
        | atoms.map("(\n        {}  # in brackets\n    )".format)
        | atoms.map("f'{{{}}}'".format).filter(lambda text: "\n" not in text and "'" not in text[2:-1])
        | atoms.map("lambda: {}".format)
        | atoms.map("{}[1:2]".format)
    )


EXPRESSIONS = st.recursive(NAMES | st.sampled_from(["1", "'t'"]), larger, max_leaves=6)
STATEMENTS = st.sampled_from(
    ["x = {}", "return {}", "if {}:\n        pass", "for y in {}: pass", "print({}, sep='')  # end", "({}).close()"]
)


@st.composite
def functions(draw: st.DrawFn) -> str:
    statement = draw(STATEMENTS).format(draw(EXPRESSIONS))
    return f"import asyncio  # first\n\n\nasync def update(value):\n    {statement}\n    # last\n"


def is_code(text: str) -> bool:
    try:
        cst.parse_module(text)
        compile(text, PATH, "exec")
    except (SyntaxError, cst.ParserSyntaxError):
        return False
    return True


CODE = functions().filter(is_code)


def nodes(code: str, *kinds: type[cst.CSTNode]) -> dict[int, FoundNode]:
    return {
        at: found
        for at, found in nodes_of(code.encode(), range(TURNS_A_CHARACTER * (len(code) + 1))).items()
        if isinstance(found.node, kinds) and measures_of(found.tree).inner(found.node) is not None
    }


def some(code: str, data: st.DataObject, *kinds: type[cst.CSTNode]) -> list[tuple[int, FoundNode]]:
    """One of the nodes of these kinds, if there is any."""
    found = sorted(nodes(code, *kinds).items())
    return [found[data.draw(st.integers(0, len(found) - 1))]] if found else []


def span(found: FoundNode) -> Span:
    stretch = measures_of(found.tree).inner(found.node)
    assert stretch is not None
    (line, column), (end_line, end_column) = stretch
    return line, column - 1, end_line, end_column - 1


def fixed(code: str, *changes: Change) -> str | None:
    fix = Fix("mend it", Applicability.SAFE, changes)
    found = edits_of([fix], {PATH: code.encode()})
    return edited(code.encode(), found[fix]).decode() if fix in found else None


class At(ast.NodeTransformer):
    """Replaces the node of a kind that stands at a place."""

    def __init__(self, kind: type[ast.AST], where: Span, replace: Callable[..., ast.AST]) -> None:
        self.kind, self.where, self.replace = kind, where, replace
        self.found = 0

    def visit(self, node: ast.AST) -> ast.AST:
        here = tuple(getattr(node, name, 0) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"))
        done = super().generic_visit(node)
        if isinstance(node, self.kind) and here == self.where:
            self.found += 1
            return self.replace(done)
        return done


def wanted(code: str, kind: type[ast.AST], found: FoundNode, replace: Callable[..., ast.AST]) -> str:
    change = At(kind, span(found), replace)
    tree = change.visit(ast.parse(code))
    assert change.found == 1
    return ast.dump(tree)


def comments(code: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def check(code: str, after: str | None, meaning: str) -> None:
    assert after is not None
    assert ast.dump(ast.parse(after)) == meaning
    assert comments(after) == comments(code)


def name(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_await_stands_before_the_call(code: str, data: st.DataObject) -> None:
    for at, found in some(code, data, cst.Call):
        check(code, fixed(code, Await(Place(PATH, at))), wanted(code, ast.Call, found, lambda call: ast.Await(call)))


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_await_is_dropped(code: str, data: st.DataObject) -> None:
    for at, found in some(code, data, cst.Await):
        after = fixed(code, DropAwait(Place(PATH, at)))
        check(code, after, wanted(code, ast.Await, found, lambda waiting: waiting.value))


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_what_is_awaited_and_then_not_is_what_it_was(code: str, data: st.DataObject) -> None:
    for at, _ in some(code, data, cst.Call):
        after = fixed(code, Await(Place(PATH, at)))
        assert after is not None
        there = [turn for turn in nodes(after, cst.Await) if turn not in nodes(code, cst.Await)]
        back = {fixed(after, DropAwait(Place(PATH, turn))) for turn in nodes(after, cst.Await)} if there else {code}
        assert ast.dump(ast.parse(code)) in {ast.dump(ast.parse(one)) for one in back if one is not None}


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_call_is_handed_over(code: str, data: st.DataObject) -> None:
    def handed(call: ast.Call) -> ast.Call:
        return ast.Call(name("asyncio.to_thread"), [call.func, *call.args], call.keywords)

    for at, found in some(code, data, cst.Call):
        check(code, fixed(code, HandOver(Place(PATH, at), "asyncio.to_thread")), wanted(code, ast.Call, found, handed))


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_call_that_is_handed_over_is_awaited(code: str, data: st.DataObject) -> None:
    def handed(call: ast.Call) -> ast.Await:
        return ast.Await(ast.Call(name("asyncio.to_thread"), [call.func, *call.args], call.keywords))

    for at, found in some(code, data, cst.Call):
        changes = (Await(Place(PATH, at)), HandOver(Place(PATH, at), "asyncio.to_thread"))
        check(code, fixed(code, *changes), wanted(code, ast.Call, found, handed))


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_function_has_another_name(code: str, data: st.DataObject) -> None:
    for at, found in some(code, data, cst.Call):
        after = fixed(code, Rename(Place(PATH, at), "asyncio.sleep"))
        if isinstance(found.node.func, (cst.Name, cst.Attribute)):
            renamed = wanted(
                code, ast.Call, found, lambda call: ast.Call(name("asyncio.sleep"), call.args, call.keywords)
            )
            if after is None:
                assert "#" in code  # a comment within the name
            else:
                assert ast.dump(ast.parse(after)) == renamed
        else:
            assert after is None


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_argument_is_dropped(code: str, data: st.DataObject) -> None:
    for at, found in some(code, data, cst.Call):
        args = found.node.args
        position = data.draw(st.integers(0, len(args)))
        after = fixed(code, DropArgument(Place(PATH, at), position))
        if position == len(args):
            assert after is None
        elif after is None:
            assert "#" in code  # a comment behind it would be lost
        else:
            meaning = wanted(code, ast.Call, found, lambda call, position=position: without(call, position))
            assert ast.dump(ast.parse(after)) == meaning


def without(call: ast.Call, position: int) -> ast.Call:
    given = sorted([*call.args, *call.keywords], key=lambda one: (one.lineno, one.col_offset))
    dropped = given[position]
    return ast.Call(
        call.func,
        [one for one in call.args if one is not dropped],
        [one for one in call.keywords if one is not dropped],
    )


@settings(max_examples=60, deadline=None)
@given(CODE, st.data())
def test_expression_is_written_anew_of_its_parts(code: str, data: st.DataObject) -> None:
    def swapped(call: ast.Call) -> ast.Call:
        return ast.Call(name("asyncio.run"), [call.func], [])

    every = nodes(code, cst.BaseExpression)
    calls = [(at, found) for at, found in every.items() if isinstance(found.node, cst.Call)]
    for at, found in calls[:2]:
        parts = [turn for turn, part in every.items() if part.node is found.node.func]
        if parts:
            change = Rewrite(Place(PATH, at), "{run}({0})", (Place(PATH, parts[0]),), (("run", "asyncio.run"),))
            after = fixed(code, change)
            if after is None:
                assert "#" in code
            else:
                check(code, after, wanted(code, ast.Call, found, swapped))


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("def f():\n    return 1\n", "async def f():\n    return 1\n"),
        ("@a\n# b\ndef  f ( ) : pass\n", "@a\n# b\nasync def  f ( ) : pass\n"),
        ("class A:\n    def f(self): ...\n", "class A:\n    async def f(self): ...\n"),
    ],
)
def test_function_becomes_async_and_plain_again(code: str, after: str) -> None:
    at = next(iter(nodes(code, cst.FunctionDef)))
    assert fixed(code, MakeAsync(Place(PATH, at))) == after
    assert fixed(after, MakeSync(Place(PATH, at))) == code
    assert fixed(after, MakeAsync(Place(PATH, at))) is None
    assert fixed(code, MakeSync(Place(PATH, at))) is None


@pytest.mark.parametrize(
    ("code", "old", "new", "after"),
    [
        ("x = '/<a>'", "<a>", "{a}", "x = '/{a}'"),
        ('x = r"""\n/<a>"""', "<a>", "{a}", 'x = r"""\n/{a}"""'),
        ('x = ("/" "<a>"  # why\n"/b")', "<a>", "{a}", 'x = ("/" "{a}"  # why\n"/b")'),
        ("x = '/<a>/<a>'", "<a>", "{a}", None),
        ("x = '/<' 'a>'", "<a>", "{a}", None),
        (r"x = '/\x3ca>'", "<a>", "{a}", None),
        ("x = 1", "1", "2", None),
    ],
)
def test_part_of_a_string_is_respelled(code: str, old: str, new: str, after: str | None) -> None:
    kinds = (cst.SimpleString, cst.ConcatenatedString, cst.Integer)
    at = max(nodes(code + "\n", *kinds))
    found = fixed(code + "\n", Respell(Place(PATH, at), old, new))
    assert found == (None if after is None else after + "\n")


@pytest.mark.parametrize("change", [Await, DropAwait, MakeAsync, MakeSync])
def test_node_that_is_not_there_is_no_place(change: type[Await]) -> None:
    assert fixed("x = 1\n", change(Place(PATH, 99))) is None


def test_all_changes_are_made_or_none() -> None:
    code = "async def f():\n    a()\n"
    (call,) = nodes(code, cst.Call)
    assert fixed(code, Await(Place(PATH, call)), Await(Place(PATH, 99))) is None


def test_tuple_loses_its_brackets_with_itself_and_comments_are_never_lost() -> None:
    for code, after in (
        ("def f():\n    return (1, 2)\n", "def f():\n    return g(1)\n"),
        ("def f():\n    return 1, 2\n", "def f():\n    return g(1)\n"),
        ("def f():\n    return (1,  # why\n        2)\n", None),
    ):
        every = nodes(code, cst.Tuple, cst.Integer)
        at, found = next((at, found) for at, found in every.items() if isinstance(found.node, cst.Tuple))
        first = next(turn for turn, part in every.items() if part.node is found.node.elements[0].value)
        change = Rewrite(Place(PATH, at), "g({0})", (Place(PATH, first),))
        assert fixed(code, change) == after


@pytest.mark.parametrize("code", ["f'{a()=}'", "f'{a().b=!r}'", "f'{[a(), 1]=}'", "f'{g(x=a())=:>9}'"])
def test_f_string_that_prints_its_code_stays(code: str) -> None:
    function = f"async def f():\n    return {code}\n"
    call = next(at for at, found in nodes(function, cst.Call).items() if _calls_a(found))
    assert fixed(function, Await(Place(PATH, call))) is None
    assert fixed(function.replace("=}", "}").replace("=!", "!").replace("=:", ":"), Await(Place(PATH, call)))


def _calls_a(found: FoundNode) -> bool:
    return isinstance(found.node, cst.Call) and isinstance(found.node.func, cst.Name) and found.node.func.value == "a"
