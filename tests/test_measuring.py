"""Where nodes stand, measured by one writing of their code: just where the measuring that libcst has puts them."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider

from dashlint.read import Tree
from dashlint.read.measuring import Measures

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("fixtures/dsh10[15]*/*.py")) + sorted(HERE.glob("test_fix_*.py"))
STATEMENTS = (
    "x = 1",
    "x = (1,\n     2)  # two",
    "import os; import sys ;",
    "from a import (\n    b,  # first\n    c as d,\n)",
    "@cached\n\n# between\n@app.callback(Output('a', 'b'))\nasync def f(a, /, b: int = 1, *c, d, **e) -> None:\n"
    "\n    '''Text'''\n    return await g(a)(*b, **c)",
    "class A(B, metaclass=C):\n\tdef f(self): pass\n\n\tx: int = 1\n# behind",
    "if a:\n  b\nelif (c):\n  d\nelse:\n  e",
    "try:\n    a\nexcept* (B, C) as d:\n    e\nfinally:\n    f",
    "for x, in ((y)):\n    continue\nelse: pass",
    "async def f():\n    async with a as b, (c): yield\n"
    "    async for d in e: print(f'{d!r:>{w}} {d=}' 'two' \"three\")",
    "match a:\n    case [B(c, d=e), *f] if g: pass\n    case {'k': v, **rest} | None as h:\n        pass",
    "x = [ ( await y ) for y in z if ( not y ) ]\nlambda a, *b: a[1:2, ::3]",
    'é = \'ü\' \\\n  + """a\n  b"""',
    "type A[T: int, *U, **V] = dict[T, U]",
    "def f[T](x: T): return -x ** 2 if x else (yield)",
    "del (a), b[0]; assert c, 'd'; raise E from f",
    "\x0cx = {**a, 'b': c, }; y = {1, *d}",
)


def check(tree: Tree, nodes: list[cst.CSTNode]) -> None:
    measures = Measures(tree)
    wrapper = MetadataWrapper(tree.module, unsafe_skip_copy=True)
    for way, provider in ((measures.inner, PositionProvider), (measures.outer, WhitespaceInclusivePositionProvider)):
        known = wrapper.resolve(provider)
        for node in nodes:
            first, last = known[node].start, known[node].end
            before = tree.lines_before
            assert way(node) == ((first.line + before, first.column + 1), (last.line + before, last.column + 1)), node


def below(node: cst.CSTNode) -> list[cst.CSTNode]:
    return [node, *(deeper for child in node.children for deeper in below(child))]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(STATEMENTS), max_size=4),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "# top\n", "\n\n"]),
    st.booleans(),
    st.integers(0, 9),
)
def test_nodes_stand_where_libcst_has_them(
    statements: list[str], newline: str, top: str, ends_with_line: bool, lines_before: int
) -> None:
    code = top + "\n".join(statements) + ("\n" if ends_with_line else "")
    module = cst.parse_module(code.replace("\n", newline))
    check(Tree(module, lines_before), below(module))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nodes_of_files_stand_where_libcst_has_them(path: Path) -> None:
    module = cst.parse_module(path.read_bytes())
    check(Tree(module, 0), below(module))


@given(st.lists(st.sampled_from(STATEMENTS), max_size=4))
def test_what_is_around_a_node_holds_it(statements: list[str]) -> None:
    module = cst.parse_module("\n".join(statements))
    measures = Measures(Tree(module, 0))
    assert measures.parent(module) is None
    for node in below(module):
        assert all(measures.parent(child) is node for child in node.children)


def test_a_node_of_another_tree_stands_nowhere() -> None:
    tree = Tree(cst.parse_module("x = 1\n"), 0)
    other = cst.parse_expression("x")
    measures = Measures(tree)
    assert measures.text == "x = 1\n"
    assert (measures.inner(other), measures.outer(other), measures.parent(other)) == (None, None, None)
