"""Which lines git says were changed, and which problems `--diff-base` leaves."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashlint.changed_lines import EVERY_LINE, ChangedLines, GitError, changed_since, hunks
from dashlint.changed_lines.following import followed
from dashlint.cli import main
from dashlint.diagnostic import Diagnostic, DiagnosticNote, Location, Severity

BAD = """\
import time

from dash import Dash, Input, Output

app = Dash(__name__, backend="fastapi")


@app.callback(Output("a", "children"), Input("a", "n_clicks"))
async def first(clicks):
    time.sleep(1)
    return clicks


@app.callback(Output("b", "children"), Input("b", "n_clicks"))
async def second(clicks):
    time.sleep(1)
    return clicks
"""
TWO = ["app.py:10:5", "app.py:16:5"]


def git(*arguments: str, at: Path | str = ".") -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    command = ["git", *identity, "-c", "protocol.file.allow=always", *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return subprocess.run(command, cwd=at, env=environment, check=True, capture_output=True, text=True).stdout


def commit(at: Path | str = ".") -> None:
    git("add", "--all", at=at)
    git("commit", "--quiet", "--allow-empty", "--message", "x", at=at)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    folder = tmp_path / "a repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet", "--initial-branch=main")
    (folder / "app.py").write_text(BAD)
    commit()
    return folder


def at(path: str, line: int, end_line: int | None = None) -> Location:
    return Location(path, line, 1, end_line or line, 2)


def problem(location: Location, *notes: Location | None) -> Diagnostic:
    steps = tuple(DiagnosticNote(note, "calls `x`") for note in notes)
    return Diagnostic("DSH101", "blocking-sleep", Severity.ERROR, location, "it blocks", notes=steps)


def lines(name: str, revision: str = "main", folder: str = ".", patterns: tuple[str, ...] = ()) -> set[int] | str:
    """The changed lines of a file, up to 50."""
    changed = changed_since(revision, folder, patterns)
    stretches = changed.files.get(os.path.realpath(name), ())
    return "every" if EVERY_LINE in stretches else {line for stretch in stretches for line in stretch}


class TestHunks:
    def test_each_hunk_has_its_lines(self) -> None:
        diff = b"diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@ def f\n-a\n+b\n@@ -8,0 +9,2 @@\n+c\n+d\n"
        assert list(hunks(diff)) == [(b"x.py", range(1, 2)), (b"x.py", range(9, 11))]

    @pytest.mark.parametrize(("start", "around"), [(0, {1}), (9, {9, 10})])
    def test_a_gap_has_neighbours(self, start: int, around: set[int]) -> None:
        diff = f"+++ b/x.py\n@@ -5,3 +{start},0 @@\n-a\n-b\n-c\n".encode()
        assert [set(stretch) for _, stretch in hunks(diff)] == [around]

    def test_what_looks_like_a_header_in_a_line_is_none(self) -> None:
        diff = b"+++ b/x.py\n@@ -1,2 +1,2 @@\n--- a/y.py\n-@@ -1 +1 @@\n+++ b/z.py\n+@@ -7 +7 @@\n@@ -9 +9 @@\n-a\n+b\n"
        assert list(hunks(diff)) == [(b"x.py", range(1, 3)), (b"x.py", range(9, 10))]

    def test_a_missing_line_end_is_no_line(self) -> None:
        end = b"\\ No newline at end of file\n"
        diff = b"+++ b/x.py\n@@ -1 +1 @@\n-a\n" + end + b"+b\n" + end + b"--- a/y.py\n+++ b/y.py\n@@ -3 +4 @@\n-a\n+b\n"
        assert list(hunks(diff)) == [(b"x.py", range(1, 2)), (b"y.py", range(4, 5))]
        diff = b"+++ b/x.py\n@@ -1 +1,2 @@\n-a\n" + end + b"+b\n+++ b/z.py\n@@ -9 +9 @@\n-a\n+b\n"
        assert list(hunks(diff)) == [(b"x.py", range(1, 3)), (b"x.py", range(9, 10))]

    @pytest.mark.parametrize(
        ("written", "name"),
        [
            (b"b/a b.py\t", b"a b.py"),
            (rb'"b/tab\tquote\"back\\slash.py"', b'tab\tquote"back\\slash.py'),
            (rb'"b/\303\251\n.py"', "é\n.py".encode()),
            (b"b/b/b.py", b"b/b.py"),
        ],
    )
    def test_names_are_unquoted(self, written: bytes, name: bytes) -> None:
        assert [found for found, _ in hunks(b"+++ " + written + b"\n@@ -1 +1 @@\n-a\n+b\n")] == [name]


class TestTouch:
    lines = ChangedLines({"/p/app.py": (range(5, 7), range(20, 21))}, ("/p/sub/",))

    @pytest.mark.parametrize(
        ("first", "last", "touched"), [(4, 4, False), (5, 5, True), (6, 6, True), (7, 7, False), (1, 5, True)]
    )
    def test_own_lines(self, first: int, last: int, touched: bool) -> None:
        assert self.lines.touch(problem(at("/p/app.py", first, last))) is touched

    def test_lines_of_a_step(self) -> None:
        assert self.lines.touch(problem(at("/p/page.py", 1), None, at("/p/app.py", 20)))
        assert not self.lines.touch(problem(at("/p/page.py", 1), None, at("/p/page.py", 20)))

    def test_a_whole_folder(self) -> None:
        assert self.lines.touch(problem(at("/p/sub/app.py", 99)))
        assert not self.lines.touch(problem(at("/p/subway/app.py", 99)))


class TestFollowed:
    def test_only_the_edited_files(self) -> None:
        changed = ChangedLines({"/p/a.py": (range(1, 2),), "/p/b.py": (range(7, 8),)}, ("/p/sub/",))
        after = changed.followed({"/p/a.py": b"a\n"}, {"/p/a.py": b"\na\n"})
        assert after.files == {"/p/a.py": (range(1, 2), range(2, 3)), "/p/b.py": (range(7, 8),)}
        assert after.folders == ("/p/sub/",)

    def test_what_comes_before_moves_it(self) -> None:
        assert followed([range(2, 3)], b"a\nb\nc\n", b"new\na\nb\nc\n") == (range(1, 2), range(3, 4))

    def test_what_is_taken_away_leaves_its_neighbours(self) -> None:
        assert followed([], b"a\nb\nc\n", b"a\nc\n") == (range(1, 3),)
        assert followed([], b"a\nb\n", b"b\n") == (range(1, 2),)

    def test_every_line_stays_every_line(self) -> None:
        assert {line for part in followed([EVERY_LINE], b"a\nb\n", b"b\nc\nd\n") for line in part} >= {1, 2, 3}

    @given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8), st.data())
    def test_a_line_that_is_not_changed_was_there_unchanged(self, old: list[str], new: list[str], data) -> None:
        changed = data.draw(st.sets(st.integers(1, 8)))
        texts = ["".join(f"{line}\n" for line in some).encode() for some in (old, new)]
        now = {line for part in followed([range(line, line + 1) for line in changed], *texts) for line in part}
        kept = [old[line - 1] for line in range(1, len(old) + 1) if line not in changed]
        left = iter(kept)
        assert all(new[line - 1] in left for line in range(1, len(new) + 1) if line not in now)


class TestGit:
    def test_nothing_changed(self) -> None:
        assert changed_since("main", ".") == ChangedLines({})

    @pytest.mark.parametrize("state", ["unstaged", "staged", "committed"])
    def test_a_changed_line(self, repository: Path, state: str) -> None:
        git("checkout", "--quiet", "-b", "feature")
        (repository / "app.py").write_text(BAD.replace("import time", "import time  # now"))
        if state != "unstaged":
            git("add", "app.py")
        if state == "committed":
            commit()
        assert lines("app.py") == {1}

    def test_only_what_changed_since_the_branch(self, repository: Path) -> None:
        git("checkout", "--quiet", "-b", "feature")
        (repository / "app.py").write_text(BAD + "# feature\n")
        commit()
        git("checkout", "--quiet", "main")
        (repository / "app.py").write_text("# main\n" + BAD)
        commit()
        git("checkout", "--quiet", "feature")
        assert lines("app.py") == {18}

    def test_an_untracked_file_is_new_as_a_whole(self, repository: Path) -> None:
        (repository / "new page.py").write_text("1\n")
        (repository / ".gitignore").write_text("ignored.py\n")
        (repository / "ignored.py").write_text("1\n")
        assert lines("new page.py") == "every"
        assert lines("ignored.py") == set()

    def test_an_intended_file_is_new_as_a_whole(self, repository: Path) -> None:
        (repository / "new.py").write_text("1\n2\n")
        git("add", "--intent-to-add", "new.py")
        assert lines("new.py") == {1, 2}

    def test_a_renamed_file_keeps_its_lines(self, repository: Path) -> None:
        git("config", "diff.renames", "false")
        git("mv", "app.py", "page.py")
        (repository / "page.py").write_text(BAD.replace("second", "third"))
        assert lines("page.py") == {15}
        assert lines("app.py") == set()

    def test_a_gap_counts_with_its_neighbours(self, repository: Path) -> None:
        (repository / "app.py").write_text(BAD.replace("    time.sleep(1)\n    return clicks\n\n\n", "\n\n", 1))
        assert lines("app.py") == {9, 10}

    def test_a_deleted_file_is_no_matter(self, repository: Path) -> None:
        (repository / "app.py").unlink()
        assert changed_since("main", ".").files == {}

    @pytest.mark.parametrize("name", ["é.py", 'quo"te.py', "new\nline.py", "tab\there.py", "back\\slash.py", " .py"])
    @pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
    def test_strange_names(self, repository: Path, name: str) -> None:
        (repository / name).write_text("1\n2\n")
        commit()
        (repository / name).write_text("1\n3\n")
        assert lines(name) == {2}

    def test_line_ends_of_windows(self, repository: Path) -> None:
        (repository / "app.py").write_bytes(b"a\r\nb\r\nc\r\n")
        commit()
        (repository / "app.py").write_bytes(b"a\r\nB\r\nc\r\n")
        assert lines("app.py") == {2}

    def test_line_ends_that_git_does_not_know(self, repository: Path) -> None:
        (repository / "app.py").write_bytes(b"a\rb\rc\r")
        commit()
        (repository / "app.py").write_bytes(b"a\rB\rc\r")
        assert lines("app.py") == "every"

    def test_a_file_that_git_takes_for_binary(self, repository: Path) -> None:
        (repository / ".gitattributes").write_text("*.py binary\n")
        (repository / "app.py").write_text(BAD.replace("second", "third"))
        assert lines("app.py") == {15}

    def test_a_file_that_git_shows_otherwise(self, repository: Path) -> None:
        (repository / ".gitattributes").write_text("*.py diff=first\n")
        git("config", "diff.first.textconv", "head -n 1")
        (repository / "app.py").write_text(BAD.replace("second", "third"))
        assert lines("app.py") == {15}

    @pytest.mark.parametrize(
        "setting",
        [
            "diff.noprefix=true",
            "diff.mnemonicPrefix=true",
            "color.ui=always",
            "core.quotePath=false",
            "diff.context=5",
            "diff.interHunkContext=20",
            "diff.external=false",
            "diff.submodule=log",
            "diff.relative=true",
        ],
    )
    def test_settings_of_git_do_not_matter(self, repository: Path, setting: str) -> None:
        (repository / "pages").mkdir()
        git("config", *setting.split("="))
        (repository / "app.py").write_text(BAD.replace("second", "dritte ä").replace("Dash(", "Dash(  "))
        assert lines("app.py", folder="pages") == {5, 15}

    def test_other_files_are_left_alone(self, repository: Path) -> None:
        (repository / "data.csv").write_text("1\n")
        (repository / "new.py").write_text("1\n")
        assert set(changed_since("main", ".", ["*.py"]).files) == {os.path.realpath("new.py")}

    def test_a_submodule_that_moved(self, repository: Path, tmp_path: Path) -> None:
        library = tmp_path / "library"
        library.mkdir()
        git("init", "--quiet", at=library)
        (library / "lib.py").write_text("1\n")
        commit(library)
        git("submodule", "--quiet", "add", str(library), "lib")
        commit()
        git("checkout", "--quiet", "-b", "feature")
        assert changed_since("main", ".").folders == ()
        (repository / "lib" / "lib.py").write_text("2\n")
        commit(repository / "lib")
        assert changed_since("main", ".").folders == (os.path.realpath("lib") + os.sep,)
        commit()
        assert changed_since("main", ".", ["*.py"]).folders == (os.path.realpath("lib") + os.sep,)
        assert lines("lib/lib.py", "HEAD~1", "lib") == {1}

    def test_a_worktree(self, repository: Path, tmp_path: Path) -> None:
        tree = tmp_path / "tree"
        git("worktree", "add", "--quiet", "-b", "feature", str(tree))
        (tree / "app.py").write_text(BAD.replace("second", "third"))
        assert lines(str(tree / "app.py"), folder=str(tree)) == {15}
        assert lines("app.py") == set()

    @given(st.lists(st.sampled_from("abcd"), max_size=9), st.lists(st.sampled_from("abcd"), max_size=9))
    def test_every_line_that_a_diff_adds_is_changed(self, old: list[str], new: list[str]) -> None:
        text = "".join(f"{line}\n" for line in unified_diff(old, new, "a/x", "b/x", n=0, lineterm=""))
        found = {line for _, stretch in hunks(text.encode()) for line in stretch}
        kept = iter(old)
        assert all(new[line - 1] in kept for line in range(1, len(new) + 1) if line not in found)
        assert bool(found) is (old != new)


class TestEnvironment:
    """A hook of git runs with variables that name its repository and its index."""

    @pytest.fixture(autouse=True)
    def change(self, repository: Path) -> None:
        (repository / "app.py").write_text(BAD.replace("second", "third"))

    @pytest.mark.parametrize("index", [".git/index", "absolute"])
    def test_in_a_hook(self, repository: Path, monkeypatch: pytest.MonkeyPatch, index: str) -> None:
        monkeypatch.setenv("GIT_DIR", ".git")
        monkeypatch.setenv("GIT_INDEX_FILE", index if index != "absolute" else str(repository / ".git" / "index"))
        monkeypatch.setenv("GIT_PREFIX", "")
        (repository / "pages").mkdir()
        assert lines("app.py", folder="pages") == {15}

    def test_in_a_hook_of_another_repository(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.mkdir()
        git("init", "--quiet", at=other)
        monkeypatch.setenv("GIT_DIR", str(other / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
        assert lines("app.py") == {15}

    def test_a_repository_that_only_variables_name(self, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (repository / ".git").rename(repository.parent / "hidden")
        monkeypatch.setenv("GIT_DIR", "../hidden")
        assert lines("app.py") == {15}
        (repository / "pages").mkdir()
        monkeypatch.chdir(repository / "pages")
        monkeypatch.setenv("GIT_DIR", "../../hidden")
        monkeypatch.setenv("GIT_WORK_TREE", "..")
        assert lines("../app.py", folder=".") == {15}

    @pytest.mark.parametrize(
        ("name", "value"),
        [("GIT_DIFF_OPTS", "--unified=5"), ("GIT_EXTERNAL_DIFF", "false"), ("GIT_LITERAL_PATHSPECS", "1")],
    )
    def test_variables_that_change_a_diff(self, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        assert lines("app.py", patterns=("*.py",)) == {15}


class TestErrors:
    def test_no_repository(self, tmp_path: Path) -> None:
        with pytest.raises(GitError, match=r"needs a git repository around `.*`: fatal: not a git repository"):
            changed_since("main", tmp_path)

    def test_no_such_revision(self) -> None:
        with pytest.raises(GitError, match=r"git knows no commit `nowhere` here; .* fetched first"):
            changed_since("nowhere", ".")

    def test_no_commit_yet(self, tmp_path: Path) -> None:
        git("init", "--quiet", at=tmp_path)
        with pytest.raises(GitError, match="git knows no commit `HEAD` here"):
            changed_since("HEAD", tmp_path)

    def test_no_common_history(self, repository: Path) -> None:
        git("checkout", "--quiet", "--orphan", "apart")
        (repository / "app.py").write_text("1\n")
        commit()
        with pytest.raises(GitError, match="git knows no commit that `main` and `HEAD` both come from"):
            changed_since("main", ".")

    def test_no_git(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GitError, match="git cannot be run: No such file"):
            changed_since("main", ".")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str], str]]:
    def run(*arguments: str) -> tuple[int, list[str], str]:
        """The exit status, the places of the problems, and what stands on standard error."""
        status = main(["--format", "flake8", *arguments])
        output, errors = capfd.readouterr()
        return status, [line.split(": ")[0] for line in output.splitlines()], errors

    return run


class TestCommand:
    def test_only_problems_on_changed_lines(self, run, repository: Path) -> None:
        assert run() == (1, TWO, "")
        assert run("--diff-base", "main") == (0, [], "")
        (repository / "app.py").write_text(BAD.replace("sleep(1)", "sleep(2)", 1))
        assert run("--diff-base", "main") == (1, TWO[:1], "")

    def test_a_step_in_another_file(self, run, repository: Path) -> None:
        (repository / "slow.py").write_text("import time\n\n\ndef wait():\n    time.sleep(1)\n")
        (repository / "app.py").write_text(
            BAD.replace("time.sleep", "wait", 1).replace("import time", "from slow import wait\nimport time")
        )
        commit()
        assert run("--diff-base", "HEAD") == (0, [], "")
        (repository / "slow.py").write_text("import time\n\n\ndef wait():\n    time.sleep(2)\n")
        assert run("--diff-base", "HEAD") == (1, ["app.py:11:5"], "")

    def test_statistics_and_status_follow(self, run, repository: Path) -> None:
        (repository / "app.py").write_text(BAD.replace("sleep(1)", "sleep(2)", 1))
        assert run("--diff-base", "main", "--statistics")[1] == ["1  error    DSH101  [*] blocking-sleep"]
        assert run("--diff-base", "main", "--exit-zero")[0] == 0

    @pytest.mark.parametrize("given", ["-p", "--output=x", "", " ", "a\0b"])
    def test_what_is_no_revision(self, run, given: str) -> None:
        status, found, errors = run(f"--diff-base={given}")
        assert (status, found) == (2, [])
        assert "`--diff-base` must be a commit" in errors
        assert not Path("x").exists()

    def test_an_unknown_revision(self, run) -> None:
        status, found, errors = run("--diff-base", "nowhere")
        assert (status, found) == (2, [])
        assert "`--diff-base`: git knows no commit `nowhere` here" in errors

    def test_standard_input(self, run) -> None:
        status, found, errors = run("--diff-base", "main", "-")
        assert (status, found) == (2, [])
        assert "`--diff-base` reads files, not standard input" in errors

    def test_only_what_touches_changed_lines_is_mended(self, run, repository: Path) -> None:
        changed = BAD.replace("sleep(1)", "sleep(2)", 1)
        (repository / "app.py").write_text(changed)
        status, found, _ = run("--diff-base", "main", "--fix")
        assert (status, found) == (0, [])
        fixed = (repository / "app.py").read_text()
        assert "await asyncio.sleep(2)" in fixed
        assert "    time.sleep(1)" in fixed

    def test_lines_are_followed_through_fixes(self, run, repository: Path) -> None:
        text = BAD.replace("sleep(1)", "sleep(2)", 1).removesuffix("clicks\n") + "clicks + 1\n"
        third = '\n\n@app.callback(Output("c", "x"), Input("c", "x"))\nasync def third(clicks):\n    open("x")\n'
        (repository / "app.py").write_text(text + third)
        status, found, _ = run("--diff-base", "HEAD", "--fix")
        fixed = (repository / "app.py").read_text()
        assert "import asyncio\nimport time\n" in fixed
        assert "await asyncio.sleep(2)" in fixed
        assert "    time.sleep(1)" in fixed
        assert (status, found) == (1, ["app.py:23:5"])

    def test_with_a_baseline(self, run, repository: Path) -> None:
        run("--write-baseline")
        (repository / "app.py").write_text(BAD.replace("    time", "    time.sleep(2)\n    time", 1))
        assert run() == (1, ["app.py:11:5"], "")
        assert run("--diff-base", "main") == (1, ["app.py:10:5"], "")
        assert run("--diff-base", "main", "--no-baseline") == (1, ["app.py:10:5"], "")

    def test_a_linted_folder_of_the_repository(self, run, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (repository / "inner").mkdir()
        git("mv", "app.py", "inner/app.py")
        commit()
        (repository / "inner" / "app.py").write_text(BAD.replace("sleep(1)", "sleep(2)", 1))
        monkeypatch.chdir(repository.parent)
        assert run("--diff-base", "HEAD", str(repository))[1] == [f"{repository}/inner/app.py:10:5"]
        monkeypatch.chdir(repository / "inner")
        assert run("--diff-base", "HEAD")[1] == ["app.py:10:5"]
