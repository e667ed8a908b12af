"""Properties of packed facts: what comes out is what was put in, turns shifted, and damage is told."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dashlint import facts
from dashlint.read import UnreadableError, packing, parse
from dashlint.read.packing import packed, shape, unpacked
from dashlint.read.rows import DamagedError, packed_rows, unpacked_rows
from dashlint.read.walking import Walk
from program_properties import PYTHON, programs

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TURNS = st.integers(0, 10**9)


def facts_of(text: bytes, turns: int = 0) -> tuple[facts.Statement, ...]:
    return tuple(Walk(turns=turns).module(parse(text)))


@pytest.mark.parametrize("path", PYTHON[::5], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_facts_of_files_are_what_they_were(path: Any) -> None:
    try:
        before, after = facts_of(path.read_bytes(), 7), facts_of(path.read_bytes(), 3_000)
    except UnreadableError:
        pytest.skip("cannot be read")
    text = packed(before, 7)
    assert text is not None
    assert "\n" not in text
    assert unpacked(text, 7) == before
    assert unpacked(text, 3_000) == after


@given(programs(), TURNS, TURNS)
@SLOW
def test_the_facts_of_programs_are_what_they_were(program: bytes, before: int, after: int) -> None:
    try:
        found, moved = facts_of(program, before), facts_of(program, after)
    except (UnreadableError, RecursionError):
        assume(False)
    text = packed(found, before)
    assume(text is not None)
    assert repr(unpacked(str(text), after)) == repr(moved)  # there are values that are not like themselves


@pytest.mark.parametrize(
    "code",
    [
        "b'\\x00\\xff'",
        "1e999",
        "-0.0",
        "True, 1, 1.0, None",
        "'\\u2028\\n\\x85'",
        "'😀'",
        f"{'9' * 4000}",
        "1_0j",
        "...",
        "{1: 2, **x}",
        "def f(a: 'list[int]' = 1, /, *b, c, **d) -> 'T':\n return lambda: (yield)",
        "match x:\n case {'a': [1, *b], **c} if d: pass",
        "try:\n a\nexcept* B as c:\n d\nelse: e\nfinally: f",
        "async def f():\n async with a as b: pass\n async for c in d: break\n else: pass\n return [e async for e in f]",
    ],
)
def test_odd_values_are_what_they_were(code: str) -> None:
    found = facts_of(code.encode() if "\n" in code else f"x = {code}".encode())
    text = packed(found, 0)
    assert text is not None
    assert repr(unpacked(text, 0)) == repr(found)


@pytest.mark.parametrize("code", ["x = '\\ud83d'", "x = '\\ud83d\\ude00'", f"x = 0x{'f' * 5000}"])
def test_what_text_cannot_hold_is_not_packed(code: str) -> None:
    assert packed(facts_of(code.encode()), 0) is None


def test_a_body_that_is_read_later_is_not_packed() -> None:
    (function,) = facts_of(b"def f(): pass")
    assert isinstance(function, facts.Function)
    assert packed((replace(function, body=facts.LaterBlock("", tuple)),), 0) is None


def test_every_class_of_facts_has_a_number() -> None:
    kinds = {kind for kind in vars(facts).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)}
    assert set(packing._NUMBERS) == kinds - {facts.Place, facts.Defect, facts.FileFacts}


def test_the_shape_tells_the_fields_of_every_class() -> None:
    assert "Name(id: str, at: int)" in shape()
    assert all(f"{kind.__name__}(" in shape() for kind in packing._NUMBERS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 50) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=8,
)
KNOWN = json.loads(
    str(
        packed(
            facts_of(b"@a\ndef f(b: 'c' = 1, *d) -> e:\n  if g: return h[1], b'i'\nimport j\nx: y\n{1: 2, **z}\n"), 0
        )
    )
)


def spots(value: object, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    inner = value if isinstance(value, list) else []
    return [path, *(spot for number, one in enumerate(inner) for spot in spots(one, (*path, number)))]


def changed(value: Any, path: Sequence[int], new: object) -> Any:
    if not path:
        return new
    return [changed(one, path[1:], new) if number == path[0] else one for number, one in enumerate(value)]


def are_facts(value: object, hint: str = "") -> bool:
    """Whether all values in facts have the types that their fields are declared with."""
    if isinstance(value, tuple):
        return all(are_facts(one) for one in value)
    if not dataclasses.is_dataclass(value):
        return True
    types = {"str": str, "bool": bool, "int": int}
    fields = [(field.type, getattr(value, field.name)) for field in dataclasses.fields(value)]
    plain = all(type(one) is types[str(kind)] for kind, one in fields if kind in types)
    rows = all(isinstance(one, tuple) for kind, one in fields if str(kind).startswith(("tuple", "Block")))
    return plain and rows and all(are_facts(one) for _, one in fields)


@given(st.data())
@SLOW
def test_damaged_facts_are_told_or_facts_nevertheless(data: st.DataObject) -> None:
    spot = data.draw(st.sampled_from(spots(KNOWN)))
    text = json.dumps(changed(KNOWN, spot, data.draw(JSON)))
    try:
        found = unpacked(text, 5)
    except DamagedError:
        return
    assert are_facts(found)
    assert packed(found, 5) is not None or "\\ud" in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "null",
        "[0.5,[]]",
        "[true,[]]",
        "[0]",
        "[0,[]",
        '["0",[]]',
        "[0,{}]",
        "[0,[[1]]]",
        "[0,[[999,1]]]",
        f"{'[' * 100_000}",
    ],
)
def test_what_is_no_text_of_facts_is_told(text: str) -> None:
    with pytest.raises(DamagedError):
        unpacked(text, 0)


@given(st.lists(st.tuples(st.integers(), st.text(), st.booleans()), max_size=4))
def test_rows_are_what_they_were(rows: list[tuple[int, str, bool]]) -> None:
    assert unpacked_rows(str(packed_rows(rows)), (int, str, bool)) == rows


@pytest.mark.parametrize(
    "text", ["", "{", "1", "[1]", "[[1]]", '[["1", "a"]]', "[[true, 'a']]", '[[1, "a", 2]]', "[{}]"]
)
def test_what_is_no_text_of_rows_is_told(text: str) -> None:
    with pytest.raises(DamagedError):
        unpacked_rows(text, (int, str))


def test_rows_that_text_cannot_hold_are_not_packed() -> None:
    assert packed_rows([("\ud83d",)]) is None
