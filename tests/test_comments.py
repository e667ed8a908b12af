"""What is said about comments that silence rules: those that silence nothing, and those that name no rule."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from dashlint.cli import main
from dashlint.diagnostic import Diagnostic, Severity
from dashlint.lint import lint_paths
from dashlint.settings import Settings

APP = """\
import asyncio
import hashlib
import os
import time

from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
server = app.server
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    await asyncio.sleep(0)
    LINE
    return clicks
"""
LINE = APP.splitlines().index("    LINE") + 1
ALL = Settings(select=("ALL",))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(here: Path, line: str, settings: Settings = ALL) -> list[Diagnostic]:
    (here / "app.py").write_text(APP.replace("LINE", line), encoding="utf-8")
    return [one for one in lint_paths([here], settings).diagnostics if one.location.line == LINE]


def codes(here: Path, line: str, settings: Settings = ALL) -> list[str]:
    return [one.code for one in found(here, line, settings)]


class TestUnused:
    def test_the_words(self, here: Path) -> None:
        (one,) = found(here, "print()  # noqa: E501, DSH101, DSH105")
        assert (one.name, one.severity, one.effect) == ("unused-suppression", Severity.WARNING, None)
        assert one.message.startswith("`noqa` of `DSH101`, `DSH105` silences nothing here")
        assert one.help == "remove `DSH101`, `DSH105` from the comment"
        (one,) = found(here, "print()  # dashlint: ignore")
        assert one.message.startswith("`dashlint: ignore` silences nothing here")
        assert one.help == "remove the comment"

    def test_the_comment_is_the_place(self, here: Path) -> None:
        (one,) = found(here, "print()  # the pump  # noqa: DSH101 stopped")
        assert (one.location.column, one.location.end_column) == (26, 40)
        assert (one.location.line, one.location.end_line) == (LINE, LINE)

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("time.sleep(1)  # noqa: DSH101", []),
            ("time.sleep(1)  # dashlint: ignore", []),
            ("time.sleep(1)  # dashlint: ignore[DSH]", []),
            ("time.sleep(1)  # noqa: DSH102", ["DSH101", "DSH002"]),
            ("time.sleep(1)  # noqa: DSH102  # noqa: DSH101", ["DSH002"]),
            ("time.sleep(1)  # noqa", []),
            ("print()  # noqa", []),
            ("print()  # noqa: E501", []),
            ("print()  # noqa: DSH101", ["DSH002"]),
            ("print()  # dashlint: ignore", ["DSH002"]),
            ("print()  # dashlint: ignore[]", ["DSH002"]),
            ("print()  # dashlint: ignore[DSH]", []),
            ("print()  # noqa: DSH101, DSH002", []),
            ("print()  # noqa: DSH101, DSH00", []),
            ("print()  # noqa: DSH101  # noqa", []),
            ("print()  # noqa: DSH101  # noqa: unused-suppression", []),
            ("print()  # noqa: DSH101  # dashlint: ignore", ["DSH002", "DSH002"]),
            ("print('# noqa: DSH101')", []),
        ],
    )
    def test_what_is_unused(self, here: Path, line: str, expected: list[str]) -> None:
        assert codes(here, line) == expected

    def test_a_problem_that_is_not_shown_is_silenced_all_the_same(self, here: Path) -> None:
        line = "os.path.exists('a')  # noqa: DSH105"
        assert codes(here, line.split("  #")[0]) == ["DSH105"]
        assert codes(here, line.split("  #")[0], Settings()) == []
        assert codes(here, line, Settings()) == []
        assert codes(here, "time.sleep(1)  # noqa: DSH101", Settings(select=("DSH002",))) == []

    def test_rules_that_are_not_selected_are_not_called_unused(self, here: Path) -> None:
        line = "print()  # noqa: DSH101"
        assert codes(here, line, Settings(select=("DSH002", "DSH101"))) == ["DSH002"]
        assert codes(here, line, Settings(select=("DSH0", "DSH102"))) == []
        assert codes(here, line, Settings(ignore=("DSH101",))) == []
        assert codes(here, "print()  # noqa: DSH107", Settings()) == []
        assert codes(here, "print()  # noqa: DSH107") == ["DSH002"]

    def test_a_rule_that_a_severity_hides_is_not_selected(self, here: Path) -> None:
        line = "print()  # noqa: DSH101"
        assert codes(here, line, Settings(severities=(("DSH101", Severity.INFO),))) == []
        (one,) = found(here, line, Settings(severities=(("DSH002", Severity.ERROR),)))
        assert one.severity is Severity.ERROR

    def test_a_run_that_supposes_something_tells_nothing_of_comments(
        self, here: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found(here, "time.sleep(1)  # noqa: DSH101, DSH105")
        assert main(["--format", "flake8"]) == 1
        assert ": DSH002 " in capsys.readouterr().out
        assert main(["--backend", "flask"]) == main(["--dash-version", "4.4.1"]) == 0
        (here / "pyproject.toml").write_text('[tool.dashlint]\nbackend = "quart"\ndash-version = "4.4.1"\n')
        assert main([]) == 1

    def test_what_is_only_read_is_not_reported(self, here: Path) -> None:
        (here / "helper.py").write_text("def load():\n    pass  # noqa: DSH101\n")
        (here / "app.py").write_text(APP.replace("LINE", "load()").replace("import os", "from helper import load"))
        assert [one.code for one in lint_paths([here / "app.py"], ALL).diagnostics] == []
        assert [one.code for one in lint_paths([here / "helper.py"], ALL).diagnostics] == ["DSH002"]
        assert [one.code for one in lint_paths([here], ALL).diagnostics] == ["DSH002"]

    def test_a_file_that_cannot_be_read_is_left_alone(self, here: Path) -> None:
        (here / "app.py").write_text(APP.replace("LINE", "print(  # noqa: DSH101"))
        assert [one.code for one in lint_paths([here], ALL).diagnostics] == ["DSH001"]

    def test_a_problem_that_comes_by_is_named_with_its_place(self, here: Path) -> None:
        (here / "helper.py").write_text("import time\n\n\ndef load():\n    time.sleep(1)  # noqa: DSH101\n")
        (here / "app.py").write_text(APP.replace("LINE", "load()").replace("import os", "from helper import load"))
        one = next(one for one in lint_paths([here], ALL).diagnostics if one.code == "DSH002")
        (note,) = one.notes
        assert note.message == "a comment for DSH101 belongs here"
        assert note.location is not None
        assert (Path(note.location.path).name, note.location.line) == ("app.py", LINE)
        assert one.help == "write it where the problem is reported, or remove it"


class TestUnknown:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("print()  # noqa: DSH999", ["DSH003"]),
            ("print()  # noqa: dsh9", ["DSH003"]),
            ("print()  # noqa: DSH1011", ["DSH003"]),
            ("print()  # dashlint: ignore[blocking_sleep]", ["DSH003"]),
            ("print()  # dashlint: ignore[D]", ["DSH003"]),
            ("print()  # dashlint: ignore[ADVICE]", ["DSH003"]),
            ("print()  # dashlint: ignore[DSH999, DSH101]", ["DSH002", "DSH003"]),
            ("print()  # noqa: DSH999  # noqa: DSH998", ["DSH003", "DSH003"]),
            ("print()  # noqa: DSH999, DSH003", []),
            ("print()  # noqa: DSH999  # noqa", []),
            ("print()  # noqa: blocking-slep", []),
            ("print()  # noqa: E501, DSHX", []),
            ("print()  # noqa: well-known", []),
        ],
    )
    def test_what_is_unknown(self, here: Path, line: str, expected: list[str]) -> None:
        assert codes(here, line) == expected

    @pytest.mark.parametrize(
        ("entry", "expected"),
        [
            ("blocking-slep", "check the spelling: the nearest is `blocking-sleep`"),
            ("blocking_sleep", "check the spelling: the nearest is `blocking-sleep`"),
            ("DSH1011", "check the spelling: the nearest is `DSH101`"),
            ("all", "write `# dashlint: ignore` to silence every rule"),
            ("xyz", "replace it with a code or a name that `dashlint rules` prints, or remove it"),
        ],
    )
    def test_the_hint(self, here: Path, entry: str, expected: str) -> None:
        (one,) = found(here, f"print()  # dashlint: ignore[{entry}]")
        assert one.message == f"no rule is called `{entry}`, so this comment silences less than it says"
        assert one.help == expected

    def test_it_does_not_matter_what_the_run_supposes(self, here: Path) -> None:
        assert codes(here, "print()  # noqa: DSH999", Settings(supposes=True)) == ["DSH003"]


def mended(here: Path, body: str, *options: str) -> str:
    """The body of the callback after fixes of the rules on comments."""
    source = APP.replace("    LINE\n", textwrap.indent(body, "    "))
    (here / "app.py").write_text(source, encoding="utf-8", newline="")
    main(["--select", "ALL", "--fixable", "DSH0", "--fix-only", *options])
    after = (here / "app.py").read_bytes().decode()
    before, behind = source.split(textwrap.indent(body, "    "))
    assert after.startswith(before)
    assert after.endswith(behind)
    return textwrap.dedent(after[len(before) : len(after) - len(behind)])


class TestLevels:
    """Comments that mean more than their line."""

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("# dashlint: ignore[DSH101]\ntime.sleep(1)\n", []),
            ("# dashlint: ignore[DSH101]\nprint()\n", ["DSH002"]),
            ("# dashlint: ignore[DSH101, DSH105]\ntime.sleep(\n    1\n)\n", ["DSH002"]),
            ("time.sleep(\n    1,  # noqa: DSH101\n)\n", []),
            ("# dashlint: ignore-next-line[DSH101]\ntime.sleep(1)\n", []),
            ("# dashlint: ignore-next-line[DSH101]\nprint()\ntime.sleep(1)\n", ["DSH002", "DSH101"]),
            ("# dashlint: ignore-next-line\nprint()\n", ["DSH002"]),
            ("# dashlint: ignore-next-line[DSH101, DSH002]\nprint()\n", []),
            ("# dashlint: disable[DSH101]\ntime.sleep(1)\n# dashlint: enable[DSH101]\n", []),
            ("# dashlint: disable[DSH101]\ntime.sleep(1)\n# dashlint: enable\n", []),
            ("# dashlint: disable[DSH101]\nprint()\n# dashlint: enable[DSH101]\n", ["DSH002"]),
            ("# dashlint: disable\nprint()\n# dashlint: enable\n", ["DSH002"]),
            ("# dashlint: disable[DSH101]\ntime.sleep(1)\n", ["DSH002"]),
            ("# dashlint: disable[DSH101, DSH002]\ntime.sleep(1)\n", []),
            ("# dashlint: disable[DSH101, DSH105]\ntime.sleep(1)\n", ["DSH002", "DSH002"]),
            ("# dashlint: disable[DSH101]\nprint()\n", ["DSH002"]),
            ("time.sleep(1)\n# dashlint: enable[DSH101]\n", ["DSH101", "DSH002"]),
            ("# dashlint: enable[DSH101, DSH002]\n", []),
            ("time.sleep(1)  # dashlint: disable[DSH101]\n", ["DSH101", "DSH002"]),
            ("# dashlint: ignore-file[DSH101]\ntime.sleep(1)\n", ["DSH002", "DSH101"]),
            ("# dashlint: disable[DSH999]\n# dashlint: enable[DSH999]\n", ["DSH003"]),
            ("# dashlint: ignore-next-line[DSH999]\nprint()\n", ["DSH003"]),
            ("# dashlint: ignore-next-line[ALL]\nprint()\n", ["DSH003"]),
        ],
    )
    def test_what_is_found(self, here: Path, body: str, expected: list[str]) -> None:
        (here / "app.py").write_text(APP.replace("    LINE\n", textwrap.indent(body, "    ")))
        assert [one.code for one in lint_paths([here], ALL).diagnostics] == expected

    @pytest.mark.parametrize(
        ("comment", "expected"),
        [
            ("# dashlint: ignore-file[DSH101]", []),
            ("# dashlint: ignore-file", []),
            ("# dashlint: ignore-file[DSH101, DSH105]", ["DSH002"]),
            ("# dashlint: ignore-file[DSH105]", ["DSH002", "DSH101"]),
            ("# dashlint: ignore-file[DSH105, DSH002]", ["DSH101"]),
            ("# dashlint: disable[DSH101]", ["DSH002"]),
        ],
    )
    def test_a_whole_file(self, here: Path, comment: str, expected: list[str]) -> None:
        (here / "app.py").write_text(f"{comment}\n" + APP.replace("LINE", "time.sleep(1)"))
        assert [one.code for one in lint_paths([here], ALL).diagnostics] == expected

    @pytest.mark.parametrize(
        ("body", "message", "advice"),
        [
            ("# dashlint: ignore-next-line\nprint()\n", "the next mistake on the next line", "remove the comment"),
            ("# dashlint: disable\nprint()\n", "the next mistake in this block", "remove the comment"),
            (
                "# dashlint: disable[DSH101, DSH002x]\ntime.sleep(1)\n",
                "`dashlint: disable` of `DSH101`, `DSH002x` is never ended, so it also silences",
                "write `# dashlint: enable[DSH101, DSH002x]` where it shall end",
            ),
            ("# dashlint: disable\ntime.sleep(1)\n", "is never ended", "write `# dashlint: enable` where"),
            (
                "# dashlint: enable[DSH101]\n",
                "`dashlint: enable` of `DSH101` ends nothing",
                "list what `disable` lists",
            ),
            ("print()  # dashlint: disable\n", "silences nothing where it stands", "on a line of its own above"),
            ("print()  # dashlint: enable\n", "silences nothing where it stands", "on a line of its own below"),
            ("# dashlint: ignore-file\n", "silences nothing where it stands", "write it at the left edge, on a line"),
        ],
    )
    def test_the_words(self, here: Path, body: str, message: str, advice: str) -> None:
        (here / "app.py").write_text(APP.replace("    LINE\n", textwrap.indent(body, "    ")))
        one = next(one for one in lint_paths([here], ALL).diagnostics if one.code == "DSH002")
        assert message in one.message
        assert one.help.startswith(advice) or advice in one.help

    def test_a_comment_that_nothing_follows(self, here: Path) -> None:
        (here / "app.py").write_text(APP.replace("LINE", "print()") + "# dashlint: ignore-next-line")
        (one,) = lint_paths([here], ALL).diagnostics
        assert one.help == "write it above the code that it is for"

    def test_a_trial_tells_nothing_of_an_open_range_but_of_a_misplaced_one(self, here: Path) -> None:
        body = "    # dashlint: disable[DSH101]\n    time.sleep(1)  # dashlint: disable\n"
        (here / "app.py").write_text(APP.replace("    LINE\n", body))
        found = lint_paths([here], Settings(select=("ALL",), supposes=True)).diagnostics
        assert [one.message.split("` ")[1] for one in found] == [
            "silences nothing where it stands, so what it was written for is reported"
        ]


class TestFixes:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("print()  # noqa: DSH101\n", "print()\n"),
            ("print()  # noqa: E501, DSH101 -- x\n", "print()  # noqa: E501 -- x\n"),
            ("print()  # noqa: DSH101, E501\n", "print()  # noqa: E501\n"),
            ("print()  # noqa: E501,DSH101,W291\n", "print()  # noqa: E501,W291\n"),
            ("print()  # noqa: E501 DSH101 DSH105 W291\n", "print()  # noqa: E501 W291\n"),
            ("print()  # noqa: DSH101 -- x\n", "print()\n"),
            ("print()  # noqa: DSH101 stopped\n", "print()  # stopped\n"),
            ("print()  # type: ignore  # noqa: DSH101\n", "print()  # type: ignore\n"),
            ("print()  # noqa: DSH101  # type: ignore\n", "print()  # type: ignore\n"),
            ("print()  # noqa: DSH101 -- x  # type: ignore\n", "print()  # type: ignore\n"),
            ("print()  # keep me  # dashlint: ignore[DSH101]\n", "print()  # keep me\n"),
            ("print()  # keep me # dashlint: ignore[DSH101]\n", "print()  # keep me\n"),
            ("print()  # dashlint: ignore\n", "print()\n"),
            ("print()  # dashlint: ignore[] -- x\n", "print()\n"),
            ("print()  # noqa: DSH101  # dashlint: ignore[DSH105]\n", "print()\n"),
            ("time.sleep(1)  # dashlint: ignore[ DSH105 , DSH101 ]\n", "time.sleep(1)  # dashlint: ignore[ DSH101 ]\n"),
            ("# noqa: DSH101\nprint()\n", "print()\n"),
            ("# dashlint: ignore-next-line[DSH101]\nprint()\n", "print()\n"),
            ("# dashlint: disable[DSH101]\nprint()\n# dashlint: enable[DSH101]\n", "print()\n"),
            (
                "# dashlint: disable[DSH101, DSH105]\ntime.sleep(1)\n# dashlint: enable[DSH105, DSH101]\n",
                "# dashlint: disable[DSH101]\ntime.sleep(1)\n# dashlint: enable[DSH101]\n",
            ),
            ("# dashlint: disable[DSH101]\nprint()\n# dashlint: enable\n", "print()\n"),
            ("# dashlint: disable\nprint()\n# dashlint: enable\n", "print()\n"),
            ("# dashlint: enable[DSH101]\nprint()\n", "print()\n"),
            ("# dashlint: disable[DSH101]\ntime.sleep(1)\n", "# dashlint: disable[DSH101]\ntime.sleep(1)\n"),
            ("print()  # dashlint: disable[DSH101]\n", "print()  # dashlint: disable[DSH101]\n"),
            ("print()  # noqa: E501\n", "print()  # noqa: E501\n"),
            ("print()  # noqa\n", "print()  # noqa\n"),
            (
                "time.sleep(1)  # dashlint: ignore[blocking-slep]\n",
                "time.sleep(1)  # dashlint: ignore[blocking-slep]\n",
            ),
        ],
    )
    def test_safe(self, here: Path, body: str, expected: str) -> None:
        assert mended(here, body) == expected
        assert mended(here, expected) == expected

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (
                "time.sleep(1)  # dashlint: ignore[blocking-slep]\n",
                "time.sleep(1)  # dashlint: ignore[blocking-sleep]\n",
            ),
            ("time.sleep(1)  # noqa: DSH1011, E501 -- x\n", "time.sleep(1)  # noqa: DSH101, E501 -- x\n"),
            (
                "time.sleep(1)  # dashlint: ignore[blocking-sleep, blocking-slep]\n",
                "time.sleep(1)  # dashlint: ignore[blocking-sleep]\n",
            ),
            (
                "time.sleep(1)  # dashlint: ignore[blocking-slep, blocking_sleep]\n",
                "time.sleep(1)  # dashlint: ignore[blocking-sleep]\n",
            ),
            ("time.sleep(1)  # dashlint: ignore[ALL]\n", "time.sleep(1)  # dashlint: ignore[ALL]\n"),
            ("time.sleep(1)  # noqa: DSH999\n", "time.sleep(1)  # noqa: DSH999\n"),
            (
                "# dashlint: disable[blocking-slep]\ntime.sleep(1)\n# dashlint: enable[blocking-slep]\n",
                "# dashlint: disable[blocking-sleep]\ntime.sleep(1)\n# dashlint: enable[blocking-sleep]\n",
            ),
        ],
    )
    def test_unsafe(self, here: Path, body: str, expected: str) -> None:
        assert mended(here, body, "--unsafe-fixes") == expected

    def test_the_titles(self, here: Path) -> None:
        def title(line: str) -> tuple[str, str]:
            fix = found(here, line)[-1].fix
            assert fix is not None
            return fix.title, fix.applicability.value

        assert title("print()  # noqa: DSH101") == ("Remove the comment", "safe")
        assert title("print()  # noqa: DSH101, E501") == ("Remove `DSH101` from the comment", "safe")
        assert title("print()  # dashlint: ignore[blocking-slep]") == ("Write `blocking-sleep`", "unsafe")

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("# dashlint: disable[DSH101]\nprint()\n# dashlint: enable[DSH101]\n", [2]),
            ("# dashlint: disable[DSH101]\nprint()\n# dashlint: enable\n", [2]),
            ("# dashlint: disable\nprint()\n# dashlint: enable\n", [2]),
            ("# dashlint: disable[DSH101]\n# dashlint: disable[DSH105]\nprint()\n# dashlint: enable\n", [1, 1]),
            ("# dashlint: disable[DSH101, DSH105]\ntime.sleep(1)\n# dashlint: enable\n", [1]),
            ("# dashlint: disable[blocking-slep]\nprint()\n# dashlint: enable\n", [1]),
        ],
    )
    def test_a_range_is_mended_at_both_ends_unless_its_end_is_not_its_own(
        self, here: Path, body: str, expected: list[int]
    ) -> None:
        (here / "app.py").write_text(APP.replace("    LINE\n", textwrap.indent(body, "    ")))
        fixes = [one.fix for one in lint_paths([here], ALL).diagnostics if one.fix]
        assert [len(fix.edits) for fix in fixes] == expected

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends_and_signs_stay(self, here: Path, end: str) -> None:
        source = APP.replace("LINE", "print('ü')  # noqa: DSH101 -- ü\n    # dashlint: ignore[DSH101]").replace(
            "\n", end
        )
        (here / "app.py").write_bytes(b"\xef\xbb\xbf" + source.encode())
        assert main(["--fix", "-q"]) == 0
        expected = APP.replace("LINE", "print('ü')").replace("\n", end)
        assert (here / "app.py").read_bytes() == b"\xef\xbb\xbf" + expected.encode()

    def test_in_other_files(self, here: Path) -> None:
        found(here, "print()")
        (here / "Dockerfile").write_text("FROM python\n# noqa: DSH205 -- so it is\nCMD uvicorn app:server\n")
        assert main(["--fix", "-q", "--select", "DSH0,DSH205"]) == 0
        assert (here / "Dockerfile").read_text() == "FROM python\nCMD uvicorn app:server\n"


class TestOtherFiles:
    DOCKERFILE = "FROM python:3.12\nCOPY . .\n{above}\nCMD {command}\n"

    def lines(self, here: Path, above: str, command: str) -> list[tuple[int, str]]:
        found(here, "print()")
        (here / "Dockerfile").write_text(self.DOCKERFILE.format(above=above, command=command))
        shown = lint_paths([here], Settings(select=("DSH0", "DSH205"))).diagnostics
        return [(one.location.line, one.code) for one in shown]

    def test_a_comment_above_means_the_line_below(self, here: Path) -> None:
        bad, good = "gunicorn app:server", "uvicorn app:server"
        assert self.lines(here, "", bad) == [(4, "DSH205")]
        assert self.lines(here, "# noqa: DSH205", bad) == []
        assert self.lines(here, "# noqa: DSH205", good) == [(3, "DSH002")]
        assert self.lines(here, "# noqa: DSH299", bad) == [(3, "DSH003"), (4, "DSH205")]
        assert self.lines(here, "# noqa: DSH205, DSH002", good) == []
        assert self.lines(here, "# noqa", good) == []

    def test_a_comment_at_the_end_means_its_line(self, here: Path) -> None:
        assert self.lines(here, "", "gunicorn app:server  # noqa: DSH205") == []
        assert self.lines(here, "", "uvicorn app:server  # noqa: DSH205") == [(4, "DSH002")]
        assert self.lines(here, "RUN true  # noqa: DSH205", "gunicorn app:server") == [(3, "DSH002"), (4, "DSH205")]
