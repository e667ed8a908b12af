"""Which comments silence which rules."""

from __future__ import annotations

import io
import tokenize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.suppress import suppressions, suppressions_in_file


def suppressed(text: str, line: int, code: str, name: str, *, end_line: int | None = None) -> bool:
    """Whether a comment in the text silences a rule at a place on these lines."""
    return any(found.silences(code, name, line, end_line or line) for found in suppressions(text))


def silences(line: str, code: str = "DSH101", name: str = "blocking-sleep") -> bool:
    return suppressed(f"first\n{line}\nlast\n", 2, code, name)


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#noqa",
        "# NOQA",
        "# NoQA  ",
        "# noqa: DSH101",
        "# noqa:DSH101",
        "# noqa : DSH101",
        "# noqa: dsh101",
        "# noqa: DSH101,E501",
        "# noqa: E501, DSH101",
        "# noqa: E501 DSH101",
        "# noqa: E501,  DSH101 because the queue is bounded",
        "# noqa: DSH1",
        "# noqa: DSH1, W1",
        "# noqa: blocking-sleep",
        "# type: ignore[misc]  # noqa: DSH101",
        "# noqa: E501  # noqa: DSH101",
        "# dashlint: ignore",
        "#dashlint:ignore",
        "# DashLint: Ignore",
        "# dashlint: ignore[DSH101]",
        "# dashlint: ignore[ dsh101 ]",
        "# dashlint: ignore[blocking-sleep]",
        "# dashlint: ignore[Blocking-Sleep]",
        "# dashlint: ignore[DSH105, blocking-sleep]",
        "# dashlint: ignore[DSH105 DSH101] start-up only",
        "# noqa: E501  # dashlint: ignore[DSH101]",
    ],
)
def test_silences(comment: str) -> None:
    assert silences(f"time.sleep(1)  {comment}")


@pytest.mark.parametrize(
    "line",
    [
        "time.sleep(1)",
        "time.sleep(1)  # noqa: E501",
        "time.sleep(1)  # noqa: E501, W291",
        "time.sleep(1)  # noqa: DSH102",
        "time.sleep(1)  # noqa: DSH1011",
        "time.sleep(1)  # noqa: pointless-async",
        "time.sleep(1)  # dashlint: ignore[D]",
        "time.sleep(1)  # noqa-begin",
        "time.sleep(1)  # nonoqa",
        "time.sleep(1)  # see noqa",
        "time.sleep(1)  # noqas",
        "time.sleep(1)  # dashlint: ignore[DSH105]",
        "time.sleep(1)  # dashlint: ignore[]",
        "time.sleep(1)  # dashlint: ignored",
        "time.sleep(1)  # dashlint ignore",
        "time.sleep(1)  # ruff: ignore[DSH101]",
        "time.sleep('# noqa')",
        'time.sleep("# dashlint: ignore")',
        'time.sleep("""# noqa""")',
        "time.sleep(r'\\\\'); x = '# noqa'",
        "time.sleep('a\\'# noqa')",
        "time.sleep(f'{1:#x} # noqa')",
        "",
    ],
)
def test_does_not_silence(line: str) -> None:
    assert not silences(line)


def test_what_flake8_takes_for_a_blanket_is_one() -> None:
    assert silences("time.sleep(1)  # noqa: this is start-up code")


def test_only_the_line_itself_is_silenced() -> None:
    text = "a()\nb()  # noqa\nc()\n"
    assert [suppressed(text, line, "DSH101", "blocking-sleep") for line in (1, 2, 3)] == [False, True, False]


def test_a_plain_noqa_means_the_first_or_the_last_line_of_a_place() -> None:
    text = "a(\n    1,\n)  # noqa\n"
    assert suppressed(text, 1, "DSH101", "blocking-sleep", end_line=3)
    assert not suppressed(text, 1, "DSH101", "blocking-sleep")
    assert not suppressed("a(\n    1,  # noqa\n)\n", 1, "DSH101", "blocking-sleep", end_line=3)


def test_strings_over_several_lines_hold_no_comments() -> None:
    text = '"""\n# noqa\n"""\nx = 1  # noqa\n\'\'\'\n# noqa'
    assert [found.line for found in suppressions(text)] == [4]


def test_comments_are_counted_by_every_kind_of_line_end() -> None:
    text = "a\r\nb # noqa\r\nc\rd # noqa\ne\fe\x85e # noqa"
    assert [found.line for found in suppressions(text)] == [2, 4, 5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_have_their_columns(end: str) -> None:
    text = end.join(
        ["# noqa", "x = 1  # noqa: DSH101 because", 'y = """', '"""  # dashlint: ignore[DSH1]  # noqa: E501', ""]
    )
    columns = [(found.line, *found.directive.columns) for found in suppressions(text)]
    lines = text.split(end)
    said = [lines[line - 1][start - 1 : stop - 1].rstrip() for line, start, stop in columns]
    assert said == ["# noqa", "# noqa: DSH101", "# dashlint: ignore[DSH1]", "# noqa: E501"]


def test_comments_in_other_files_have_their_columns() -> None:
    text = "RUN true  # noqa: DSH205\n  # dashlint: ignore\nCMD x#noqa"
    found = suppressions_in_file(text)
    assert [(*one.directive.columns, one.first, one.last) for one in found] == [(11, 25, 1, 1), (3, 21, 2, 3)]


def lines_silenced(text: str, code: str = "DSH101", *, in_code: bool = True) -> list[int]:
    """The lines on which a problem of a rule would be silenced."""
    found = suppressions(text) if in_code else suppressions_in_file(text)
    lines = range(1, len(text.splitlines()) + 1)
    return [line for line in lines if any(one.silences(code, "blocking-sleep", line, line) for one in found)]


def lines_marked(text: str) -> list[int]:
    """The lines of a text that say `!`, which are those to be silenced."""
    return [number for number, line in enumerate(text.splitlines(), 1) if "!" in line]


#: Python code in which exactly the lines with `!` are silenced.
LEVELS = {
    "any line of a statement": """
a()
b(  #!
    1,  # dashlint: ignore[DSH101]!
    2,  #!
)  #!
c()
""",
    "the closing bracket": """
a()
b(  #!
    1,  #!
)  # noqa: DSH101 !
c()
""",
    "joined lines": """
a = "!" + \\
    b  # dashlint: ignore!
c = 1
""",
    "a string over several lines": """
a = '''!
!
'''  # dashlint: ignore[DSH101]!
b = 1
""",
    "only the head of a block": """
for x in a(  #!
    1  #!
):  # dashlint: ignore!
    b()
else:
    c()
""",
    "a decorator": """
@a
@b(  #!
    1  #!
)  # dashlint: ignore[blocking-sleep]!
async def c():
    d()
""",
    "the head under decorators": """
@a
async def b(  #!
    c,  # dashlint: ignore!
):  #!
    d()
""",
    "above a statement": """
a()
# dashlint: ignore[DSH101]!
b(  #!
    1,  #!
)  #!
c()
""",
    "above, with another comment between": """
a()
# dashlint: ignore[DSH101]!
# the pump!
b()  #!
c()
""",
    "above the first decorator": """
# dashlint: ignore!
@a  #!
@b  #!
def c():  #!
    d()
""",
    "above another decorator": """
@a
# dashlint: ignore!
@b(  #!
    1  #!
)  #!
def c():
    d()
""",
    "above a part in brackets": """
a = [
    b(),
    # dashlint: ignore!
    c(  #!
        1,  #!
    ),  #!
    d(),
]
""",
    "above a part in brackets that is a string over several lines": """
a = [
    # dashlint: ignore!
    '''!
    !''',  #!
    b(),
]
""",
    "above the last bracket": """
a = [
    b(),
    # dashlint: ignore!
]  #!
c()
""",
    "at the end of a block": """
def a():
    b()
    # dashlint: ignore!
c()  #!
d()
""",
    "nothing below": """
a()
# dashlint: ignore!
""",
    "a noqa on its own line": """
a()
# noqa: DSH101 !
b()
""",
    "the next line": """
# dashlint: ignore-next-line[DSH101]
a(  #!
    1
)
""",
    "the next line in brackets": """
a(
    # dashlint: ignore-next-line
    # but not this one
    b(),  #!
    c(),
)
""",
    "the next line from the end of a line": """
a()  # dashlint: ignore-next-line
b()  #!
c()
""",
    "a range": """
a()
# dashlint: disable[DSH101]!
b()  #!
if c():  #!
    d()  #!
# dashlint: enable[DSH101]!
e()
""",
    "a range for all rules": """
a()
# dashlint: disable!
b()  #!
# dashlint: enable!
c()
""",
    "ranges that end together": """
# dashlint: disable[DSH101]!
a()  #!
# dashlint: disable[DSH105]!
b()  #!
# dashlint: enable!
c()
""",
    "a range that the end of another one does not end": """
# dashlint: disable[DSH101]!
a()  #!
# dashlint: disable[DSH105]!
b()  #!
# dashlint: enable[DSH105]!
c()  #!
# dashlint: enable[dsh101]!
d()
""",
    "a range without an end in a block": """
def a():
    b()
    # dashlint: disable[DSH101]!
    c()  #!
    if d():  #!
        e()  #!
# what stands here!
f()
""",
    "a range without an end in a file": """
a()
# dashlint: disable!
def b():  #!
    c()  #!
d()  #!
""",
    "two ranges alike, of which the inner one ends": """
# dashlint: disable[DSH101]!
a()  #!
# dashlint: disable[DSH101]!
b()  #!
# dashlint: enable[DSH101]!
c()  #!
""",
    "an end in a later block ends nothing": """
def a():
    # dashlint: disable[DSH101]!
    b()  #!


def c():
    d()
    # dashlint: enable[DSH101]
""".replace("#!\n\n\n", "#!\n# !\n# !\n"),
    "an end in another block ends nothing": """
def a():
    # dashlint: disable[DSH101]!
    b()  #!
    if c:  #!
        # dashlint: enable[DSH101]!
        d()  #!
e()
# dashlint: enable[DSH101]
""",
    "at the end of a line no range begins": """
a()  # dashlint: disable[DSH101]
b()
""",
    "the whole file": """
a()  #!
# dashlint: ignore-file[DSH101]!
b()  #!
""",
    "the whole file from within a block means nothing": """
def a():
    # dashlint: ignore-file
    b()
""",
    "the whole file from within brackets means nothing": """
a = [
# dashlint: ignore-file
]
""",
    "the whole file from the end of a line means nothing": """
a()  # dashlint: ignore-file
""",
    "the whole file for other rules": """
a()
# dashlint: ignore-file[DSH102]
""",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", LEVELS.values(), ids=LEVELS)
def test_the_lines_that_comments_mean(text: str, end: str) -> None:
    text = text.strip("\n")
    assert lines_silenced(text.replace("\n", end)) == lines_marked(text)


@pytest.mark.parametrize("text", LEVELS.values(), ids=LEVELS)
def test_tabs_indent_as_well(text: str) -> None:
    text = text.strip("\n").replace("    ", "\t")
    assert lines_silenced(text) == lines_marked(text)


def test_a_tab_is_as_wide_as_python_takes_it_for() -> None:
    text = "if a:\n    if b:\n\t# dashlint: disable!\n        c()  #!\n    d()\n"
    assert lines_silenced(text) == lines_marked(text)


#: Files that are no Python code in which exactly the lines with `!` are silenced.
OTHER_FILES = {
    "the end of a line": "a\nb  # dashlint: ignore!\nc\n",
    "above": "a\n# dashlint: ignore!\nb !\nc\n",
    "above, with another comment between": "# noqa: DSH101 !\n# so it is!\nb !\nc\n",
    "above a joined line": "a\n# noqa: DSH101 !\nb ! \\\n  c !\nd\n",
    "the end of a joined line": "a\nb ! \\\n  c  # noqa: DSH101 !\nd\n",
    "a line that only seems to be joined": "a\nb \\ # noqa: DSH101 !\nc\n",
    "the next line": "# dashlint: ignore-next-line\na !\nb\n",
    "a range": "# dashlint: disable!\n  a !\nb !\n# dashlint: enable!\nc\n",
    "the whole file": "a !\n# dashlint: ignore-file !\nb !\n",
    "no comment": "a#dashlint: ignore\nb\n",
}


@pytest.mark.parametrize("text", OTHER_FILES.values(), ids=OTHER_FILES)
def test_the_lines_that_comments_mean_in_other_files(text: str) -> None:
    assert lines_silenced(text, in_code=False) == lines_marked(text)


def test_no_comment_silences_a_file_that_cannot_be_read() -> None:
    assert lines_silenced("a  # noqa\n# dashlint: ignore-file\nb  # dashlint: ignore[DSH001]", "DSH001") == []


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# dashlint: ignore[DSH101] -- the pump is slow", "the pump is slow"),
        ("# dashlint: ignore -- slow", "slow"),
        ("# noqa: DSH101 -- see #12, and -- again", "see #12, and -- again"),
        ("# noqa: DSH101 -- see # 12", "see # 12"),
        ("# noqa: E501, DSH101 --- slow", "slow"),
        ("# noqa -- slow", "slow"),
        ("# dashlint: disable[DSH101] -- slow  # type: ignore", "slow"),
        ("# dashlint: ignore[DSH101] --", ""),
        ("# dashlint: ignore[DSH101] --  ", ""),
        ("# dashlint: ignore[DSH101] because it is slow", ""),
        ("# dashlint: ignore[DSH101]--slow", ""),
        ("# noqa: DSH101 (slow)", ""),
        ("# slow -- noqa  # noqa: DSH101", ""),
    ],
)
def test_reasons(comment: str, reason: str) -> None:
    (found,) = suppressions(f"time.sleep(1)  {comment}")
    assert found.directive.reason == reason


def test_a_continued_string_is_one_string() -> None:
    assert [found.line for found in suppressions("x = 'a \\\n# noqa' # noqa: E1\ny # noqa")] == [2, 3]


def test_an_open_quote_ends_with_its_line() -> None:
    assert [found.line for found in suppressions("it's broken\nx  # noqa")] == [2]


PIECES = st.sampled_from(
    [
        "x",
        " ",
        "\n",
        "# noqa ",
        "# dashlint: ignore[DSH101]",
        "'a'",
        '"b"',
        "'''c\n'''",
        '"""\n# noqa"""',
        "\\\n",
        "(",
        ")",
    ]
)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.lists(PIECES, max_size=12))
def test_comments_are_those_of_python(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    if any(token.type == tokenize.ERRORTOKEN for token in tokens):
        return
    truth = {token.start[0] for token in tokens if token.type == tokenize.COMMENT and "ignore" in token.string}
    truth |= {token.start[0] for token in tokens if token.type == tokenize.COMMENT and "# noqa" in token.string}
    assert {found.line for found in suppressions(text)} == truth
