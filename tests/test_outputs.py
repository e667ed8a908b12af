"""Where reports go: to standard output, to files, and to several places at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import dashlint
from bad_app import BAD
from dashlint.cli import main
from dashlint.commands.outputs import Output, completed, outputs, typed_outputs
from dashlint.commands.told import explanation_of, root_of
from dashlint.report import REPORTS
from running import Ran, Run


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain_environment: None) -> Path:
    folder = tmp_path / "a project"
    (folder / ".git").mkdir(parents=True)
    (folder / "app.py").write_text(BAD)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(*arguments: str) -> Ran:
        status = main(arguments)
        output, errors = capfdbinary.readouterr()
        return status, output.decode(), errors.decode()

    return run


class TestPlaces:
    def test_standard_output_is_usual(self) -> None:
        assert outputs((), None) == (Output("full"),)
        assert outputs((), None, "json") == (Output("json"),)
        assert outputs((Output("sarif"),), None, "json") == (Output("sarif"),)
        assert outputs((Output("sarif", "-"),), None) == (Output("sarif"),)
        assert outputs((Output("sarif"),), "-") == (Output("sarif"),)

    def test_the_output_file_is_for_the_format_without_one(self, here: Path) -> None:
        assert outputs((), "a.txt") == (Output("full", "a.txt"),)
        assert outputs((Output("sarif", "b"), Output("json")), "a") == (Output("sarif", "b"), Output("json", "a"))

    @pytest.mark.parametrize(
        ("typed", "output_file", "message"),
        [
            ((Output("full"), Output("json")), None, "`full` and `json` both go to standard output"),
            ((Output("full"), Output("json", "-")), None, "`full` and `json` both go to standard output"),
            ((Output("full", "x"), Output("json", "./x")), None, "`full` and `json` both go to `./x`"),
            ((Output("full", "x"), Output("json")), "x", "`full` and `json` both go to `x`"),
            ((Output("full"), Output("json")), "x", "`full` and `json` both go to `x`"),
            ((Output("full", "x"),), "y", "`--output-file y` has no format, because each `--format` names its file"),
            ((Output("full", "no/x"),), None, "`no/x` cannot be written: there is no folder `no`"),
            ((Output("full", "app.py/x"),), None, "`app.py/x` cannot be written: there is no folder `app.py`"),
            ((Output("full", "."),), None, "`.` cannot be written: it is a folder"),
            ((), "no/x", "`no/x` cannot be written: there is no folder `no`"),
        ],
    )
    def test_what_cannot_be(self, typed: tuple[Output, ...], output_file: str | None, message: str) -> None:
        with pytest.raises(click.UsageError) as error:
            outputs(typed, output_file)
        assert message in error.value.message

    def test_a_setting_that_is_no_format(self) -> None:
        with pytest.raises(click.UsageError, match=r"`sarfi` is no format \(`output-format`\); did you mean `sarif`\?"):
            outputs((), None, "sarfi")

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("json", Output("json")),
            ("json-lines", Output("jsonl")),
            ("sarif=a=b c.sarif", Output("sarif", "a=b c.sarif")),
            ("sarif=C:\\out\\x.sarif", Output("sarif", "C:\\out\\x.sarif")),
        ],
    )
    def test_what_is_typed(self, typed: str, expected: Output) -> None:
        assert typed_outputs(NO_CONTEXT, NO_OPTION, (typed,)) == (expected,)

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("sarfi", "`sarfi` is no format; did you mean `sarif`?"),
            ("xyz", "`xyz` is no format; the formats are full, concise, "),
            ("", "`` is no format; "),
            ("sarif=", "`sarif=` names no file"),
            ("C:\\x.sarif", "is no format"),
        ],
    )
    def test_what_is_mistyped(self, run: Run, typed: str, message: str) -> None:
        status, output, errors = run("--format", typed)
        assert (status, output) == (2, "")
        assert message in " ".join(errors.split())

    def test_completion(self) -> None:
        assert completed(NO_CONTEXT, NO_OPTION, "json") == ["json", "jsonl"]
        assert completed(NO_CONTEXT, NO_OPTION, "") == list(REPORTS)


NO_CONTEXT = click.Context(click.Command("dashlint"))
NO_OPTION = click.Option(["--format"])


class TestFiles:
    def test_one_file(self, run: Run, here: Path) -> None:
        assert run("--format", "json", "--output-file", "out put.json") == (1, "", "")
        content = (here / "out put.json").read_bytes()
        assert json.loads(content)[0]["code"] == "DSH101"
        assert content.endswith(b"]\n")

    def test_several_at_once(self, run: Run, here: Path) -> None:
        status, output, errors = run("--format", "sarif=x.sarif", "--format", "full", "--format", "junit=x.xml")
        assert (status, errors) == (1, "")
        assert output.startswith("app.py:13:5: error DSH101 ")
        assert json.loads((here / "x.sarif").read_bytes())["version"] == "2.1.0"
        assert (here / "x.xml").read_bytes().startswith(b"<?xml ")

    def test_a_file_ends_with_the_summary_too(self, run: Run, here: Path) -> None:
        run("-o", "out.txt", "--color", "always")
        assert "\nFound 1 problem (1 error).\n" in (here / "out.txt").read_text()
        assert "\x1b" not in (here / "out.txt").read_text()

    def test_an_old_report_is_replaced_whole(self, run: Run, here: Path) -> None:
        (here / "out.json").write_text("x" * 100_000)
        run("--format", "json=out.json")
        assert len(json.loads((here / "out.json").read_text())) == 1
        assert sorted(path.name for path in here.iterdir()) == [".git", "app.py", "out.json"]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_a_pipe_stays_a_pipe(self, run: Run, here: Path) -> None:
        os.mkfifo(here / "pipe")
        with subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE) as reader:
            assert run("--format", "json=pipe")[0] == 1
            assert reader.stdout is not None
            assert json.loads(reader.stdout.read())[0]["code"] == "DSH101"
        assert (here / "pipe").is_fifo()

    @pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="needs devices")
    def test_standard_output_by_its_name(self, here: Path) -> None:
        command = [sys.executable, "-m", "dashlint", "--format", "json=/dev/stdout"]
        environment = {**os.environ, "PYTHONPATH": str(Path(dashlint.__file__).parent.parent)}
        with (here / "out.json").open("wb") as file:
            subprocess.run(command, stdout=file, env=environment, check=False)
        assert json.loads((here / "out.json").read_text())[0]["code"] == "DSH101"

    def test_nothing_is_linted_for_a_report_that_cannot_be(self, run: Run, here: Path) -> None:
        status, output, errors = run("--format", "full", "--format", "sarif=no/x.sarif", "nowhere")
        assert (status, output) == (2, "")
        assert "`no/x.sarif` cannot be written" in errors

    @pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="needs permissions")
    def test_a_report_that_cannot_be_written_keeps_the_others(self, run: Run, here: Path, monkeypatch) -> None:
        def refuse(path: Path, content: bytes) -> None:
            if path.name == "full.txt":
                raise PermissionError(13, "Permission denied", str(path))
            path.write_bytes(content)

        monkeypatch.setattr("dashlint.fix.write_atomically", refuse)
        status, output, errors = run("--format", "full=full.txt", "--format", "json=out.json", "--format", "flake8")
        assert status == 2
        assert output.startswith("app.py:13:5: DSH101 ")
        assert "`full.txt` cannot be written: permission denied" in errors
        assert (here / "out.json").is_file()

    def test_variables(self, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DASHLINT_OUTPUT_FORMAT", "json")
        assert json.loads(run()[1])[0]["code"] == "DSH101"
        assert run("--format", "flake8")[1].startswith("app.py:13:5: ")
        monkeypatch.setenv("DASHLINT_OUTPUT_FILE", "out put.json")
        assert run() == (1, "", "")
        assert json.loads((here / "out put.json").read_text())
        monkeypatch.setenv("DASHLINT_OUTPUT_FORMAT", "sarfi")
        status, _, errors = run()
        assert status == 2
        assert "`sarfi` is no format (in DASHLINT_OUTPUT_FORMAT)" in errors

    def test_the_setting(self, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (here / "pyproject.toml").write_text('[tool.dashlint]\noutput-format = "flake8"\n')
        assert run()[1].startswith("app.py:13:5: DSH101 ")
        monkeypatch.setenv("DASHLINT_OUTPUT_FORMAT", "pylint")
        assert run()[1].startswith("app.py:13: [DSH101] ")

    def test_the_name_that_ruff_has_for_it(self, run: Run) -> None:
        assert run("--output-format", "concise") == run("--format", "concise")


class TestStandardOutput:
    @pytest.mark.parametrize("form", REPORTS)
    def test_every_format_ends_with_one_line_break(self, run: Run, form: str) -> None:
        status, output, errors = run("--format", form)
        assert (status, errors) == (1, "")
        assert output.endswith("\n")
        assert not output.endswith("\n\n")

    def test_summaries(self, run: Run) -> None:
        for form in ("full", "concise", "grouped"):
            assert "\nFound 1 problem (1 error).\n" in run("--format", form)[1]
            assert "Found" not in run("--format", form, "--quiet")[1]

    @pytest.mark.parametrize("form", ["github", "json", "markdown"])
    def test_machines_get_utf8_whatever_the_terminal_speaks(self, here: Path, form: str) -> None:
        (here / "app.py").rename(here / "données.py")
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(dashlint.__file__).parent.parent),
            "PYTHONIOENCODING": "latin-1",
            "PYTHONUTF8": "0",
        }
        command = [sys.executable, "-m", "dashlint", "--format", form]
        output = subprocess.run(command, capture_output=True, env=environment, check=False).stdout.decode("utf-8")
        assert ("donn\\u00e9es.py" if form == "json" else "données.py") in output

    @pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="needs names that are no UTF-8")
    @pytest.mark.parametrize("form", REPORTS)
    def test_a_name_that_is_no_text(self, run: Run, here: Path, form: str) -> None:
        (here / "app.py").rename(here / os.fsdecode(b"a\xff\nb.py"))
        status, output, errors = run("--format", form)
        assert (status, errors) == (1, "")
        if form in ("json", "gitlab", "rdjson", "sarif"):
            json.loads(output)
        if form == "flake8":
            assert output.startswith("a\\udcff\\nb.py:13:5: DSH101 ")

    def test_an_unreadable_file_is_told(self, run: Run, here: Path) -> None:
        (here / "bad.py").write_text("from dash import callback\n@callback(\n")
        status, output, _ = run("--format", "sarif")
        assert status == 2
        assert json.loads(output)["runs"][0]["invocations"][0]["executionSuccessful"] is False
        (here / "bad.py").unlink()
        assert json.loads(run("--format", "sarif")[1])["runs"][0]["invocations"][0]["executionSuccessful"] is True


class TestStatistics:
    def test_as_json(self, run: Run) -> None:
        (row,) = json.loads(run("--statistics", "--format", "json")[1])
        assert (row["code"], row["count"]) == ("DSH101", 1)
        assert json.loads(run("--statistics", "--format", "jsonl")[1]) == row

    def test_in_a_format_without_them(self, run: Run) -> None:
        status, output, errors = run("--statistics", "--format", "sarif")
        assert (status, output) == (2, "")
        assert "`--statistics` cannot be had as `sarif`" in errors

    def test_in_a_format_without_them_that_the_settings_name(self, run: Run, here: Path) -> None:
        (here / "pyproject.toml").write_text('[tool.dashlint]\noutput-format = "sarif"\n')
        status, output, errors = run("--statistics")
        assert (status, output) == (2, "")
        assert "`--statistics` cannot be had as `sarif`" in errors


class TestRoot:
    def test_paths_start_at_the_repository(self, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (here / "deep" / "er").mkdir(parents=True)
        (here / "app.py").rename(here / "deep" / "er" / "app.py")
        monkeypatch.chdir(here / "deep")
        assert json.loads(run("--format", "gitlab")[1])[0]["location"]["path"] == "deep/er/app.py"
        assert run("--format", "flake8")[1].startswith("er/app.py:13:5: ")

    def test_of_files_elsewhere(self, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        other = tmp_path / "other"
        other.mkdir()
        monkeypatch.chdir(other)
        assert root_of([str(here / "app.py"), str(here / "x" / "y.py")]) == str(here)
        assert root_of([str(other / "a.py"), str(here / "app.py")]) == str(other)
        assert root_of([]) == str(other)


def test_every_rule_is_explained() -> None:
    from dashlint.rules import all_rules

    for rule in all_rules():
        told = explanation_of(rule.code)
        assert told is not None
        assert (told.name, told.severity, told.effect) == (rule.name, rule.severity, rule.effect)
        assert told.summary.endswith((".", ":"))
        assert not told.text.startswith("#")
    assert explanation_of("DSH999") is None
