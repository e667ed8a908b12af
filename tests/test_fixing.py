"""What `--fix` and its relatives do to files, print and return."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import pytest

HEAD = """\
import time

import requests
from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
"""
BAD = HEAD + "    time.sleep(2)  # long\n    return requests.get('http://localhost', timeout=1).text\n"
SAFE = BAD.replace("import time\n", "import asyncio\nimport time\n").replace("time.sleep", "await asyncio.sleep")
UNSAFE = SAFE.replace(
    "requests.get('http://localhost', timeout=1).text",
    "(await asyncio.to_thread(requests.get, 'http://localhost', timeout=1)).text",
)


@pytest.fixture(autouse=True)
def app(here: Path) -> Path:
    (here / "app.py").write_text(BAD)
    return here / "app.py"


def test_without_fix_nothing_is_written(run, app: Path) -> None:
    assert run()[0] == 1
    assert app.read_text() == BAD


def test_fix_makes_safe_fixes_and_reports_what_is_left(run, app: Path) -> None:
    status, output, errors = run("--fix", "--format=concise")
    assert (status, errors, app.read_text()) == (1, "", SAFE)
    assert "DSH102" in output
    assert "DSH101" not in output
    assert "Found 2 problems (1 fixed, 1 remaining" in output


def test_unsafe_fixes_are_made_on_request(run, app: Path) -> None:
    assert run("--fix", "--unsafe-fixes") == (0, "Found 2 problems (2 fixed, 0 remaining).\n", "")
    assert app.read_text() == UNSAFE


def test_a_second_run_changes_nothing(run, app: Path) -> None:
    run("--fix", "--unsafe-fixes")
    before = app.stat()
    assert run("--fix", "--unsafe-fixes") == (0, "No problems found.\n", "")
    assert (app.stat().st_mtime_ns, app.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_diff_prints_a_patch_and_writes_nothing(run, app: Path) -> None:
    status, output, errors = run("--diff")
    assert (status, app.read_text()) == (1, BAD)
    assert errors == "dashlint: would fix 1 problem\n"
    assert output.startswith("--- app.py\n+++ app.py\n@@")
    assert "\n-    time.sleep(2)  # long\n+    await asyncio.sleep(2)  # long\n" in output


def test_diff_of_nothing(run, app: Path) -> None:
    app.write_text(UNSAFE)
    assert run("--diff") == (0, "", "")


def test_diff_says_where_a_file_has_no_last_line_end(run, app: Path) -> None:
    app.write_text(HEAD + "    time.sleep(2)")
    assert "\n\\ No newline at end of file\n+    await asyncio.sleep(2)\n\\ No newline" in run("--diff")[1]


def test_fix_only_does_not_report_what_is_left(run, app: Path) -> None:
    assert run("--fix-only") == (0, "Fixed 1 problem.\n", "")
    assert app.read_text() == SAFE
    assert run("--fix-only") == (0, "", "")


def test_show_fixes_lists_them(run) -> None:
    output = run("--fix", "--unsafe-fixes", "--show-fixes")[1]
    listed = "Fixed 2 problems:\n- app.py:\n    1 x DSH101 (blocking-sleep)\n    1 x DSH102 (blocking-network)\n"
    assert listed in output


@pytest.mark.parametrize("choice", [["--unfixable=DSH101"], ["--fixable=DSH3"], ["--unfixable=ALL"]], ids=str)
def test_rules_that_are_not_to_be_fixed(run, app: Path, choice: list[str]) -> None:
    assert run("--fix", *choice)[0] == 1
    assert app.read_text() == BAD


def test_fixable_narrows(run, app: Path) -> None:
    run("--fix", "--unsafe-fixes", "--fixable=blocking-sleep")
    assert app.read_text() == SAFE


def test_an_unknown_rule_is_refused(run) -> None:
    status, _, errors = run("--fix", "--fixable=DSH999")
    assert status == 2
    assert "no rule is called `DSH999`" in errors


def test_what_is_not_selected_is_not_fixed(run, app: Path) -> None:
    run("--fix", "--select=DSH2")
    assert app.read_text() == BAD


def test_exit_non_zero_on_fix(run) -> None:
    assert run("--fix", "--unsafe-fixes", "--exit-non-zero-on-fix")[0] == 1
    assert run("--fix", "--unsafe-fixes", "--exit-non-zero-on-fix")[0] == 0


def test_settings_decide_too(run, app: Path) -> None:
    (app.parent / "pyproject.toml").write_text('[tool.dashlint]\nfix = true\nextend-safe-fixes = ["DSH102"]\n')
    assert run()[0] == 0
    assert app.read_text() == UNSAFE
    app.write_text(BAD)
    assert run("--no-fix")[0] == 1
    assert app.read_text() == BAD


def test_only_the_named_file_is_changed(run, app: Path) -> None:
    other = app.with_name("other.py")
    other.write_text(BAD)
    run("--fix", "app.py")
    assert (app.read_text(), other.read_text()) == (SAFE, BAD)


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\r\n"), ("utf-8-sig", "\n"), ("utf-8-sig", "\r\n"), ("latin-1", "\n")]
)
def test_encoding_and_line_ends_stay(run, app: Path, encoding: str, newline: str) -> None:
    def written(text: str) -> bytes:
        cookie = "# coding: latin-1\n" if encoding == "latin-1" else ""
        return (cookie + text.replace("# long", "# läng")).replace("\n", newline).encode(encoding)

    app.write_bytes(written(BAD))
    run("--fix", "--unsafe-fixes")
    assert app.read_bytes() == written(UNSAFE)


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_permissions_and_links_stay(run, app: Path) -> None:
    app.chmod(0o751)
    link = app.with_name("link.py")
    link.symlink_to("app.py")
    run("--fix", "link.py")
    assert link.is_symlink()
    assert (stat.S_IMODE(app.stat().st_mode), app.read_text()) == (0o751, SAFE)


def test_a_file_that_cannot_be_written_is_named(run, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("dashlint.fix.write_atomically", fail)
    status, _, errors = run("--fix")
    assert (status, errors) == (2, "dashlint: `app.py` is not fixed: No space left on device\n")
    assert app.read_text() == BAD


def test_a_file_that_changed_meanwhile_is_left_alone(run, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashlint.mending import mend

    def mend_slowly(*arguments):
        done = mend(*arguments)
        app.write_text("changed = 1\n")
        return done

    monkeypatch.setattr("dashlint.mending.mend", mend_slowly)
    status, _, errors = run("--fix")
    assert (status, errors) == (2, "dashlint: `app.py` is not fixed: it was changed in the meantime\n")
    assert app.read_text() == "changed = 1\n"


class TestStandardInput:
    @pytest.fixture(autouse=True)
    def standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))

    def test_the_mended_text_goes_to_standard_output(self, run, app: Path) -> None:
        status, output, errors = run("--fix", "-", "--stdin-filename=app.py")
        assert (status, output, app.read_text()) == (1, SAFE, BAD)
        assert "DSH102" in errors

    def test_a_diff(self, run, app: Path) -> None:
        status, output, _ = run("--diff", "-", "--stdin-filename=app.py")
        assert (status, app.read_text()) == (1, BAD)
        assert output.startswith("--- app.py\n")
