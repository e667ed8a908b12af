"""What the reports look like."""

from __future__ import annotations

import re
import textwrap

import pytest

from dashlint.diagnostic import Diagnostic, DiagnosticNote, Location, Severity
from dashlint.report import REPORTS
from dashlint.report.counts import statistics, summary
from dashlint.report.excerpt import Excerpts
from dashlint.report.paint import Paint
from dashlint.report.snippet import WIDTH, _width

MESSAGE = "`time.sleep` holds up the event loop, so every user waits"
HELP = "await `asyncio.sleep` instead"


def at(line: int, column: int, end_line: int, end_column: int, path: str = "/project/app.py") -> Location:
    return Location(path, line, column, end_line, end_column)


def problem(
    location: Location, *notes: DiagnosticNote, severity: Severity = Severity.ERROR, message: str = MESSAGE
) -> Diagnostic:
    return Diagnostic("DSH101", "blocking-sleep", severity, location, message, HELP, notes)


def excerpts(**texts: str | bytes) -> Excerpts:
    files = {
        f"/project/{name}.py": text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        for name, text in texts.items()
    }
    return Excerpts(lambda path: path.removeprefix("/project/"), files.get)


def full(text: str | bytes, *diagnostics: Diagnostic, colored: bool = False, **more: str) -> list[str]:
    return list(REPORTS["full"](diagnostics, excerpts(app=text, **more), Paint(colored)))


def drawn(text: str | bytes, location: Location) -> str:
    """The snippet alone: the rows between the headline and the help."""
    rows = full(text, problem(location))
    return "\n".join(rows[2:-3]) + "\n"


def test_full_shows_the_line_the_chain_and_the_help() -> None:
    app = "async def update(n):\n    return load(n)\n"
    lib = "\n" * 9 + "def load(n):\n    time.sleep(n)\n"
    notes = (
        DiagnosticNote(at(11, 5, 11, 18, "/project/lib.py"), "`load` calls `time.sleep`"),
        DiagnosticNote(None, "the backend of `app` is FastAPI"),
    )
    assert "\n".join(full(app, problem(at(2, 12, 2, 19), *notes), lib=lib)) == textwrap.dedent(
        """\
        app.py:2:12: error DSH101 blocking-sleep: `time.sleep` holds up the event loop, so every user waits
           |
         2 |     return load(n)
           |            ^^^^^^^
          --> lib.py:11:5: `load` calls `time.sleep`
        11 |     time.sleep(n)
           |     -------------
           = note: the backend of `app` is FastAPI
           |
           = help: await `asyncio.sleep` instead
        """
    )


def test_full_without_help_or_notes() -> None:
    one = Diagnostic("DSH301", "pointless-async", Severity.WARNING, at(1, 1, 1, 2), "nothing is awaited")
    assert full("x\n", one) == [
        "app.py:1:1: warning DSH301 pointless-async: nothing is awaited",
        "  |",
        "1 | x",
        "  | ^",
        "  |",
        "",
    ]


def test_full_of_a_file_that_cannot_be_quoted() -> None:
    one = problem(at(7, 1, 7, 1, "/project/gone.py"))
    assert full("x\n", one) == [
        f"gone.py:7:1: error DSH101 blocking-sleep: {MESSAGE}",
        f"  = help: {HELP}",
        "",
    ]


def test_tabs_and_wide_characters_keep_the_underline_in_place() -> None:
    assert drawn('\tx = "漢字é", sleep(1)\n', at(1, 13, 1, 21)) == (
        '1 |     x = "漢字é", sleep(1)\n'
        "  |                  ^^^^^^^^\n"
    )  # fmt: skip
    assert drawn("a = 'e\u0301\u200b', sleep(1)", at(1, 12, 1, 20)) == (
        "1 | a = 'e\u0301\u200b', sleep(1)\n"
        "  |          ^^^^^^^^\n"
    )  # fmt: skip


def test_control_characters_cannot_act() -> None:
    assert drawn("a = '\x1b[31m', f()", at(1, 13, 1, 16)) == (
        "1 | a = '\ufffd[31m', f()\n"
        "  |             ^^^\n"
    )  # fmt: skip


def test_the_end_of_a_line_is_where_python_sees_it() -> None:
    text = "a = '\x0c\x85\u2028'\r\nb = 1\rf()\n"
    assert drawn(text, at(3, 1, 3, 4)) == "3 | f()\n  | ^^^\n"


def test_an_encoding_cookie_and_a_byte_order_mark_are_obeyed() -> None:
    assert drawn("# coding: latin-1\né = f()\n".encode("latin-1"), at(2, 5, 2, 8)) == "2 | é = f()\n  |     ^^^\n"
    assert drawn("\ufeffé = f()\n".encode(), at(1, 5, 1, 8)) == "1 | é = f()\n  |     ^^^\n"
    assert drawn(b"\xff = f()\n", at(1, 5, 1, 8)) == "1 | \ufffd = f()\n  |     ^^^\n"


def test_a_place_over_several_lines_from_the_start_of_one() -> None:
    text = "    gather(\n        a,\n    )\n"
    assert drawn(text, at(1, 5, 3, 6)) == textwrap.dedent(
        """\
        1 | /     gather(
        2 | |         a,
        3 | |     )
          | |_____^
        """
    )


def test_a_place_over_several_lines_from_within_one() -> None:
    text = "    return gather(\n        a,\n    )\n"
    assert drawn(text, at(1, 12, 3, 6)) == textwrap.dedent(
        """\
        1 |       return gather(
          |  ____________^
        2 | |         a,
        3 | |     )
          | |_____^
        """
    )


def test_the_middle_of_a_long_place_is_left_out() -> None:
    text = "f(\n" + "".join(f"    {number},\n" for number in range(2, 99)) + ")\n"
    assert drawn(text, at(1, 1, 99, 2)) == textwrap.dedent(
        """\
         1 | / f(
         2 | |     2,
         3 | |     3,
           | | ...
        97 | |     97,
        98 | |     98,
        99 | | )
           | |_^
        """
    )


@pytest.mark.parametrize("lead", [0, 3, 100, 130, 5000])
@pytest.mark.parametrize("tail", [0, 3, 100, 130, 5000])
@pytest.mark.parametrize("filler", ["x", "漢"])
def test_long_lines_are_windowed_around_the_place(lead: int, tail: int, filler: str) -> None:
    line = filler * lead + "=f()=" + filler * tail
    row, underline = drawn(line, at(1, lead + 2, 1, lead + 5)).splitlines()
    text, marks = row.removeprefix("1 | "), underline.removeprefix("  | ")
    assert sum(map(_width, text)) <= WIDTH
    assert text == line if sum(map(_width, line)) <= WIDTH else text.strip(".") in line
    start = marks.index("^")
    assert marks == " " * start + "^^^"
    assert sum(map(_width, text[: text.index("f()")])) == start


def test_a_place_longer_than_the_window_is_cut() -> None:
    row, underline = drawn("x" * 500, at(1, 101, 1, 401)).splitlines()
    assert len(row) == len("1 | ") + WIDTH
    assert len(underline) <= len(row)
    assert underline.count("^") > WIDTH // 2


def test_a_place_beyond_the_line_points_behind_it() -> None:
    assert drawn("f()\n", at(1, 90, 1, 95)) == "1 | f()\n  |    ^\n"


def test_colors_add_nothing_but_colors() -> None:
    note = DiagnosticNote(at(1, 1, 1, 2), "here")
    problems = [problem(at(1, 1, 1, 4), note, severity=severity) for severity in Severity]
    plain = full("f()\n", *problems)
    colored = full("f()\n", *problems, colored=True)
    assert colored != plain
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in colored] == plain


def test_flake8_is_one_line_a_problem() -> None:
    problems = [problem(at(3, 5, 9, 1), DiagnosticNote(None, "note")), problem(at(4, 1, 4, 2), message="two\n lines")]
    assert list(REPORTS["flake8"](problems, excerpts(app="x"), Paint(True))) == [
        f"app.py:3:5: DSH101 {MESSAGE}",
        "app.py:4:1: DSH101 two lines",
    ]


def test_a_file_name_cannot_break_a_line() -> None:
    one = problem(at(1, 1, 1, 2, "/project/a\nb.py"))
    assert list(REPORTS["flake8"]([one], excerpts(app="x"), Paint())) == [f"a\\nb.py:1:1: DSH101 {MESSAGE}"]


def test_no_problems_print_nothing() -> None:
    assert full("x") == []
    assert list(REPORTS["flake8"]([], excerpts(), Paint())) == []


def test_summary() -> None:
    error, warning, info = (problem(at(1, 1, 1, 2), severity=severity) for severity in reversed(Severity))
    assert summary([]) == "No problems found."
    assert summary([error]) == "Found 1 problem (1 error)."
    assert summary([info, error, warning, error]) == "Found 4 problems (2 errors, 1 warning, 1 info)."
    assert summary([warning, warning]) == "Found 2 problems (2 warnings)."


def test_statistics() -> None:
    other = Diagnostic("DSH301", "pointless-async", Severity.WARNING, at(1, 1, 1, 2), "x")
    error, info = (problem(at(1, 1, 1, 2), severity=severity) for severity in (Severity.ERROR, Severity.INFO))
    assert list(statistics([])) == []
    assert list(statistics([other, *[error] * 10, info])) == [
        "10  error    DSH101  blocking-sleep",
        " 1  info     DSH101  blocking-sleep",
        " 1  warning  DSH301  pointless-async",
    ]
