"""What `--add-ignore` and `--require-reasons` do: comments that silence every problem, and nothing else changes."""

from __future__ import annotations

import io
import os
import stat
import tokenize
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.decoding import decoded
from dashlint.find import find
from dashlint.fix.texts import edited
from dashlint.lint import lint_sources
from dashlint.read import means_the_same
from dashlint.settings import Settings
from dashlint.suppress import Wanted, is_reason, silencing_edits, suppressions, suppressions_in_file
from fixture_projects import FOLDERS, outcome_of
from running import Run

HEAD = """\
import asyncio
import os
import time

from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    await asyncio.sleep(0)
"""
BAD = HEAD + "    time.sleep(2)\n    return clicks\n"
SILENT = HEAD + "    time.sleep(2)  # dashlint: ignore[DSH101]\n    return clicks\n"


@pytest.fixture
def here(here: Path) -> Path:
    (here / "app.py").write_text(BAD)
    return here


def after(text: str, *wanted: tuple[int, str], path: str = "/app.py", reason: str = "") -> str:
    """The text with comments for problems of these codes on these lines."""
    names = {"DSH101": "blocking-sleep", "DSH102": "blocking-network"}
    asked = [Wanted(line, code, names.get(code, "some-rule")) for line, code in wanted]
    return edited(text.encode(), silencing_edits(path, text, asked, reason).edits).decode()


class TestPlaces:
    """Where in Python code a comment for the problem on a line is written."""

    @pytest.mark.parametrize(
        ("text", "line", "expected"),
        [
            ("a()\n", 1, "a()  # dashlint: ignore[DSH101]\n"),
            ("a()", 1, "a()  # dashlint: ignore[DSH101]"),
            ("a()   \n", 1, "a()  # dashlint: ignore[DSH101]\n"),
            ("a()\r\nb()\r\n", 2, "a()\r\nb()  # dashlint: ignore[DSH101]\r\n"),
            ("a()\rb()\r", 1, "a()  # dashlint: ignore[DSH101]\rb()\r"),
            ("a(\n    1,\n)\n", 1, "a(  # dashlint: ignore[DSH101]\n    1,\n)\n"),
            ("a(\n    1,\n)\n", 2, "a(\n    1,  # dashlint: ignore[DSH101]\n)\n"),
            ('a(1, """\n""", 2)\n', 1, None),
            ("a = 1 + \\\n    b()\n", 1, "a = 1 + \\\n    b()  # dashlint: ignore[DSH101]\n"),
            ("a = 1 + \\\n    b(\n    2)\n", 1, "a = 1 + \\\n    b(  # dashlint: ignore[DSH101]\n    2)\n"),
            ("a = 'x\\\ny' + b()\n", 1, "a = 'x\\\ny' + b()  # dashlint: ignore[DSH101]\n"),
            ("def a(): b()\n", 1, "def a(): b()  # dashlint: ignore[DSH101]\n"),
            ("a()  # keep me\n", 1, "a()  # keep me  # dashlint: ignore[DSH101]\n"),
            ("a()  # noqa: E501\n", 1, "a()  # noqa: E501  # dashlint: ignore[DSH101]\n"),
            ("a()  # noqa: DSH105\n", 1, "a()  # noqa: DSH105  # dashlint: ignore[DSH101]\n"),
            ("a()  # dashlint: ignore\n", 1, "a()  # dashlint: ignore  # dashlint: ignore[DSH101]\n"),
            ("a()  # dashlint: ignore[DSH2]\n", 1, "a()  # dashlint: ignore[DSH101, DSH2]\n"),
            ("a()  # dashlint: ignore[DSH002]  # b\n", 1, "a()  # dashlint: ignore[DSH002, DSH101]  # b\n"),
            ("a()  # x  # dashlint:ignore[DSH2] -- y\n", 1, "a()  # x  # dashlint: ignore[DSH101, DSH2] -- y\n"),
            ("a()  # dashlint: ignore[DSH1]\n", 1, "a()  # dashlint: ignore[DSH1]\n"),
            ("a()  # dashlint: ignore[blocking-sleep]\n", 1, "a()  # dashlint: ignore[blocking-sleep]\n"),
            ("# noqa: DSH9\na()\n", 1, "# noqa: DSH9  # dashlint: ignore[DSH101]\na()\n"),
            ("", 1, "# dashlint: ignore[DSH101]"),
            ("\n\na()\n", 1, "# dashlint: ignore[DSH101]\n\na()\n"),
            ("\ta()\n", 1, "\ta()  # dashlint: ignore[DSH101]\n"),
        ],
    )
    def test_of_one_comment(self, text: str, line: int, expected: str | None) -> None:
        found = after(text, (line, "DSH101"))
        if expected is None:
            expected = text.replace(", 2)", ", 2)  # dashlint: ignore[DSH101]")
        assert found == expected
        assert any(one.silences("DSH101", "blocking-sleep", line, line) for one in suppressions(found))
        assert after(found, (line, "DSH101")) == found

    def test_codes_on_one_line_share_a_comment_in_order(self) -> None:
        found = after("a()\nb()\n", (1, "DSH110"), (1, "DSH101"), (2, "DSH105"), (1, "DSH101"))
        assert found == "a()  # dashlint: ignore[DSH101, DSH110]\nb()  # dashlint: ignore[DSH105]\n"

    def test_a_reason_is_written_and_one_that_is_there_is_kept(self) -> None:
        text = "a()\nb()  # dashlint: ignore[DSH105]\nc()  # dashlint: ignore[DSH105] -- old  # x\n"
        found = after(text, (1, "DSH101"), (2, "DSH101"), (3, "DSH101"), reason="known")
        assert found.splitlines() == [
            "a()  # dashlint: ignore[DSH101] -- known",
            "b()  # dashlint: ignore[DSH101, DSH105] -- known",
            "c()  # dashlint: ignore[DSH101, DSH105] -- old  # x",
        ]

    @pytest.mark.parametrize(
        ("path", "text", "line", "expected"),
        [
            ("requirements.txt", "a\nb\n", 2, "a\nb  # dashlint: ignore[DSH101]\n"),
            ("requirements.txt", "a \\\n  --hash=x\n", 1, "a \\\n  --hash=x  # dashlint: ignore[DSH101]\n"),
            ("Dockerfile", "A b\nCMD c \\\n  d\n", 3, "A b\n# dashlint: ignore[DSH101]\nCMD c \\\n  d\n"),
            ("Dockerfile", "# dashlint: ignore[DSH2]\nCMD c\n", 2, "# dashlint: ignore[DSH101, DSH2]\nCMD c\n"),
            ("Dockerfile", "# a\nCMD c\n", 2, "# a\n# dashlint: ignore[DSH101]\nCMD c\n"),
            ("Dockerfile", "A b # dashlint: ignore[DSH2]\nCMD c\n", 2, None),
            ("Procfile", "web: a\r\n", 1, "# dashlint: ignore[DSH101]\r\nweb: a\r\n"),
            ("Makefile", "a:\n\tb\n", 2, "a:\n# dashlint: ignore[DSH101]\n\tb\n"),
            ("run.sh", "if a; then\n  b\nfi\n", 2, "if a; then\n  # dashlint: ignore[DSH101]\n  b\nfi\n"),
            ("pyproject.toml", 'a = [\n  "b",\n]\n', 2, 'a = [\n  "b",  # dashlint: ignore[DSH101]\n]\n'),
            ("pyproject.toml", 'a = """\nb\n"""\n', 2, "refused"),
            ("pyproject.toml", "not toml\n", 1, "refused"),
            ("app.yaml", "a: b c\n", 1, "a: b c  # dashlint: ignore[DSH101]\n"),
            ("app.yaml", "a: >-\n  b\n  c\n", 3, "# dashlint: ignore[DSH101]\na: >-\n  b\n  c\n"),
            ("app.yaml", "a:\n  - >\n    b\n  - c\n", 3, "a:\n  # dashlint: ignore[DSH101]\n  - >\n    b\n  - c\n"),
            ("app.yaml", "run: |\n  b\n  c\n", 2, "run: |\n  b  # dashlint: ignore[DSH101]\n  c\n"),
            ("app.yaml", "a: b\n  c\n", 1, "# dashlint: ignore[DSH101]\na: b\n  c\n"),
            ("app.yaml", "a: b\n  c\n", 2, "a: b\n  c  # dashlint: ignore[DSH101]\n"),
            ("app.yaml", 'a: "b\n  c\n  d"\n', 2, "refused"),
            ("app.yaml", "a: [\n", 1, "refused"),
            ("Pipfile.lock", "{}\n", 1, "refused"),
            ("railway.json", "{}\n", 1, "refused"),
            ("requirements.txt", "a\x0cb\nc\n", 2, "refused"),
        ],
    )
    def test_in_other_files(self, path: str, text: str, line: int, expected: str | None) -> None:
        if expected == "refused":
            added = silencing_edits(f"/{path}", text, [Wanted(line, "DSH101", "blocking-sleep")])
            assert (added.edits, added.comments) == ((), 0)
            assert [one.line for one in added.refused] == [line]
            return
        found = after(text, (line, "DSH101"), path=f"/{path}")
        assert found == (expected or text.replace("CMD", "# dashlint: ignore[DSH101]\nCMD"))
        shift = found.count("\n") - text.count("\n")
        where = line + shift
        assert any(one.silences("DSH101", "blocking-sleep", where, where) for one in suppressions_in_file(found))
        assert after(found, (where, "DSH101"), path=f"/{path}") == found

    def test_what_cannot_be_silenced_is_refused(self) -> None:
        added = silencing_edits("/app.py", "a(\n", [Wanted(1, "DSH001", "unreadable-file")])
        assert added.edits == ()
        assert [one.code for one in added.refused] == ["DSH001"]


# fmt: off
PIECES = st.sampled_from([
    "a", "b()", " ", "\n", "\n    ", "# c", "# noqa: DSH101", "# dashlint: ignore[DSH105]", "'d'", '"""e\n# f"""',
    "\\\n", "(", ")", "[", "]", "=", "if x:", "@y", "def z():", ";", "\t", "\r\n", "'g\\\nh'", "f'{i}'",
])
# fmt: on


@settings(deadline=None, max_examples=400, derandomize=True)
@given(st.lists(PIECES, max_size=14), st.sets(st.integers(1, 8), min_size=1, max_size=3))
def test_comments_leave_the_tokens_of_code_alone(pieces: list[str], lines: set[int]) -> None:
    text = "".join(pieces)
    tokens = _tokens(text)
    wanted = [(line, "DSH101") for line in sorted(lines & {line for line, _, _ in tokens})]
    found = after(text, *wanted)
    assert [token[1:] for token in _tokens(found)] == [token[1:] for token in tokens]
    for line, _ in wanted:
        assert any(one.silences("DSH101", "blocking-sleep", line, line) for one in suppressions(found))
    assert after(found, *wanted) == found


def _tokens(text: str) -> list[tuple[int, int, str]]:
    """The line, the kind and the text of all tokens but comments and ends of lines; none if it is no code."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text, newline="").readline))
    except (tokenize.TokenError, SyntaxError):
        return []
    left_out = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.DEDENT)
    is_code = all(token.type != tokenize.ERRORTOKEN for token in found)
    return [(token.start[0], token.type, token.string) for token in found if is_code and token.type not in left_out]


class TestCommand:
    def test_it_writes_and_says_how_much(self, run: Run, here: Path) -> None:
        assert run("--add-ignore") == (0, "Added 1 comment to 1 file.\n", "")
        assert (here / "app.py").read_text() == SILENT
        assert run() == (0, "No problems found.\n", "")
        assert run("--add-ignore") == (0, "Added 0 comments to 0 files.\n", "")

    def test_a_path_is_not_taken_for_the_reason(self, run: Run, here: Path) -> None:
        assert run("--add-ignore", "app.py")[:2] == (0, "Added 1 comment to 1 file.\n")
        assert (here / "app.py").read_text() == SILENT

    def test_a_path_may_look_like_the_option(self, run: Run, here: Path) -> None:
        (here / "app.py").rename(here / "--add-ignore")
        assert run("--", "--add-ignore")[0] == 1
        assert (here / "--add-ignore").read_text() == BAD

    def test_the_reason(self, run: Run, here: Path) -> None:
        assert run("--add-ignore=see #12 -- later")[0] == 0
        assert (here / "app.py").read_text() == SILENT.replace("]\n    return", "] -- see #12 -- later\n    return")
        assert run("--require-reasons")[0] == 0

    @pytest.mark.parametrize("reason", [" ", "a\nb", "a  # noqa", "a # b", " a", "a ", "\x1b[0m"])
    def test_a_text_that_is_no_reason(self, run: Run, here: Path, reason: str) -> None:
        status, output, errors = run(f"--add-ignore={reason}")
        assert (status, output) == (2, "")
        assert "cannot be the reason in a comment" in errors
        assert not is_reason(reason)
        assert (here / "app.py").read_text() == BAD

    def test_only_what_would_be_reported_is_silenced(self, run: Run, here: Path) -> None:
        assert run("--ignore", "DSH101", "--add-ignore")[1] == "Added 0 comments to 0 files.\n"
        assert (here / "app.py").read_text() == BAD

    def test_permissions_encoding_and_line_ends_stay(self, run: Run, here: Path) -> None:
        text = "\ufeff# -*- coding: utf-8 -*-\n" + BAD.replace('"Go"', '"Größe"')
        (here / "app.py").write_bytes(text.replace("\n", "\r\n").encode())
        os.chmod(here / "app.py", 0o640)
        assert run("--add-ignore")[0] == 0
        expected = text.replace("sleep(2)", "sleep(2)  # dashlint: ignore[DSH101]").replace("\n", "\r\n")
        assert (here / "app.py").read_bytes() == expected.encode()
        assert stat.S_IMODE((here / "app.py").stat().st_mode) == 0o640
        assert sorted(path.name for path in here.iterdir()) == [".git", "app.py"]

    def test_a_reason_that_the_encoding_has_no_room_for(self, run: Run, here: Path) -> None:
        content = ("# -*- coding: latin-1 -*-\n" + BAD).encode("latin-1")
        (here / "app.py").write_bytes(content)
        status, output, errors = run("--add-ignore=später, 読む")
        assert (status, output) == (0, "Added 0 comments to 0 files.\n")
        assert "`app.py` stays as it is with 1 problem" in errors
        assert (here / "app.py").read_bytes() == content
        assert run("--add-ignore=später")[1] == "Added 1 comment to 1 file.\n"

    def test_a_file_that_cannot_be_written(self, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(path: Path, content: bytes) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr("dashlint.fix.write_atomically", refuse)
        status, output, errors = run("--add-ignore")
        assert (status, output) == (2, "Added 0 comments to 0 files.\n")
        assert errors == "dashlint: warning: `app.py` cannot be written: Permission denied\n"

    def test_a_file_without_room_for_comments(self, run: Run, here: Path) -> None:
        (here / "railway.json").write_text('{"deploy": {"startCommand": "gunicorn app:app.server"}}')
        status, output, errors = run("--add-ignore")
        assert (status, output) == (0, "Added 1 comment to 1 file.\n")
        assert "`railway.json` has no room for a comment on 1 problem, such as DSH205 in line 1" in errors

    def test_a_file_that_cannot_be_read(self, run: Run, here: Path) -> None:
        (here / "broken.py").write_text("from dash import Dash\napp = Dash(\n")
        status, output, errors = run("--add-ignore")
        assert (status, output) == (2, "Added 1 comment to 1 file.\n")
        assert "`broken.py` has no room for a comment on 1 problem, such as DSH001" in errors
        assert (here / "broken.py").read_text() == "from dash import Dash\napp = Dash(\n"

    def test_standard_input_is_no_file(self, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
        status, output, errors = run("--add-ignore", "-")
        assert (status, output) == (2, "")
        assert "`--add-ignore` writes into files" in errors

    @pytest.mark.parametrize("option", ["--fix", "--diff", "--fix-only"])
    def test_it_goes_with_no_fixes(self, run: Run, here: Path, option: str) -> None:
        status, output, errors = run("--add-ignore", option)
        assert (status, output) == (2, "")
        assert "run one after the other" in errors
        assert (here / "app.py").read_text() == BAD

    def test_the_project_may_ask_for_fixes(self, run: Run, here: Path) -> None:
        (here / "pyproject.toml").write_text("[tool.dashlint]\nfix = true\n")
        assert run("--add-ignore") == (0, "Added 1 comment to 1 file.\n", "")
        assert (here / "app.py").read_text() == SILENT

    def test_code_that_would_mean_something_else_stays_as_it_is(self, run: Run, here: Path) -> None:
        nested = BAD.replace("time.sleep(2)", 'str(f"""{str(time.sleep(2))}{str("""a\nb""")}""")')
        (here / "app.py").write_text(nested)
        status, output, errors = run("--add-ignore")
        assert (status, output) == (0, "Added 0 comments to 0 files.\n")
        assert errors == (
            "dashlint: warning: `app.py` stays as it is with 1 problem: with comments it would not mean the same\n"
        )
        assert (here / "app.py").read_text() == nested

    def test_a_link_stays_a_link(self, run: Run, here: Path) -> None:
        (here / "app.py").rename(here / "real name.txt")
        (here / "app.py").symlink_to("real name.txt")
        assert run("--add-ignore")[0] == 0
        assert (here / "app.py").is_symlink()
        assert (here / "real name.txt").read_text() == SILENT


class TestReasons:
    @pytest.mark.parametrize(
        ("comment", "is_heeded"),
        [
            ("# dashlint: ignore[DSH101]", False),
            ("# dashlint: ignore", False),
            ("# noqa", False),
            ("# noqa: DSH101 because", False),
            ("# dashlint: ignore[DSH101] --", False),
            ("# noqa: DSH101  # dashlint: ignore[DSH105] -- known", False),
            ("# noqa: DSH101  # dashlint: ignore[DSH101] -- known", True),
            ("# dashlint: ignore[DSH101] -- known", True),
            ("# noqa: DSH101 -- known", True),
        ],
    )
    def test_a_comment_without_one_silences_nothing(self, run: Run, here: Path, comment: str, is_heeded: bool) -> None:
        (here / "app.py").write_text(BAD.replace("sleep(2)", f"sleep(2)  {comment}"))
        assert "DSH101" not in run("--ignore=DSH002")[1]
        status, output, _ = run("--require-reasons", "--ignore=DSH002")
        assert (status, "DSH101" in output) == ((0, False) if is_heeded else (1, True))

    def test_the_problem_says_what_is_missing_and_has_no_fix(self, run: Run, here: Path) -> None:
        (here / "app.py").write_text(SILENT)
        (found,) = lint_sources(find([here]), Settings(require_reasons=True)).diagnostics
        assert found.help.startswith(
            "give a reason in the comment on this line, as `-- because …`, without which it does not count; or use "
        )
        assert found.fix is None
        (here / "app.py").write_text(BAD.replace("    time", "    # dashlint: ignore\n    time"))
        (found,) = lint_sources(find([here]), Settings(require_reasons=True)).diagnostics
        assert found.help.startswith("give a reason in the comment on line 14,")

    def test_the_setting(self, run: Run, here: Path) -> None:
        (here / "app.py").write_text(SILENT)
        (here / "pyproject.toml").write_text("[tool.dashlint]\nrequire-reasons = true\n")
        assert run("-q")[0] == 1
        assert run("-q", "--no-require-reasons")[0] == 0
        status, _, errors = run("--add-ignore")
        assert status == 2
        assert "`--add-ignore` needs a reason" in errors
        assert run("--add-ignore=known")[0] == 0
        assert run("-q")[0] == 0
        assert "ignore[DSH101] -- known\n" in (here / "app.py").read_text()
        (here / "pyproject.toml").write_text("[tool.dashlint]\nrequire-reasons = 'yes'\n")
        status, _, errors = run()
        assert status == 2
        assert "require-reasons" in errors


class TestFixtures:
    @pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
    def test_nothing_is_left_but_what_no_comment_silences(self, folder: Path) -> None:
        found: dict[str, list[Wanted]] = {}
        for one in outcome_of(folder).diagnostics:
            found.setdefault(one.location.path, []).append(Wanted(one.location.line, one.code, one.name))
        texts = {path: _with_comments(path, wanted) for path, wanted in found.items()}
        sources = [replace(one, text=texts.get(one.path)) for one in find([folder], whole_project=False)]
        left = lint_sources(tuple(sources), Settings(select=("ALL",))).diagnostics
        silenceable = [one for one in left if one.code != "DSH001" and not one.location.path.endswith(".json")]
        assert not [(one.location.path, one.location.line, one.code) for one in silenceable]


def _with_comments(path: str, wanted: list[Wanted]) -> bytes:
    """The content of a file in which these problems are silenced, with what it means unchanged."""
    before = Path(path).read_bytes()
    added = silencing_edits(path, decoded(before), wanted, "known")
    after = edited(before, added.edits) if added.edits else before
    assert {one.code for one in added.refused} <= {"DSH001"} or path.endswith(".json")
    if path.endswith(".py"):
        assert means_the_same(before, after)
    return after
