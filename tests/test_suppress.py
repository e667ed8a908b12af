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


def test_the_last_line_of_a_place_may_hold_the_comment() -> None:
    text = "a(\n    1,\n)  # noqa: DSH101\n"
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
    columns = [(found.line, *found.columns) for found in suppressions(text)]
    lines = text.split(end)
    said = [lines[line - 1][start - 1 : stop - 1].rstrip() for line, start, stop in columns]
    assert said == ["# noqa", "# noqa: DSH101", "# noqa: E501", "# dashlint: ignore[DSH1]"]


def test_comments_in_other_files_have_their_columns() -> None:
    text = "RUN true  # noqa: DSH205\n  # dashlint: ignore\nCMD x#noqa"
    found = suppressions_in_file(text)
    assert [(one.line, *one.columns, one.stands_alone) for one in found] == [(1, 11, 25, False), (2, 3, 21, True)]


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
