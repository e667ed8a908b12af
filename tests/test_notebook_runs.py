"""Runs over notebooks: where problems are told to be, what fixes and comments write, what is left alone."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dashlint.diagnostic import Applicability, Diagnostic, DiagnosticFix, Edit, Location, Severity
from dashlint.find import Source
from dashlint.lint import Outcome
from dashlint.mending import mend
from test_notebooks import code, dumped, markdown, notebook

HEAD = "import time\n\nfrom dash import Dash, Input, Output\n\napp = Dash(__name__, backend='fastapi')"
CALLBACK = """\
%%time
@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(größe):
    !echo "ü"
    time.sleep(1)
    return größe"""
MENDED = CALLBACK.replace("time.sleep", "await asyncio.sleep")
OUTPUT = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=" * 10, "text/plain": ["<a\u2028>"]}}
CELLS = [markdown("# time.sleep(1)"), code(HEAD), code(CALLBACK, outputs=[OUTPUT]), code("%%bash\nls")]
PLACE = "my app.ipynb:cell 3:5:5"


@pytest.fixture(autouse=True)
def here(here: Path) -> Path:
    (here / "my app.ipynb").write_bytes(dumped(notebook(*CELLS)))
    return here


def raw_place(here: Path, text: str) -> tuple[int, int]:
    """Return the line and the column of a text in the file as it is."""
    for number, line in enumerate((here / "my app.ipynb").read_text(encoding="utf-8").split("\n"), 1):
        if text in line and "#" not in line:
            return number, line.index(text) + 1
    raise AssertionError(text)


class TestPlaces:
    @pytest.mark.parametrize("form", ["full", "concise", "flake8"])
    def test_for_people(self, run, form: str) -> None:
        status, output, errors = run("--format", form)
        assert (status, errors) == (1, "")
        assert output.startswith(f"{PLACE}: ")

    def test_lines_are_quoted_with_their_numbers_in_the_cell(self, run) -> None:
        assert "\n5 |     time.sleep(1)\n" in run()[1]

    def test_other_texts(self, run) -> None:
        assert "\n  cell 3:5:5 DSH101 " in run("--format", "grouped")[1]
        assert run("--format", "pylint")[1].startswith("my app.ipynb:cell 3:5: [DSH101] ")
        assert PLACE in run("--format", "markdown")[1]
        suites = ElementTree.fromstring(run("--format", "junit")[1])
        assert [case.get("name") for case in suites.iter("testcase")] == ["DSH101 blocking-sleep at cell 3:5:5"]

    def test_json(self, run, here: Path) -> None:
        (found,) = json.loads(run("--format", "json")[1])
        assert (found["filename"], found["cell"]) == (str(here / "my app.ipynb"), 3)
        assert (found["location"], found["end_location"]) == ({"row": 5, "column": 5}, {"row": 5, "column": 18})
        assert [(edit["cell"], edit["location"]["row"]) for edit in found["fix"]["edits"]][1:] == [(3, 5), (3, 5)]

    def test_formats_for_files_know_the_line_of_the_json(self, run, here: Path) -> None:
        line, column = raw_place(here, "time.sleep(1)")
        assert f"line={line},col={column},endLine={line},endColumn={column + 13}" in run("--format", "github")[1]
        assert f"linenumber={line};columnnumber={column};" in run("--format", "azure")[1]
        (finding,) = json.loads(run("--format", "gitlab")[1])
        assert finding["location"]["positions"]["begin"] == {"line": line, "column": column}
        (result,) = json.loads(run("--format", "sarif")[1])["runs"][0]["results"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) == (line, column)
        assert "fixes" not in result, "a fix for the code would not be JSON"
        (told,) = json.loads(run("--format", "rdjson")[1])["diagnostics"]
        assert told["location"]["range"]["start"]["line"] == line
        assert not told.get("suggestions")

    def test_audit(self, run) -> None:
        assert "my app.ipynb:cell 2:5:7" in run("audit", "--to", "quart", "--format", "text")[1]


class TestFixes:
    def test_they_go_into_their_cells(self, run, here: Path) -> None:
        status, output, errors = run("--fix")
        assert (status, errors) == (0, "")
        assert output.endswith("No problems found (1 fixed).\n") or "1 fixed" in output
        after = [CELLS[0], code(f"import asyncio\n{HEAD}"), code(MENDED, outputs=[OUTPUT]), CELLS[3]]
        assert (here / "my app.ipynb").read_bytes() == dumped(notebook(*after))
        assert run("--fix")[0] == 0

    @pytest.mark.parametrize("style", [{"indent": None}, {"indent": 2, "sort_keys": True}, {"ensure_ascii": True}])
    def test_the_style_stays(self, run, here: Path, style: dict[str, Any]) -> None:
        (here / "my app.ipynb").write_bytes(dumped(notebook(*CELLS), **style).rstrip())
        run("--fix")
        after = [CELLS[0], code(f"import asyncio\n{HEAD}"), code(MENDED, outputs=[OUTPUT]), CELLS[3]]
        assert (here / "my app.ipynb").read_bytes() == dumped(notebook(*after), **style).rstrip()

    def test_diff(self, run, here: Path) -> None:
        before = (here / "my app.ipynb").read_bytes()
        status, output, _ = run("--diff")
        assert status == 1
        assert [line for line in output.splitlines() if line.startswith(("---", "+++"))] == [
            "--- my app.ipynb:cell 2",
            "+++ my app.ipynb:cell 2",
            "--- my app.ipynb:cell 3",
            "+++ my app.ipynb:cell 3",
        ]
        assert '\n     !echo "ü"\n-    time.sleep(1)\n+    await asyncio.sleep(1)\n' in output
        assert "notebook~" not in output
        assert (here / "my app.ipynb").read_bytes() == before

    def test_standard_input(self, here: Path) -> None:
        command = [sys.executable, "-m", "dashlint", "--fix", "-", "--stdin-filename", "new.ipynb", "-q"]
        source = str(Path(sys.modules["dashlint"].__file__ or "").parent.parent)
        content = dumped(notebook(*CELLS))
        ran = subprocess.run(
            command, input=content, capture_output=True, timeout=120, check=False, env={"PYTHONPATH": source}
        )
        after = [CELLS[0], code(f"import asyncio\n{HEAD}"), code(MENDED, outputs=[OUTPUT]), CELLS[3]]
        assert ran.stdout == dumped(notebook(*after)), ran.stderr


def test_fixes_that_would_lose_a_cell_are_not_made(here: Path) -> None:
    path = str(here / "my app.ipynb")
    source = Source(path, path, reported=True, named=True)

    def lint(sources: tuple[Source, ...], reader: object) -> Outcome:
        edits = (Edit(Location(path, 1, 1, 2, 1), ""),)
        fix = DiagnosticFix("lose the cell", Applicability.SAFE, edits)
        return Outcome((Diagnostic("DSH101", "x", Severity.ERROR, edits[0].location, "x", fix=fix),))

    mended = mend([source], lint, lambda found: True)
    assert (mended.after, mended.mended, mended.is_settled) == ({}, {}, True)


class TestSilencing:
    def test_comment_in_a_cell(self, run, here: Path) -> None:
        quiet = CALLBACK.replace("sleep(1)", "sleep(1)  # noqa: DSH101")
        (here / "my app.ipynb").write_bytes(dumped(notebook(HEAD, quiet)))
        assert run()[0] == 0

    def test_add_ignore(self, run, here: Path) -> None:
        assert run("--add-ignore")[:2] == (0, "Added 1 comment to 1 file.\n")
        cell = json.loads((here / "my app.ipynb").read_bytes())["cells"][2]
        assert "".join(cell["source"]) == CALLBACK.replace("sleep(1)", "sleep(1)  # dashlint: ignore[DSH101]")
        assert cell["outputs"] == [OUTPUT]
        assert run()[0] == 0

    def test_baseline(self, run) -> None:
        assert run("--write-baseline")[0] == 0
        status, output, _ = run()
        assert status == 0
        assert "DSH101" not in output

    def test_exclude(self, run, here: Path) -> None:
        assert run("--exclude", "*.ipynb")[0] == 0
        (here / ".ipynb_checkpoints").mkdir()
        (here / "my app.ipynb").rename(here / ".ipynb_checkpoints" / "my app-checkpoint.ipynb")
        assert run()[0] == 0

    @pytest.mark.parametrize("fixing", [(), ("--diff",)])
    def test_changed_lines(self, run, here: Path, fixing: tuple[str, ...]) -> None:
        (here / ".git").rmdir()

        def git(*arguments: str) -> None:
            identity = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
            subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, timeout=60)

        git("init", "-q")
        git("add", "-A")
        git("commit", "-qm", "x")
        assert run("--diff-base", "HEAD", *fixing)[0] == 0
        path = here / "my app.ipynb"
        path.write_bytes(
            path.read_bytes().replace(b"cell_type", b"cell_type", 1).replace(b"sleep(1)\\n", b"sleep(2)\\n")
        )
        assert run("--diff-base", "HEAD", *fixing)[0] == 1
        git("commit", "-qam", "y")
        path.write_bytes(path.read_bytes().replace(b'"ls"', b'"ls -l"'))
        assert run("--diff-base", "HEAD", *fixing)[0] == 0


class TestOtherFiles:
    def test_broken(self, run, here: Path) -> None:
        (here / "my app.ipynb").write_text('{\n "cells": [\n  {"source": ["import dash"]\n ]}\n')
        status, output, _ = run("--format", "concise")
        assert status == 2
        assert output.startswith("my app.ipynb:4:1: DSH001 ")
        assert "not a notebook: " in output
        assert run("--fix")[0] == 2

    def test_code_that_cannot_be_parsed(self, run, here: Path) -> None:
        (here / "my app.ipynb").write_bytes(dumped(notebook(HEAD, "x = (\n")))
        status, output, _ = run("--format", "concise")
        assert status == 2
        assert "my app.ipynb:cell 2:" in output

    def test_other_kernel(self, run, here: Path) -> None:
        other = notebook(*CELLS, metadata={"language_info": {"name": "R"}})
        (here / "my app.ipynb").write_bytes(dumped(other))
        assert run()[0] == 0

    def test_await_at_the_top(self, run, here: Path) -> None:
        (here / "my app.ipynb").write_bytes(dumped(notebook(HEAD, "async with x:\n    await y\nawait z")))
        assert run()[0] == 0

    def test_problem_in_a_module_that_is_called_from_a_cell(self, run, here: Path) -> None:
        (here / "helpers.py").write_text("import requests\n\n\ndef load():\n    return requests.get('x')\n")
        cells = (HEAD, "import helpers", CALLBACK.replace("time.sleep(1)", "helpers.load()"))
        (here / "my app.ipynb").write_bytes(dumped(notebook(*cells)))
        output = run()[1]
        assert "my app.ipynb:cell 3:5:5: error DSH102" in output
        assert "helpers.py:5:12: calls `requests.get`" in output


class TestWhy:
    def test_cell_and_line(self, run) -> None:
        status, output, _ = run("why", "my app.ipynb:cell 3:5")
        assert status == 0
        assert output.startswith("my app.ipynb:cell 3:3:1: async function update\n")
        found = json.loads(run("why", "my app.ipynb:cell 3:5:1", "--format", "json")[1])
        assert (found["asked"]["cell"], found["asked"]["line"]) == (3, 5)
        assert (found["function"]["cell"], found["function"]["line"]) == (3, 3)

    @pytest.mark.parametrize("place", ["5", "cell 3:50", "cell 1:1", "cell 9:1", "cell 0:1", "cell 3:0"])
    def test_no_such_line(self, run, place: str) -> None:
        status, output, errors = run("why", f"my app.ipynb:{place}")
        assert (status, output) == (2, "")
        assert "Error: " in errors


def test_watching_is_for_notebooks_too() -> None:
    from dashlint.commands.watching import matters

    assert matters({"/x/my app.ipynb"}, frozenset())


def test_standard_streams_are_not_needed(monkeypatch: pytest.MonkeyPatch, run) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(dumped(notebook(*CELLS)))))
    status, output, _ = run("-", "--stdin-filename", "x.ipynb", "--format", "concise")
    assert status == 1
    assert output.startswith("x.ipynb:cell 3:5:5: DSH101 ")


def test_the_example_of_the_docs(run, here: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "notebooks.md").read_text(encoding="utf-8")
    command, *shown = page.split("```console\n$ ")[1].split("```")[0].splitlines()
    (here / "my app.ipynb").unlink()
    cells = [markdown("x"), code(HEAD), markdown("x"), markdown("x"), code(CALLBACK)]
    (here / "sales.ipynb").write_bytes(dumped(notebook(*cells)))
    assert command == "dashlint sales.ipynb"
    assert run("sales.ipynb")[1].splitlines() == shown
