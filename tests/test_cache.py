"""Tests of the cache of runs: an answer is given again as long as nothing has changed that it rests on."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dashlint import cli
from dashlint.__main__ import main as light
from dashlint.cache import answering, evidence, keeping, relevance
from dashlint.cache.answering import Missed, answer
from dashlint.cache.entry import unpacked
from dashlint.cache.folder import cache_folder, replace
from dashlint.commands.caching import KEPT
from dashlint.commands.lint import lint

APP = """\
import time

from dash import Dash, Input, Output

app = Dash(__name__, backend="fastapi")


@app.callback(Output("a", "b"), Input("c", "d"))
async def show(value):
    time.sleep(1)
    return value
"""
CALM = APP.replace("time.sleep(1)", "print('sleep')")[: len(APP)].ljust(len(APP))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the working directory, and an empty folder for the cache outside of it."""
    folder = tmp_path / "a project"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    (folder / "pyproject.toml").write_text("")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DASHLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(keeping, "own_files", lambda: ())
    return folder


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the clock of the file system for a fine one, so that signatures count at once."""
    monkeypatch.setattr(evidence, "SLACK", 0)


class Printed(io.BytesIO):
    """Stands for what a stream leads to."""


def run(*words: str) -> tuple[bool, int, bytes, bytes]:
    """Do what a process with this command line does; return whether the cache answered, the status and the output."""
    before, out, err = (sys.stdout, sys.stderr), Printed(), Printed()
    sys.stdout, sys.stderr = io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8")
    try:
        found = answer(list(words))
        is_known = isinstance(found, int)
        status = found if isinstance(found, int) else cli.main(words, found)
        sys.stdout.flush()
        sys.stderr.flush()
        return is_known, status, out.getvalue(), err.getvalue()
    finally:
        sys.stdout, sys.stderr = before


def entries(folder: Path) -> list[Path]:
    return sorted((folder.parent / "cache").glob("*/*.run"))


def check(project: Path, *words: str) -> bool:
    """Make sure that the answer is that of a run without the cache, and return whether it came from the cache."""
    is_known, *answered = run(*words)
    assert answered == [*run("--no-cache", *words)[1:]]
    return is_known


def test_the_same_is_printed_again(project: Path) -> None:
    assert not check(project)
    assert check(project)
    assert run()[1] == 1
    assert b"DSH101" in run("--format", "concise")[2]


def test_what_is_warned_of_is_printed_again(project: Path) -> None:
    (project / "empty").mkdir()
    first = run("empty")
    assert b"no Python files" in first[3]
    assert run("empty") == (True, *first[1:])


def test_a_hit_imports_next_to_nothing(project: Path, tmp_path: Path) -> None:
    script = tmp_path / "dashlint"
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent.parent), "PYTHONUTF8": "1"}
    command = [sys.executable, str(script), "--format", "concise"]
    script.write_text(
        "import sys\nbefore = set(sys.modules)\nfrom dashlint.__main__ import main\nstatus = main()\n"
        "sys.stderr.write(' '.join(sorted(set(sys.modules) - before)))\nsys.exit(status)\n"
    )
    first = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert first.returncode == 1, first.stderr
    second = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (second.returncode, second.stdout) == (first.returncode, first.stdout)
    imported = set(second.stderr.decode().split())
    own = {name for name in imported if name.startswith("dashlint")}
    assert own <= {
        "dashlint",
        "dashlint.__main__",
        "dashlint.cache",
        "dashlint.cache.answering",
        "dashlint.cache.checking",
        "dashlint.cache.entry",
        "dashlint.cache.evidence",
        "dashlint.cache.folder",
    }
    # what was written less than two seconds ago is compared by its content
    assert imported - own <= {"_hashlib", "_blake2", "hashlib"}


def test_the_version_is_told_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["dashlint", "--version"])
    assert light() == 0
    told = capsys.readouterr().out
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == told


def test_the_command_is_the_light_way_in() -> None:
    pyproject = Path(cli.__file__).parent.parent / "pyproject.toml"
    assert 'dashlint = "dashlint.__main__:main"' in pyproject.read_text()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("app.py", CALM),
        ("another.py", APP),
        ("below/another.py", APP),
        ("below/dashlint.toml", 'ignore = ["DSH101"]'),
        ("pyproject.toml", '[tool.dashlint]\nignore = ["DSH101"]\n'),
        (".dashlint.toml", 'ignore = ["DSH101"]'),
        (".gitignore", "app.py\n"),
        ("requirements.txt", "dash==2.0\n"),
        ("requirements/prod.txt", "dash==2.0\n"),
        ("Procfile", "web: gunicorn app:server\n"),
        ("dashlint-baseline.json", "{}"),
    ],
)
def test_a_file_that_is_written_counts(project: Path, settled: None, name: str, content: str) -> None:
    run()
    assert run()[0]
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(content)
    assert not check(project)


def test_a_file_of_the_same_size_and_time_counts(project: Path, settled: None) -> None:
    assert len(CALM) == len(APP)
    run()
    before = (project / "app.py").stat()
    (project / "new").write_text(CALM)
    os.utime(project / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(project / "new", project / "app.py")
    assert not check(project)


def test_a_file_that_was_changed_right_before_is_compared_by_its_content(project: Path) -> None:
    run()
    entry = unpacked(entries(project)[0].read_bytes())
    assert entry is not None
    at = entry.files.index(os.fsencode(project / "app.py"))
    assert entry.signatures[at] == evidence.UNSETTLED
    assert run()[0]
    (project / "app.py").write_text(CALM)
    assert not check(project)


def test_a_fresh_checkout_keeps_its_answer(project: Path, settled: None) -> None:
    first = run()
    old = entries(project)[0].read_bytes()
    for path in ("app.py", "pyproject.toml"):
        shutil.copy(project / path, project / "new")
        os.replace(project / "new", project / path)
        os.utime(project / path, (1_000_000_000, 1_000_000_000))
    assert run() == (True, *first[1:])
    assert entries(project)[0].read_bytes() != old
    assert run() == (True, *first[1:])


@pytest.mark.parametrize("name", ["app.py", "pyproject.toml"])
def test_a_file_that_is_gone_counts(project: Path, name: str) -> None:
    (project / "other.py").write_text("")
    run()
    (project / name).unlink()
    assert not check(project)


@pytest.mark.parametrize("name", ["__pycache__", ".pytest_cache", "notes.md", ".coverage", "app.pyc"])
def test_what_no_run_heeds_does_not_count(project: Path, name: str) -> None:
    run()
    if name.startswith((".pytest", "__")):
        (project / name).mkdir()
    else:
        (project / name).write_text("")
    assert check(project)
    (project / name).rmdir() if (project / name).is_dir() else (project / name).unlink()
    assert check(project)


def test_a_file_that_becomes_a_folder_counts(project: Path) -> None:
    (project / "thing").write_text("")
    run()
    (project / "thing").unlink()
    (project / "thing").mkdir()
    (project / "thing" / "another.py").write_text(APP)
    assert not check(project)


def test_a_link_that_leads_elsewhere_counts(project: Path, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(APP)
    (tmp_path / "two.py").write_text(CALM)
    (project / "link.py").symlink_to(tmp_path / "one.py")
    run()
    assert run()[0]
    (project / "link.py").unlink()
    (project / "link.py").symlink_to(tmp_path / "two.py")
    assert not check(project)


def test_a_link_on_the_command_line_that_leads_elsewhere_counts(project: Path, tmp_path: Path) -> None:
    for name, content in (("one", APP), ("two", CALM)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text(content)
    (tmp_path / "now").symlink_to("one")
    run("../now")
    assert run("../now")[0]
    (tmp_path / "now").unlink()
    (tmp_path / "now").symlink_to("two")
    assert not check(project, "../now")


def test_a_virtual_environment_that_is_one_no_more_counts(project: Path) -> None:
    (project / "env").mkdir()
    (project / "env" / "pyvenv.cfg").write_text("")
    (project / "env" / "inner.py").write_text(APP)
    run()
    assert run()[0]
    (project / "env" / "pyvenv.cfg").unlink()
    assert not check(project)


def test_a_repository_around_the_project_counts(project: Path, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("app.py\n")
    run("--format", "json")
    assert run("--format", "json")[0]
    (tmp_path / ".git").mkdir()
    assert not check(project, "--format", "json")


def test_an_included_file_that_appears_counts(project: Path) -> None:
    (project / "requirements.txt").write_text("-r more.list\n")
    run()
    assert run()[0]
    (project / "more.list").write_text("dash==2.0\n")
    assert not check(project)


def test_a_variable_in_the_settings_counts(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "calm.toml").write_text('ignore = ["ALL"]')
    (project / "loud.toml").write_text("")
    (project / "pyproject.toml").write_text('[tool.dashlint]\nextend = "${MOOD}.toml"\n')
    monkeypatch.setenv("MOOD", "loud")
    assert run()[1] == 1
    monkeypatch.setenv("MOOD", "calm")
    assert not run()[0]
    assert run()[1] == 0


@pytest.mark.parametrize("name", ["NO_COLOR", "FORCE_COLOR", "DASHLINT_OUTPUT_FORMAT", "HOME"])
def test_the_environment_counts(project: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    run()
    monkeypatch.setenv(name, "json")
    assert not check(project)


def test_every_variable_that_the_code_reads_counts() -> None:
    """What stands in the table is what the code of a lint asks for; git is asked in runs that are not kept."""
    package = Path(cli.__file__).parent
    named = set()
    for file in package.rglob("*.py"):
        if file.parent.name in {"changed_lines", "project", "deployment", "manifests", "read", "looks"}:
            continue
        text = file.read_text()
        named |= set(_strings_after(text, ("environ.get(", "told(", "environ[")))
    assert named <= {*answering.VARIABLES, "LOCALAPPDATA", "XDG_CACHE_HOME"}


def _strings_after(text: str, beginnings: Sequence[str]) -> Iterator[str]:
    for beginning in beginnings:
        for rest in text.split(beginning)[1:]:
            if rest.startswith('"'):
                yield rest[1:].split('"')[0]


def test_another_command_line_has_its_own_answer(project: Path) -> None:
    run()
    assert not check(project, "--select", "DSH5")
    assert check(project, "--select", "DSH5")
    assert check(project)


def test_no_answer_of_a_run_that_fails_is_kept(project: Path) -> None:
    (project / "app.py").write_text(APP + "def (")
    assert run()[1] == 2
    assert not entries(project)
    assert run("missing")[1] == 2
    assert run("--select", "NONSENSE")[1] == 2
    assert not entries(project)


@pytest.mark.parametrize(
    "words",
    [
        ["--fix"],
        ["--diff"],
        ["--add-ignore"],
        ["--write-baseline"],
        ["-o", "report.txt"],
        ["--format", "json=report.json"],
        ["--show-files"],
        ["--no-cache"],
        ["--diff-base", "HEAD"],
    ],
    ids=" ".join,
)
def test_no_answer_is_kept_of_a_run_that_does_more_than_print(project: Path, words: list[str]) -> None:
    run(*words)
    assert not entries(project)
    assert not run(*words)[0]


def test_no_answer_is_kept_where_the_settings_ask_for_fixes(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.dashlint]\nfix = true\n")
    run()
    assert not entries(project)
    (project / "app.py").write_text("")
    run()
    assert not entries(project)
    assert not check(project, "--no-fix")
    assert check(project, "--no-fix")


def test_every_option_is_judged() -> None:
    """A new option is not kept until somebody has thought about it: put it here, or into the table."""
    others = {"watch", "add_ignore", "write_baseline", "prune_baseline", "diff_base", "diff", "fix_only"}
    others |= {"output_file", "stdin_filename", "show_settings", "show_files", "version"}
    assert {parameter.name for parameter in lint.params} == KEPT | others
    assert not KEPT & others


@pytest.mark.parametrize("damage", ["cut", "empty", "other", "flipped", "longer", "numbers"])
def test_a_damaged_entry_is_made_anew(project: Path, damage: str) -> None:
    first = run()
    file = entries(project)[0]
    content = file.read_bytes()
    damaged = {
        "cut": content[:-1],
        "empty": b"",
        "other": os.urandom(500),
        "flipped": content[:-5] + bytes([content[-5] ^ 1]) + content[-4:],
        "longer": content + b"x",
        "numbers": content.replace(b" 1 ", b" 1 -", 1),
    }
    file.write_bytes(damaged[damage])
    assert run() == (False, *first[1:])
    assert run() == (True, *first[1:])


def test_an_entry_that_somebody_else_can_write_is_not_used(project: Path) -> None:
    run()
    os.chmod(entries(project)[0], 0o666)
    assert not run()[0]


def test_an_entry_of_another_command_line_is_not_used(project: Path) -> None:
    run("--select", "DSH5")
    other = entries(project)[0]
    run()
    mine = next(one for one in entries(project) if one != other)
    shutil.copyfile(other, mine)
    assert not check(project)


def test_a_cache_that_cannot_be_written_is_told_of_on_request(project: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    assert run() == (False, *run("--no-cache")[1:])
    assert b"this answer is not kept in the cache: " in run("-v")[3]


def test_verbose_runs_tell_why_there_was_no_answer(project: Path) -> None:
    assert b"no answer is kept in the cache" in run("-v")[3]
    assert b"nothing has changed since" in run("-v")[3]
    (project / "app.py").write_text(CALM)
    assert f"`{project / 'app.py'}` is not what it was".encode() in run("-v")[3]
    assert b"--no-cache" in run("-v", "--no-cache")[3]


def test_a_file_that_changes_during_the_run_keeps_no_answer(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashlint import lint as linting

    usual = linting.lint_sources

    def changing(*arguments: object, **named: object) -> object:
        outcome = usual(*arguments, **named)  # type: ignore[arg-type]
        (project / "app.py").write_text(CALM)
        return outcome

    monkeypatch.setattr(linting, "lint_sources", changing)
    assert run()[1] == 1
    monkeypatch.undo()
    assert not entries(project)


def test_the_folder_may_lie_in_the_project(project: Path) -> None:
    check(project, "--cache-dir", ".kept")
    assert (project / ".kept" / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    assert (project / ".kept" / ".gitignore").read_text() == "*\n"
    check(project, "--cache-dir", ".kept")
    assert check(project, "--cache-dir=.kept") in (False, True)
    assert check(project, "--cache-dir=.kept")


def test_a_folder_that_was_there_is_not_marked(project: Path) -> None:
    run("--cache-dir", ".")
    assert not (project / ".gitignore").exists()
    assert not (project / "CACHEDIR.TAG").exists()


def test_old_answers_make_room_and_nothing_else(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keeping, "MOST_ANSWERS", 2)
    monkeypatch.setattr(keeping, "MOST_FOLDERS", 1)
    foreign = tmp_path / "cache" / "mine"
    foreign.mkdir(parents=True)
    (foreign / "thing.run").write_text("")
    old = tmp_path / "cache" / ("0" * 16)
    old.mkdir()
    (old / f"{'1' * 16}.run").write_text("")
    os.utime(old, (1, 1))
    for number in range(4):
        run("--max-warnings", str(number))
        os.utime(entries(project)[0].parent)
    assert len([one for one in entries(project) if one.parent.name != "mine"]) == 2
    assert (foreign / "thing.run").exists()
    assert not old.exists()


def test_what_dashlint_itself_is_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, project: Path) -> None:
    monkeypatch.undo()
    package = tmp_path / "dashlint"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(keeping, "PACKAGE", str(package))
    assert str(package / "__init__.py") in list(keeping.own_files())
    record = tmp_path / f"dashlint-{keeping.__version__}.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text("")
    found = list(keeping.own_files())
    assert str(record) in found
    assert str(package / "__init__.py") not in found
    assert any("libcst-" in path for path in found)


def test_the_folder_is_the_user_s_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DASHLINT_CACHE_DIR", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == str(tmp_path / "dashlint")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/me")
    assert cache_folder() == "/home/me/.cache/dashlint"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder() == "/home/me/Library/Caches/dashlint"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert cache_folder() is None
    assert cache_folder("here") == str(Path("here").absolute())


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError, match="file"):
        replace(str(tmp_path / "file"), b"content")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_what_is_kept_is_off_on_request(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    assert isinstance(answer([]), Missed)
    monkeypatch.setenv("DASHLINT_NO_CACHE", "1")
    assert answer([]) is None
    run()
    assert not entries(project)


def test_names_that_matter_are_those_that_files_and_settings_have() -> None:
    assert relevance.is_relevant(b"/p", b"fapp.py")
    assert relevance.is_relevant(b"/p", b"lapp.py")
    assert relevance.is_relevant(b"/p", b"dpackage")
    assert relevance.is_relevant(b"/p", b"d.git")
    assert not relevance.is_relevant(b"/p", b"f.DS_Store")
    assert not relevance.is_relevant(b"/p/.", b"dpackage")
    assert relevance.is_relevant(b"/p/.", b"fsetup.py")
