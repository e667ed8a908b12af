"""What happens when `dashlint` is typed."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

import dashlint
from bad_app import BAD, PLACE

GOOD = BAD.replace("    time.sleep(2)\n", "    await asyncio.sleep(2)\n")
ADVICE = BAD.replace("time.sleep(2)", "os.path.exists('data.csv')").replace("import time", "import os")
WARNING = BAD.replace("time.sleep(2)", "open('data.csv')").replace("import time\n", "")


@pytest.fixture(autouse=True)
def bad_app(here: Path) -> None:
    (here / "app.py").write_text(BAD)


def process(*arguments: str, **options: object) -> subprocess.Popen[str]:
    source = str(Path(dashlint.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": source}
    command = [sys.executable, "-m", "dashlint", *arguments]
    return subprocess.Popen(command, env=environment, text=True, **options)  # type: ignore[call-overload,no-any-return]


class TestStatus:
    def test_no_problem(self, run, here: Path) -> None:
        (here / "app.py").write_text(GOOD)
        assert run() == (0, "No problems found.\n", "")

    def test_problems(self, run) -> None:
        status, output, errors = run()
        assert (status, errors) == (1, "")
        assert output.startswith(f"{PLACE}: error DSH101 blocking-sleep: ")
        assert output.endswith("\nFound 1 problem (1 error).\n[*] 1 fixable with `--fix`.\n")

    def test_exit_zero(self, run) -> None:
        status, output, _ = run("--exit-zero")
        assert status == 0
        assert "DSH101" in output

    @pytest.mark.parametrize(("fail_on", "expected"), [("error", 0), ("warning", 1), ("info", 1)])
    def test_fail_on(self, run, here: Path, fail_on: str, expected: int) -> None:
        (here / "app.py").write_text(WARNING)
        status, output, _ = run("--fail-on", fail_on)
        assert status == expected
        assert "warning DSH105" in output

    def test_advice_fails_when_it_is_shown(self, run, here: Path) -> None:
        (here / "app.py").write_text(ADVICE)
        assert run()[0] == 0
        assert run("--extend-select", "ADVICE")[0] == 1
        assert run("--extend-select", "ADVICE", "--fail-on", "warning")[0] == 0

    def test_an_unreadable_file(self, run, here: Path) -> None:
        (here / "app.py").write_text("from dash import callback\n@callback(\n")
        status, output, _ = run("--exit-zero")
        assert status == 2
        assert "DSH001 unreadable-file" in output

    @pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="needs a file that nobody can read")
    def test_a_file_that_cannot_be_opened_or_read(self, run) -> None:
        status, output, _ = run("/proc/self/mem")
        assert status == 2
        assert "/proc/self/mem:1:1: error DSH001 unreadable-file" in output

    def test_a_missing_path(self, run) -> None:
        status, output, errors = run("app.py", "nowhere")
        assert (status, output) == (2, "")
        assert "Error: `nowhere` does not exist" in errors

    def test_no_python_files(self, run, here: Path) -> None:
        (here / "docs").mkdir()
        assert run("docs") == (0, "No problems found.\n", "dashlint: warning: no Python files under `docs`\n")

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--frobnicate"],
            ["--format", "xml"],
            ["--backend", "django"],
            ["--fail-on", "never"],
            ["--color", "purple"],
            ["--select"],
            ["rule", "--frobnicate"],
            ["--stdin-filename", "x.py"],
            ["rule"],
            ["rule", "DSH101", "DSH102"],
            ["rules", "DSH101"],
        ],
    )
    def test_wrong_usage(self, run, arguments: list[str]) -> None:
        status, output, errors = run(*arguments)
        assert (status, output) == (2, "")
        assert "Error: " in errors

    @pytest.mark.parametrize("option", ["--select", "--ignore", "--extend-select"])
    def test_an_unknown_code(self, run, option: str) -> None:
        status, output, errors = run(option, "DSH101,blocking-sleap")
        assert (status, output) == (2, "")
        assert f"Error: `{option}`: no rule is called `blocking-sleap`; did you mean `blocking-sleep`?\n" in errors

    @pytest.mark.parametrize(("option", "meant"), [("--extend-ignore", "--ignore"), ("--extend-selekt", "--extend-s")])
    def test_an_unknown_option(self, run, option: str, meant: str) -> None:
        status, output, errors = run(option, "DSH101")
        assert (status, output) == (2, "")
        assert re.search(rf"{option}.*{meant}", errors, re.DOTALL)

    def test_wrong_settings(self, run, here: Path) -> None:
        (here / "pyproject.toml").write_text("[tool.dashlint]\nselekt = []\n")
        status, output, errors = run()
        assert (status, output) == (2, "")
        expected = f"{here.resolve()}/pyproject.toml:2: `selekt` is no setting of dashlint; did you mean `select`?"
        assert errors == f"Error: {expected}\n"

    def test_a_defect_of_dashlint(self, run, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError("oh")

        monkeypatch.setattr("dashlint.commands.shared.find", broken)
        status, output, errors = run()
        assert (status, output) == (3, "")
        assert errors.startswith("dashlint: internal error: ZeroDivisionError: oh (test_cli.py, line ")
        assert "Traceback" not in errors
        monkeypatch.setenv("DASHLINT_TRACEBACK", "1")
        assert "Traceback (most recent call last):" in run()[2]

    def test_an_interrupt(self, run, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("dashlint.commands.shared.find", interrupted)
        status, output, errors = run()
        assert (status, output) == (130, "")
        assert "Traceback" not in errors

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
    def test_ctrl_c(self, here: Path) -> None:
        fifo = here / "slow.py"
        os.mkfifo(fifo)
        running = process("slow.py", stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        def open_in_its_place() -> None:
            running.wait()
            os.close(os.open(fifo, os.O_RDONLY | os.O_NONBLOCK))

        threading.Thread(target=open_in_its_place, daemon=True).start()
        with open(fifo, "wb"):  # opens once dashlint has opened the other end
            running.send_signal(signal.SIGINT)
            output, errors = running.communicate(timeout=60)
        assert running.returncode == 130
        assert output == ""
        assert "Traceback" not in errors

    def test_a_closed_pipe(self) -> None:
        read, write = os.pipe()
        os.close(read)
        running = process(stdout=write, stderr=subprocess.PIPE)
        os.close(write)
        assert running.communicate(timeout=60)[1] == ""
        assert running.returncode == 1


class TestSelection:
    def test_select(self, run) -> None:
        assert run("--select", "DSH301")[0] == 0
        assert run("--select", "DSH301,blocking-sleep")[0] == 1
        assert run("--select", "DSH301", "--select", "DSH1")[0] == 1
        assert run("--select", "ALL", "--ignore", "DSH10")[0] == 0

    def test_the_command_line_wins(self, run, here: Path) -> None:
        (here / "pyproject.toml").write_text('[tool.dashlint]\nignore = ["DSH101"]\n')
        assert run()[0] == 0
        assert run("--select", "DSH101")[0] == 1
        assert run("--extend-select", "DSH101")[0] == 1

    def test_backend(self, run, here: Path) -> None:
        (here / "app.py").write_text(BAD.replace("async def", "def").replace("    await asyncio.sleep(0)\n", ""))
        assert "DSH110" in run("--backend", "quart")[1]
        assert run("--backend", "Flask")[0] == 0
        (here / "pyproject.toml").write_text('[tool.dashlint]\nbackend = "flask"\n')
        assert run()[0] == 0
        assert "DSH110" in run("--backend", "fastapi")[1]

    def test_dash_version(self, run, here: Path) -> None:
        (here / "app.py").write_text(BAD.replace("async def", "def").replace("    await asyncio.sleep(0)\n", ""))
        asgi = ("--backend", "quart", "--dash-version")
        assert "DSH110" in run(*asgi, "4.2.0")[1]
        assert run(*asgi, "4.1.0")[0] == 0
        (here / "pyproject.toml").write_text('[tool.dashlint]\ndash-version = "4.1"\n')
        assert run("--backend", "quart")[0] == 0
        assert "DSH110" in run(*asgi, "4.4.1")[1]

    @pytest.mark.parametrize("text", ["four", ">=4.2", ""])
    def test_a_dash_version_that_is_none(self, run, text: str) -> None:
        message = f"Error: `--dash-version` must be a version such as `4.4.1`, not `{text}`\n"
        assert run("--dash-version", text) == (2, "", message)

    def test_severities(self, run, here: Path) -> None:
        (here / "pyproject.toml").write_text('[tool.dashlint.severity]\nDSH101 = "warning"\n')
        assert run("--fail-on", "warning")[0] == 1
        status, output, _ = run("--fail-on", "error")
        assert (status, output.startswith(f"{PLACE}: warning DSH101 ")) == (0, True)
        (here / "pyproject.toml").write_text('[tool.dashlint.severity]\nblocking-sleep = "info"\n')
        assert run() == (0, "No problems found.\n", "")
        assert run("--select", "ADVICE")[1].startswith(f"{PLACE}: info DSH101 ")
        assert run("--select", "DSH101")[0] == 1

    def test_exclude(self, run, here: Path) -> None:
        (here / "old").mkdir()
        (here / "old" / "app.py").write_text(BAD)
        assert run("--format", "flake8")[1].count("DSH101") == 2
        assert run("--format", "flake8", "--exclude", "old")[1].count("DSH101") == 1
        assert run("--format", "flake8", "--exclude", "*.tmp,app.py")[1].count("DSH101") == 0
        (here / "pyproject.toml").write_text('[tool.dashlint]\nexclude = ["/app.py"]\n')
        assert run("--format", "flake8")[1].startswith("old/app.py:13:5: DSH101 ")
        assert run("--exclude", "old")[0] == 0

    def test_patterns_on_the_command_line_start_in_the_working_directory(self, run, here: Path) -> None:
        (here / "old").mkdir()
        (here / "old" / "app.py").write_text(BAD)
        os.chdir(here / "old")
        assert run("..", "--exclude", "/app.py", "--format", "flake8")[1].startswith("../app.py:13:5: DSH101 ")

    def test_a_folder_without_dash_is_silent(self, run, here: Path) -> None:
        (here / "app.py").write_text("import time\n\nasync def wait():\n    time.sleep(1)\n")
        assert run()[0] == 0


class TestOutput:
    def test_flake8(self, run) -> None:
        status, output, errors = run("--format", "flake8")
        assert (status, errors) == (1, "")
        assert re.fullmatch(re.escape(PLACE) + r": DSH101 [^\n]+\n", output)

    def test_flake8_without_problems_is_empty(self, run, here: Path) -> None:
        (here / "app.py").write_text(GOOD)
        assert run("--format", "flake8") == (0, "", "")

    def test_paths_are_printed_as_typed(self, run, here: Path) -> None:
        assert run("--format", "flake8", "./app.py")[1].startswith(f"./{PLACE}: ")
        assert run("--format", "flake8", str(here))[1].startswith(f"{here}/{PLACE}: ")

    def test_one_file_is_understood_with_its_project(self, run, here: Path) -> None:
        (here / "app.py").write_text(
            BAD.replace("    time.sleep(2)\n", "    load()\n").replace("import time", "from lib import load")
        )
        (here / "lib.py").write_text("import time\n\n\ndef load():\n    time.sleep(2)\n")
        assert run("--format", "flake8", "app.py")[1].startswith(f"{PLACE}: DSH101 ")
        assert "lib.py:5:5: " in run("app.py")[1]
        assert run("lib.py")[0] == 0

    def test_quiet(self, run, here: Path) -> None:
        assert "Found" not in run("--quiet")[1]
        assert "DSH101" in run("-q")[1]
        (here / "app.py").write_text(GOOD)
        assert run("--quiet") == (0, "", "")

    def test_statistics(self, run) -> None:
        row = "1  error    DSH101  [*] blocking-sleep\n"
        assert run("--statistics") == (1, row + "Found 1 problem (1 error).\n[*] 1 fixable with `--fix`.\n", "")
        assert run("--statistics", "--format", "flake8") == (1, row, "")

    def test_color(self, run, monkeypatch: pytest.MonkeyPatch) -> None:
        def is_colored(*arguments: str) -> bool:
            return "\x1b[" in run(*arguments)[1]

        assert not is_colored()
        assert is_colored("--color", "always")
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert is_colored()
        assert not is_colored("--color", "never")
        assert not is_colored("--format", "flake8")
        monkeypatch.setenv("NO_COLOR", "1")
        assert not is_colored()
        assert is_colored("--color", "always")

    def test_standard_input(self, run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def typed(text: str) -> None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

        typed(BAD)
        assert run("-", "--format", "flake8")[1].startswith("-:13:5: DSH101 ")
        typed(GOOD)
        assert run("-", "--stdin-filename", "app.py")[0] == 0
        (here / "app.py").write_text(GOOD)
        typed(BAD)
        status, output, _ = run("-", "--stdin-filename", "app.py")
        assert status == 1
        assert output.startswith(f"{PLACE}: error")
        assert "13 |     time.sleep(2)" in output

    def test_every_run_prints_the_same(self, run, here: Path) -> None:
        for name in ("b", "a", "c"):
            (here / name).mkdir()
            (here / name / "main.py").write_text(BAD + WARNING)
        first = run("--format", "flake8")
        assert first == run("--format", "flake8", "c", "a", "b", "app.py")
        assert first[1].splitlines() == sorted(first[1].splitlines(), key=lambda line: line.split(":")[0])

    def test_a_terminal_that_knows_no_unicode(self, here: Path) -> None:
        (here / "app.py").write_text(BAD.replace("time.sleep(2)", "time.sleep(len('漢'))"), encoding="utf-8")
        environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(dashlint.__file__).parents[1])}
        done = subprocess.run(
            [sys.executable, "-m", "dashlint"], env=environment, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 1
        assert b"time.sleep(len('\\u6f22'))" in done.stdout
        assert done.stderr == b""


class TestSuppression:
    @pytest.mark.parametrize(
        ("comment", "status"),
        [
            ("# noqa", 0),
            ("# noqa: DSH101", 0),
            ("# noqa: E501", 1),
            ("# dashlint: ignore[DSH101]", 0),
            ("# dashlint: ignore[blocking-file]", 1),
        ],
    )
    def test_a_comment_on_the_line(self, run, here: Path, comment: str, status: int) -> None:
        (here / "app.py").write_text(BAD.replace("time.sleep(2)", f"time.sleep(2)  {comment}"))
        assert run()[0] == status


class TestOtherCommands:
    def test_version(self, run) -> None:
        assert run("--version") == (0, f"dashlint {dashlint.__version__}\n", "")

    @pytest.mark.parametrize("option", ["--help", "-h"])
    def test_help(self, run, option: str) -> None:
        status, output, errors = run(option)
        assert (status, errors) == (0, "")
        assert output.startswith("Usage: dashlint [OPTIONS] [PATHS]...\n")
        names = (
            "--select --ignore --extend-select --backend --dash-version --format --output-file --exclude --exit-zero "
            "--fail-on --quiet --statistics --color --stdin-filename --version --help"
        )
        assert [name for name in names.split() if name not in output] == []
        assert max(map(len, output.splitlines())) <= 80

    def test_rules(self, run) -> None:
        status, output, _ = run("rules")
        assert status == 0
        rows = [line.split() for line in output.splitlines()]
        assert ["DSH101", "blocking-sleep", "error"] in rows
        assert rows == sorted(rows)

    @pytest.mark.parametrize("word", ["DSH101", "dsh101", "blocking-sleep", "Blocking-Sleep"])
    def test_rule(self, run, word: str) -> None:
        status, output, errors = run("rule", word)
        assert (status, errors) == (0, "")
        assert output.startswith("# DSH101 blocking-sleep\n")
        assert "\n## Why\n" in output

    @pytest.mark.parametrize(
        ("word", "hint"), [("pointles-async", "; did you mean `pointless-async`?"), ("DSH10I", ""), ("xyz", "")]
    )
    def test_an_unknown_rule(self, run, word: str, hint: str) -> None:
        status, output, errors = run("rule", word)
        assert (status, output) == (2, "")
        assert f"Error: no rule is called `{word}`{hint}\n" in errors

    @pytest.mark.parametrize("name", ["audit", "rule", "rules"])
    def test_paths_named_like_commands(self, run, here: Path, name: str) -> None:
        (here / name).mkdir()
        (here / name / "app.py").write_text(BAD)
        assert run(f"./{name}", "--format", "flake8")[1].startswith(f"./{name}/{PLACE}: DSH101 ")

    def test_as_a_module(self) -> None:
        running = process("--version", stdout=subprocess.PIPE)
        assert running.communicate(timeout=60)[0] == f"dashlint {dashlint.__version__}\n"


def test_the_first_screen_is_quick_to_print() -> None:
    program = textwrap.dedent(
        """
        import sys
        from dashlint.cli import main
        main(sys.argv[1:])
        print(*sorted({"libcst", "dashlint.lint"} & set(sys.modules)))
        """
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(dashlint.__file__).parents[1])}
    for arguments in (["--version"], ["--help"], ["rule", "DSH101"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "", f"{arguments} loads more than it needs"
