"""A file that is read section by section has the facts of one that is read whole, in the same order and places."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dashlint
from dashlint.facts import FileFacts, LaterBlock
from dashlint.read import locate, parse, read
from dashlint.read import sections as sections_module
from dashlint.read.sections import sections_of
from dashlint.read.walking import Walk

HERE = Path(__file__).parent
FILES = sorted([*Path(dashlint.__file__).parent.rglob("*.py"), *(HERE / "fixtures").glob("engine_*/*.py")])


def flat(fact: object) -> Iterator[object]:
    """Every value of a fact but for the turns, in order."""
    if dataclasses.is_dataclass(fact):
        yield type(fact).__name__
        for field in dataclasses.fields(fact):
            if field.name != "at":
                yield from flat(getattr(fact, field.name))
    elif isinstance(fact, (tuple, LaterBlock)):
        yield len(fact)
        for part in fact:
            yield from flat(part)
    else:
        yield fact


def turns(fact: object) -> Iterator[int]:
    if dataclasses.is_dataclass(fact):
        for field in dataclasses.fields(fact):
            value = getattr(fact, field.name)
            yield from (value,) if field.name == "at" else turns(value)
    elif isinstance(fact, (tuple, LaterBlock)):
        for part in fact:
            yield from turns(part)


def whole(text: bytes) -> FileFacts:
    return FileFacts("/app.py", Walk().module(parse(text)))


def spans_of(text: bytes, wanted: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Where the nodes are that the walk over the whole file meets at these turns."""
    module = parse(text)
    walk = Walk(frozenset(wanted))
    walk.module(module)
    positions = cst.metadata.MetadataWrapper(module, unsafe_skip_copy=True).resolve(cst.metadata.PositionProvider)
    found = []
    for turn in wanted:
        node = walk.found.get(turn)
        if node not in positions:
            found.append((1, 1, 1, 2))
            continue
        start, end = positions[node].start, positions[node].end
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            end = positions[node.name].end
        found.append((start.line, start.column + 1, end.line, max(end.column + 1, start.column + 2)))
    return found


def assert_alike(text: bytes) -> None:
    cut, uncut = read("/app.py", text), whole(text)
    assert list(flat(cut.body)) == list(flat(uncut.body))
    here, there = list(turns(cut.body)), list(turns(uncut.body))
    assert [here.index(turn) for turn in sorted(here)] == [there.index(turn) for turn in sorted(there)], "another order"
    located = locate(text, here)
    spans = [located[turn] for turn in here]
    assert [(s.line, s.column, s.end_line, s.end_column) for s in spans] == spans_of(text, there)
    assert cut.defect is None


@pytest.mark.parametrize("path", FILES[::6], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_files(path: Path) -> None:
    assert_alike(path.read_bytes())


BODIES = (
    "x = 1\nreturn x",
    "for a in b:\n    if a:\n        return c(a, key=lambda d: d + 1)\n    else:\n        e = [f for f in g if f]",
    "'''doc\nstring at the margin\n'''\nreturn 1",
    "text = '''\ndef fake(): pass\n'''\nprint(text)",
    "yield 1\nyield from z",
    "def inner(a=1):\n    return a\nclass K:\n    b = 2\n    def m(self): return self.b",
    "try:\n    h()\nexcept E as e:\n    raise\nfinally:\n    i()",
    "call(\n    one,  # comment\ntwo)\nglobal q\nq = 1",
    "if a: b = 1\nelif c: d = 2\nwith o() as p, r: await_ = s",
    "assert x, 'text'\nwhile t: u += 1\nmatch v:\n    case [1, *w]:\n        pass",
)
NAMES = st.sampled_from(("f", "go", "Klass", "_x"))
HEADS = st.sampled_from(("", "@d\n", "@d.e(1, [2], k='(')\n", "@d\n@e(lambda: 3)\n", "@d(\n    1,\n)\n# comment\n"))
PARAMETERS = st.sampled_from(("", "a, b=1", "a: 'T' = {1: 2}[1], *args, k, **kw", "self, /, x: int = (3)"))
RETURNS = st.sampled_from(("", " -> int", " -> dict[str, 'A | B']", " -> {1: 2}"))
LONG = "    # " + "a comment that makes the body long enough to be read later " * 3


@st.composite
def functions(draw: st.DrawFn) -> str:
    keyword = draw(st.sampled_from(("def", "async def")))
    header = f"{keyword} {draw(NAMES)}({draw(PARAMETERS)}){draw(RETURNS)}:"
    body = textwrap.indent(draw(st.sampled_from(BODIES)), "    ", lambda line: "margin" not in line)
    comment = draw(st.sampled_from(("", "  # noqa: X")))
    return f"{draw(HEADS)}{header}{comment}\n{draw(st.sampled_from(('', LONG)))}\n{body}"


MEMBERS = st.sampled_from(("a = 1", "'doc'", "b: int", "if c:\n    d = 2"))


@st.composite
def classes(draw: st.DrawFn) -> str:
    members = draw(
        st.lists(st.one_of(functions(), st.sampled_from(("a = 1", "'doc'", "b: int", "if c:\n    d = 2"))), min_size=1)
    )
    body = textwrap.indent("\n".join(members), draw(st.sampled_from(("    ", "\t", "  "))))
    return f"{draw(HEADS)}class {draw(NAMES)}{draw(st.sampled_from(('', '(Base, k=1)')))}:\n{LONG}\n{body}"


PLAIN = st.sampled_from(
    (
        "import a.b as c",
        "from . import (\n    d,\n    e,\n)",
        "x = [\n  1,\n]",
        "if y:\n    z = 1\nelse:\n    z = 2",
        "f(g)(h)",
        "",
    )
)
MODULES = st.lists(st.one_of(functions(), classes(), PLAIN), max_size=6).map("\n".join)


@settings(deadline=None, max_examples=60)
@given(MODULES, st.sampled_from(("\n", "\r\n")), st.booleans())
def test_generated_files(code: str, newline: str, ends: bool) -> None:
    text = (code + "\n" * ends).replace("\n", newline).encode()
    try:
        parse(text)
    except Exception:
        return
    assert_alike(text)


def body_of(facts: FileFacts, number: int = 0) -> object:
    return facts.body[number].body  # type: ignore[union-attr]


LATER = f"def f():\n{LONG}\n    return 1\n"


def test_bodies_are_read_when_they_are_looked_at() -> None:
    facts = read("/a.py", LATER.encode())
    body = body_of(facts)
    assert isinstance(body, LaterBlock)
    assert not body.is_read
    assert len(body) == 1
    assert body.is_read


def test_a_defect_in_a_body_is_found_when_it_is_asked_for() -> None:
    facts = read("/a.py", (LATER + f"def g():\n{LONG}\n    return return\n").encode())
    assert len(body_of(facts)) == 1  # type: ignore[arg-type]
    assert len(body_of(facts, 1)) == 0  # type: ignore[arg-type]
    assert facts.defect is not None
    assert facts.defect.line == 6


@pytest.mark.parametrize("code", ["x = (\n", "def f(:\n", "  x = 1\n", LATER + "    )\n", "'''\n"])
def test_broken_code_is_a_defect(code: str) -> None:
    assert read("/a.py", code.encode()).defect is not None


def test_syntax_that_is_newer_than_this_python_is_no_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise SyntaxError

    monkeypatch.setattr("ast.parse", refuse)
    facts = read("/a.py", b"import time\n" + LATER.encode())
    assert facts.defect is None


def test_what_cannot_be_cut_is_read_whole() -> None:
    code = "def f():\n    return '''\n" + "\n".join(["x = 1 '''", LATER])
    text = code.encode()
    assert list(flat(read("/a.py", text).body)) == list(flat(whole(text).body))


def test_a_section_holds_the_turns_of_its_nodes() -> None:
    for path in FILES[::10]:
        for section in sections_of(path.read_bytes()) or ():
            found = list(turns(section.statements()))
            assert all(section.first_turn < turn <= section.last_turn for turn in found)
    assert sections_module.TURNS_A_CHARACTER > 1
