"""What is said about comments that silence rules: those that silence nothing, and those that name no rule."""

from __future__ import annotations

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
