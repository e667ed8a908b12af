"""Where the values of a TOML file stand."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashlint import toml

TRICKY = textwrap.dedent(
    '''
    # [tool.dashlint] select = 1
    title = "[tool.dashlint]\\nselect = 1"  # "quoted ]
    text = """
    [tool.dashlint]
    select = 'DSH1' ""\\""" and a last ""\\"
    """
    raw = \'\'\'
    [[tool.dashlint.blocking]]
    it''s\'\'\'\'
    [tool . "dashlint"]
    select = [  # a [ comment, with a comma
        "DSH1", "a ] b",

        "DSH2",
        { inner = [1,
          2] },
    ]
    'per-file-ignores'."tests/*" = ["DSH5"]
    severity = { DSH1 = "info", "blocking-\\u0073leep" = "error" }
    when = 1979-05-27 07:32:00
    [[tool.dashlint.blocking]]
    kind = "file"
    [[tool.dashlint.blocking.types]]
    name = "a"
    [[tool.dashlint.blocking.types]]
    name = "b"
    [[tool.dashlint.blocking]]
    types = [{ name = "c" },
             { name = "d" }]
    [tool.dashlint.flask-only.fastapi]
    '''
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("way", "line"),
    [
        (("title",), 3),
        (("text",), 4),
        (("raw",), 8),
        (("tool", "dashlint"), 11),
        (("tool", "dashlint", "select"), 12),
        (("tool", "dashlint", "select", 0), 13),
        (("tool", "dashlint", "select", 1), 13),
        (("tool", "dashlint", "select", 2), 15),
        (("tool", "dashlint", "select", 3, "inner", 0), 16),
        (("tool", "dashlint", "select", 3, "inner", 1), 17),
        (("tool", "dashlint", "per-file-ignores"), 19),
        (("tool", "dashlint", "per-file-ignores", "tests/*", 0), 19),
        (("tool", "dashlint", "severity", "blocking-sleep"), 20),
        (("tool", "dashlint", "when"), 21),
        (("tool", "dashlint", "blocking"), 22),
        (("tool", "dashlint", "blocking", 0, "kind"), 23),
        (("tool", "dashlint", "blocking", 0, "types", 0, "name"), 25),
        (("tool", "dashlint", "blocking", 0, "types", 1, "name"), 27),
        (("tool", "dashlint", "blocking", 1), 28),
        (("tool", "dashlint", "blocking", 1, "types", 0, "name"), 29),
        (("tool", "dashlint", "blocking", 1, "types", 1, "name"), 30),
        (("tool", "dashlint", "flask-only", "fastapi"), 31),
        (("tool", "dashlint", "select", 3, "nothing"), 16),
        (("nowhere",), 1),
    ],
)
def test_lines(newline: str, way: tuple[str | int, ...], line: int) -> None:
    assert toml.load(TRICKY.replace("\n", newline)).line(*way) == line


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def written(value: object) -> str:
    """Write a value of TOML, lists and tables over several lines."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{basic(key)} = {written(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[\n" + "".join(f"{written(inner)}, # ] {number}\n" for number, inner in enumerate(value)) + "]"
    return str(value).lower() if isinstance(value, (bool, int)) else basic(str(value))


def basic(text: str) -> str:
    """Write a string with every character escaped that is no plain letter."""
    return '"' + "".join(one if one.isascii() and one.isalnum() else f"\\U{ord(one):08x}" for one in text) + '"'


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-9, 9), TEXTS, st.just("[[x]] # {")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


@given(st.lists(st.tuples(TEXTS, VALUES), max_size=5, unique_by=lambda pair: pair[0]), st.integers(0, 3))
def test_every_key_is_found_on_its_line(pairs: list[tuple[str, object]], blank: int) -> None:
    text, expected = "\n" * blank, {}
    for key, value in pairs:
        expected[key] = text.count("\n") + 1
        text += f"{basic(key)} = {written(value)}\n"
    document = toml.load(text)
    assert document.tables == dict(pairs)
    assert {key: document.line(key) for key, _ in pairs} == expected


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_every_entry_is_found_on_its_line(values: list[object]) -> None:
    text, expected = "entries = [\n", []
    for value in values:
        expected.append(text.count("\n") + 1)
        text += f"{written(value)},\n"
    document = toml.load(text + "]\n")
    assert [document.line("entries", number) for number in range(len(values))] == expected
