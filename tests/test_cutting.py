"""How a file is cut into sections, and what of each is read at once."""

from __future__ import annotations

from collections.abc import Iterator

import libcst
import pytest

from dashlint import facts
from dashlint.read import locate, parsing, read
from dashlint.read import sections as sections_module
from dashlint.read.sections import SHORTEST_LATER_BODY, Section, sections_of

LONG = "    # " + "a comment that makes the body long enough to be read later " * 3


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """All code that is parsed from now on."""
    found: list[str] = []
    parse = libcst.parse_module

    def noting(code: str) -> libcst.Module:
        found.append(code)
        return parse(code)

    monkeypatch.setattr(parsing.cst, "parse_module", noting)
    sections_of.cache_clear()
    yield found
    sections_of.cache_clear()


def cut(code: str) -> tuple[Section, ...]:
    found = sections_of(code.encode())
    assert found is not None
    return found


def test_a_file_is_parsed_in_one_go(parsed: list[str]) -> None:
    read("/a.py", f"import a\n@b\ndef f(c):\n{LONG}\n    return 1\nx = 1\ndef g(): pass\n".encode())
    assert parsed == ["import a\n@b\ndef f(c): ...\nx = 1\ndef g(): pass\n"]


def test_what_cannot_be_parsed_together_is_parsed_apart(parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    together = sections_module._parse_together
    monkeypatch.setattr(sections_module, "_parse_together", lambda found, patience: None)
    facts_apart = read("/a.py", b"import a\nx = 1\n")
    assert parsed == ["import a\n", "x = 1\n"]
    sections_of.cache_clear()
    monkeypatch.setattr(sections_module, "_parse_together", together)
    assert read("/a.py", b"import a\nx = 1\n").body == facts_apart.body


def test_statements_that_no_line_sets_apart_are_read_whole() -> None:
    code = "x = 1\n\x0cdef f(): pass\n"
    assert sections_of(code.encode()) is None
    assert len(read("/a.py", code.encode()).body) == 2


@pytest.mark.parametrize("newline", ["", "\n"])
def test_short_bodies_are_read_at_once(newline: str) -> None:
    comment = "#" * (SHORTEST_LATER_BODY - len(f"    1 {newline}"))
    short, long = f"def f():\n    1 {comment[1:]}{newline}", f"def f():\n    1 {comment}{newline}"
    assert cut(short)[0].later is None
    assert cut(long)[0].later is not None


@pytest.mark.parametrize(
    "code",
    [
        f"def f():\n{LONG}\n    yield 1\n",
        f"def f():\n{LONG}\n    x = '''\ntext at the margin\n'''\n",
        f"x = 1  {LONG}\n",
        f"if x:\n{LONG}\n    y = 1\n",
    ],
)
def test_what_is_not_read_later(code: str) -> None:
    (section,) = cut(code)
    assert section.later is None
    assert section.first_code == code


def test_what_is_read_later_is_not_parsed_before() -> None:
    (section,) = cut(f"@d(1)\nasync def f(a: int = 1) -> {{1: 2}}:  # why\n{LONG}\n    return 1\n")
    assert section.first_code == "@d(1)\nasync def f(a: int = 1) -> {1: 2}: ...\n"


def test_members_of_a_class_are_sections_but_those_of_a_class_in_it_are_not() -> None:
    method = f"    def m(self):\n    {LONG}\n        return self.a\n"
    inner = "".join(f"    {line}\n" for line in method.splitlines())
    (outer,) = cut(f"class A:\n{method}    class B:\n{inner}")
    assert [section.later is not None for section in outer.inner] == [True, False]


def test_functions_in_classes_know_where_they_are() -> None:
    method = f"    def m(self):\n    {LONG}\n        return self.a\n"
    text = f"class A:\n{method}".encode()
    (found,) = read("/a.py", text).body
    assert isinstance(found, facts.Class)
    (inner,) = found.body
    assert isinstance(inner, facts.Function)
    (returned,) = inner.body
    assert isinstance(returned, facts.Return)
    assert returned.value is not None
    place = locate(text, [returned.value.at])[returned.value.at]
    assert (place.line, place.column) == (4, 16)
