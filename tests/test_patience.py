"""How long reading one file may take, and what is said of one that takes longer."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broken_rules import known, write
from dashlint.cli import main
from dashlint.facts import OWN_DEFECT, Function
from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.read import cost, patience, read, trial
from dashlint.read.parsing import STACK_BYTES, UnreadableError, in_deep_stack, parse, parse_code, symbols_in
from dashlint.read.patience import ImpatienceError, Patience
from dashlint.read.sections import Section
from dashlint.settings import Settings

APP = """\
import time

from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    # A long comment, so that the body of this function is read when somebody looks at it, and not at once.
    time.sleep(2)
    return clicks
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["--no-cache", "--format", "concise", *arguments])
        return (status, *capfd.readouterr())

    return run


def layouts(count: int) -> str:
    """Return a statement over which the parser takes long: layouts within layouts."""
    one = "html.Div([" * 60 + "1" + "])" * 60
    return f"boards = [{', '.join([one] * count)}]\n"


# patterns, which take libcst four times as long for each bracket


PATTERNS = {
    "list": ("[", "]"),
    "tuple": ("(", ",)"),
    "group": ("(", ")"),
    "class": ("A(", ")"),
    "keyword": ("A(k=", ")"),
    "mapping": ("{1: ", "}"),
    "or": ("(1 | ", ")"),
}


@pytest.mark.parametrize("kind", PATTERNS)
@pytest.mark.parametrize("between", ["", "# a ( comment\n", "'a ( text': 1, "])
def test_a_pattern_that_libcst_would_never_be_done_with_is_refused(kind: str, between: str) -> None:
    opening, closing = PATTERNS[kind]
    code = f"x = 1\nmatch x:\n  case {opening * 60}1{closing * 60}: pass\n"
    facts = in_deep_stack(lambda: read("/x.py", f"{between.partition('# ')[1]}\n{code}".encode()))
    assert facts.defect is not None
    assert (facts.defect.message, facts.defect.line) == ("nested too deeply to be read", 4)
    with pytest.raises(UnreadableError, match="nested too deeply"):
        parse(code.encode())
    with pytest.raises(UnreadableError, match="nested too deeply"):
        parse_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "match x:\n  case 1: pass\n  case 2 if (((((((((((1))))))))))): pass\n" * 0
        + "match x:\n  case [[[[[(1, {2: A(k=3)})]]]]]: pass\n",
        "del ((((((((x))))))))\n",
        "del x[0], y[f(1)]; z = ((((((((((((1))))))))))))\n",
        "case = ((((((((((((1))))))))))))\n",
        "x = 'case ((((((((((((1))))))))))))'\n",
        "# case ((((((((((((1))))))))))))\n",
        "match x:\n  case 1: y = ((((((((((((1))))))))))))\n",
        "match x:\n  case 1:\n    y = ((((((((((((1))))))))))))\n",
        "x = [\n]\nmatch x:\n  case [\n1\n]: pass\n",
    ],
)
def test_patterns_that_people_write_are_read(code: str) -> None:
    parse(code.encode())
    parse_code(code.ljust(500) + "\n")


def test_a_pattern_may_nest_nine_deep() -> None:
    for depth in (9, 10):
        code = f"match x:\n  case {'[' * depth}1{']' * depth}: pass\n"
        assert (read("/x.py", code.encode()).defect is None) == (depth == 9)


def test_what_is_deleted_may_not_nest_endlessly() -> None:
    with pytest.raises(UnreadableError, match="nested too deeply"):
        parse(b"if x:\n    y; del " + b"(" * 40 + b"x" + b")" * 40 + b"\n")


# texts, which take no memory of their own


def test_the_longest_text_is_set_aside_with_little_memory() -> None:
    import tracemalloc

    text = b"x = '" + b"a" * 5_000_000 + b"'\ny = '''" + b"a\n" * 1_000_000 + b"'''\n"
    tracemalloc.start()
    bare, symbols = symbols_in(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (bare, symbols) == (b"x = \ny = \n", b"=\n=\n")
    assert peak < 20_000_000


@given(st.text(alphabet="'\"\\\n#ax(", max_size=40))
def test_texts_end_where_python_ends_them(written: str) -> None:
    """A text in each form of quotes is set aside whole, whatever it holds."""
    for quote in ("'", '"', "'''", '"""'):
        inner = written if len(quote) == 3 else written.replace("\n", "")
        inner = inner.replace("\\", "").replace(quote[0], "\\" + quote[0])
        assert symbols_in(f"a{quote}{inner}{quote}b".encode())[0] == b"ab"


# costs


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("x" * 1000, 0.01),
        ("[" * 12 + "]" * 12, 24e-5 * (1 + 12 / 12) + 11 * 0.4e-6),
        ("+" * 1000, 0.01 + 0.4),
        ("+" * 500 + "," + "+" * 500, 0.01001 + 0.2),
        ("+" * 500 + ";" + "+" * 500 + "\n" + "+" * 10, 0.01012 + 0.2 + 0.00004),
        ("(" + "+" * 500 + "\n" + "+" * 500 + ")", 10.03e-3 * (1 + 1 / 12) + 0.4 + 0.4e-6),
        ("'" + "+" * 1000 + "'", 0),
    ],
)
def test_costs_are_those_that_were_measured(code: str, seconds: float) -> None:
    assert cost.seconds_for(code.encode()) == pytest.approx(seconds, rel=0.02, abs=1e-9)


@given(st.text(alphabet="([{}])+-., \n;ax", max_size=200))
def test_no_byte_costs_more_than_the_most(code: str) -> None:
    assert cost.seconds_for(code.encode()) <= len(code) * cost.MOST_SECONDS_A_BYTE


# patience


def test_what_takes_long_is_tried_and_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, float]] = []
    answers = iter([True, False])

    def ends(code: bytes, seconds: float, stack: int) -> bool:
        asked.append((len(code), seconds))
        return next(answers)

    monkeypatch.setattr(trial, "ends", ends)
    one = Patience()
    one.seconds = 0.05
    code = "x = [" + "1, " * 2000 + "]\n"
    assert one.parse_code(code, 1).code == code
    assert asked == [(len(code), 0.05)]
    one.spent = 0.02
    with pytest.raises(ImpatienceError) as error:
        one.parse_code(code, 7)
    assert (error.value.message, error.value.line) == ("too much to be read in 0.05 seconds", 7)
    assert asked[1] == (len(code), pytest.approx(0.03))
    assert one.spent == 0.02


def test_what_is_spent_adds_up() -> None:
    one = Patience()
    one.seconds = 1000
    for _ in range(3):
        before = one.spent
        one.parse(layouts(2).encode())
        assert one.spent > before
    one.spent = 1000
    with pytest.raises(ImpatienceError):
        one.parse(b"x\n")


def test_endless_patience_tries_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "ends", None)
    assert Patience().parse_code(layouts(6), 1).code == layouts(6)


def test_a_trial_ends_with_the_parser_or_with_the_time() -> None:
    assert trial.ends(layouts(1).encode(), 100, STACK_BYTES)
    assert trial.ends(b"this is no Python\xff", 100, STACK_BYTES)
    pattern = b"match x:\n  case " + b"[" * 60 + b"1" + b"]" * 60 + b": pass\n"
    assert not trial.ends(pattern, 1, STACK_BYTES)


def test_a_trial_that_is_killed_has_not_ended() -> None:
    """The stack of a small thread cannot hold the recursion of the parser."""
    assert not trial.ends(b"x = " + b"not " * 2900 + b"y\n", 100, 64 * 1024)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="memory is not limited there")
def test_a_trial_that_takes_too_much_memory_has_not_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MOST_BYTES", 700 * 1024**2)
    assert not trial.ends(b"x = [" + b"1," * 300_000 + b"]\n", 100, STACK_BYTES)


def test_where_no_process_can_be_started_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for executable in ("", "/no/such/python"):
        monkeypatch.setattr(sys, "executable", executable)
        assert trial.ends(b"x\n", 1, STACK_BYTES)


def test_a_frozen_program_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(trial.subprocess, "run", None)
    assert trial.ends(b"x\n", 1, STACK_BYTES)


# files


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No trial comes to its end."""
    monkeypatch.setattr(trial, "ends", lambda code, seconds, stack: False)


@pytest.mark.usefixtures("impatient")
def test_a_file_that_takes_too_long_is_reported_and_the_rest_too(here: Path, run: Run) -> None:
    (here / "boards.py").write_text("import dash\n\n" + layouts(7) + "dash.register_page(__name__)\n", encoding="utf-8")
    status, output, _ = run("--max-seconds-per-file", "1")
    assert status == 2
    assert (
        "boards.py:3:1: DSH001 this file is too much to be read in 1 seconds, so nothing in it was looked at" in output
    )
    assert "app.py:12:5: DSH101 " in output
    status, output, _ = run("--max-seconds-per-file", "0")
    assert (status, "DSH001" in output) == (1, False)


@pytest.mark.usefixtures("impatient")
def test_the_settings_say_how_long_it_may_take(here: Path, run: Run) -> None:
    (here / "boards.py").write_text("import dash\n" + layouts(6) + "dash.register_page(__name__)\n", encoding="utf-8")
    assert run()[0] == 1
    (here / "dashlint.toml").write_text("max-seconds-per-file = 1\n", encoding="utf-8")
    (here / "boards.py").write_text("import dash\n" + layouts(8) + "dash.register_page(__name__)\n", encoding="utf-8")
    assert run()[0] == 2
    assert run("--max-seconds-per-file", "0")[0] == 1
    assert Settings().seconds_per_file == 30
    assert Settings(max_seconds_per_file=0).seconds_per_file == math.inf
    assert Settings(max_seconds_per_file=7).over(Settings(max_seconds_per_file=9)).seconds_per_file == 7
    assert Settings().over(Settings(max_seconds_per_file=0)).seconds_per_file == math.inf


@pytest.mark.usefixtures("impatient")
def test_a_body_that_is_read_later_counts_too(here: Path, run: Run) -> None:
    (here / "app.py").write_text(APP.replace("time.sleep(2)", "time.sleep(2)\n    " + layouts(7)), encoding="utf-8")
    status, output, _ = run("--max-seconds-per-file", "1")
    assert (status, "app.py:9:1: DSH001 this file is too much" in output) == (2, True)


@pytest.mark.usefixtures("impatient")
def test_a_body_that_is_read_last_counts_too(here: Path, tmp_path: Path) -> None:
    """What a rule alone looks at is read after the rules whose codes come before."""
    code = """
from dashlint.facts import Function
from dashlint.rule import rule

@rule("DSH904", severity="error")
def late_reader(project):
    for path in sorted(project.modules.texts):
        for one in project.modules.facts(path).body:
            if isinstance(one, Function) and len(one.body) > 1000:
                yield
"""
    lonely = f"import os\n\n\ndef lonely(os):\n    os.path.join()\n    {layouts(9)}"
    (here / "lonely.py").write_text(lonely, encoding="utf-8")
    settings = Settings(max_seconds_per_file=1)
    assert {one.code for one in lint_sources(find(["."]), settings).diagnostics} == {"DSH101"}
    with known(write(tmp_path / "late rules", code, "dsh904_late_reader")):
        outcome = lint_sources(find(["."]), settings)
    assert [one.code for one in outcome.diagnostics] == ["DSH101", "DSH001"]
    assert outcome.unreadable
    assert outcome.breakdowns == ()


@pytest.mark.usefixtures("impatient")
def test_a_method_that_is_read_later_counts_too() -> None:
    code = f"class Board:\n    x = 1\n\n    def layout(self):\n        y = 2\n        {layouts(7)}"
    facts = read("/x.py", code.encode(), 1)
    (board,) = facts.body
    assert facts.known_defect is None
    (_, layout) = board.body  # type: ignore[union-attr]
    assert isinstance(layout, Function)
    assert list(layout.body) == []
    assert facts.defect is not None
    assert (facts.defect.message, facts.defect.line) == ("too much to be read in 1 seconds", 4)


def test_a_body_that_dashlint_fails_on_costs_its_file_alone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Section._read_body

    def broken(section: Section) -> object:
        if "time.sleep(2)" in section.chunk.code:
            raise KeyError("out of luck")
        return whole(section)

    (here / "app.py").write_text(f"# A new text, of which nothing has been read.\n{APP}", encoding="utf-8")
    (here / "other.py").write_text(APP.replace("sleep(2)", "sleep(3)"), encoding="utf-8")
    monkeypatch.setattr(Section, "_read_body", broken)
    outcome = lint_sources(find(["."]), Settings())
    assert [(Path(one.location.path).name, one.code) for one in outcome.diagnostics] == [
        ("app.py", "DSH001"),
        ("other.py", "DSH101"),
    ]
    assert outcome.diagnostics[0].message.startswith(f"this file is {OWN_DEFECT}")
    assert [(Path(one.path).name, one.what) for one in outcome.breakdowns] == [("app.py", "KeyError: 'out of luck'")]


def test_patience_is_with_a_file_not_with_a_run() -> None:
    assert patience.patience_with(b"a = 1\n") is patience.patience_with(b"a = 1\n")
    assert patience.patience_with(b"a = 1\n") is not patience.patience_with(b"a = 2\n")
