"""Which files a run finds, and how it names them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashlint import find as find_module
from dashlint.find import MissingPathError, Source, find, project_root
from dashlint.ignored import Exclusion


def tree(root: Path, *files: str) -> Path:
    """Make files; `path = text` gives one a text."""
    for file in files:
        name, _, text = file.partition(" = ")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("|", "\n") + "\n")
    return root


def reported(sources: tuple[Source, ...]) -> list[str]:
    return [source.shown for source in sources if source.kind == "python" and source.reported]


def linked(sources: tuple[Source, ...]) -> list[str]:
    return [source.shown for source in sources if source.kind == "python" and not source.reported]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_working_directory_is_the_default(here: Path) -> None:
    tree(here, "app.py", "pages/home.py", "notes.txt", "types.pyi")
    assert reported(find()) == ["app.py", "pages/home.py"]


def test_sources_have_absolute_real_paths_in_order(here: Path) -> None:
    tree(here, "b.py", "a/c.py", "a.py", "a-b.py")
    paths = [source.path for source in find()]
    assert paths == sorted(paths)
    assert paths[0] == str(here.resolve() / "a-b.py")


def test_paths_are_shown_as_typed(here: Path) -> None:
    tree(here, "src/app.py", "src/pages/home.py")
    assert reported(find(["./src"])) == ["./src/app.py", "./src/pages/home.py"]
    assert reported(find(["src/"])) == ["src/app.py", "src/pages/home.py"]
    assert reported(find([here / "src"])) == [f"{here}/src/app.py", f"{here}/src/pages/home.py"]
    assert reported(find(["src/../src/app.py"])) == ["src/../src/app.py"]


def test_a_folder_above_is_shown_as_typed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(here, "app.py", "pages/home.py")
    monkeypatch.chdir(here / "pages")
    assert reported(find([".."])) == ["../app.py", "../pages/home.py"]


def test_one_file_brings_its_project_along(here: Path) -> None:
    tree(here, "pyproject.toml", "app.py", "pages/home.py", "lib/db.py")
    sources = find(["pages/home.py"])
    assert reported(sources) == ["pages/home.py"]
    assert linked(sources) == ["app.py", "lib/db.py"]
    assert [source.shown for source in sources if source.named] == ["pages/home.py"]


def test_one_folder_brings_its_project_along(here: Path) -> None:
    tree(here, "requirements.txt", "app.py", "pages/home.py")
    sources = find(["pages"])
    assert reported(sources) == ["pages/home.py"]
    assert linked(sources) == ["app.py"]


def test_the_working_directory_may_be_inside_the_project(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(here, "setup.cfg", "app.py", "pages/home.py")
    monkeypatch.chdir(here / "pages")
    assert reported(find()) == ["home.py"]
    assert linked(find()) == ["../app.py"]


def test_an_absolute_path_brings_absolute_paths_along(here: Path) -> None:
    tree(here, "requirements-dev.txt", "app.py", "lib/db.py")
    assert linked(find([here / "app.py"])) == [f"{here.resolve()}/lib/db.py"]


def test_without_the_whole_project_only_what_was_asked_for_is_found(here: Path) -> None:
    tree(here, "pyproject.toml", "app.py", "pages/home.py")
    assert [source.shown for source in find(["pages"], whole_project=False)] == ["pages/home.py"]


def test_a_file_named_twice_is_found_once(here: Path) -> None:
    tree(here, "app.py", "lib.py")
    sources = find(["app.py", ".", here / "app.py"])
    assert reported(sources) == ["app.py", "lib.py"]
    assert [source.named for source in sources] == [True, False]


def test_a_missing_path_is_an_error(here: Path) -> None:
    with pytest.raises(MissingPathError, match=r"`nowhere\.py` does not exist"):
        find(["nowhere.py"])


@pytest.mark.parametrize("folder", [".venv", "node_modules", "build", "dist", "__pycache__", ".git", ".archive"])
def test_default_excludes(here: Path, folder: str) -> None:
    tree(here, "app.py", f"{folder}/x.py", f"deep/{folder}/x.py")
    assert reported(find()) == ["app.py"]


def test_a_virtual_environment_of_any_name_is_left_out(here: Path) -> None:
    tree(here, "app.py", "myenv/pyvenv.cfg", "myenv/lib/x.py")
    assert reported(find()) == ["app.py"]


def test_what_is_named_is_found_in_spite_of_default_excludes(here: Path) -> None:
    tree(here, "build/app.py", "build/dist/x.py")
    assert reported(find(["build"])) == ["build/app.py"]
    assert reported(find(["build/dist/x.py"])) == ["build/dist/x.py"]


def test_exclude_patterns(here: Path) -> None:
    tree(here, "app.py", "old/x.py", "deep/old/y.py", "a/gen.py", "b/gen.py", "schema_pb2.py")

    def without(*patterns: str) -> list[str]:
        return reported(find(exclude=[Exclusion(str(here.resolve()), patterns)]))

    everything = ["a/gen.py", "app.py", "b/gen.py", "deep/old/y.py", "old/x.py", "schema_pb2.py"]
    assert without() == everything
    assert without("old") == ["a/gen.py", "app.py", "b/gen.py", "schema_pb2.py"]
    assert without("/old") == without("./old") == without(f"{here.resolve()}/old")
    assert without("/old") == [name for name in everything if name != "old/x.py"]
    assert without("a/gen.py", "*_pb2.py") == ["app.py", "b/gen.py", "deep/old/y.py", "old/x.py"]
    assert without("*.py", "!app.py") == ["app.py"]


def test_exclude_patterns_belong_to_their_folder(here: Path) -> None:
    tree(here, "pyproject.toml", "one/x.py", "two/x.py")
    exclusion = Exclusion(str(here.resolve() / "one"), ("x.py",))
    assert reported(find(exclude=[exclusion])) == ["two/x.py"]


def test_what_is_named_is_found_in_spite_of_exclude(here: Path) -> None:
    tree(here, "pyproject.toml", "app.py", "tests/fixtures/one/x.py", "tests/fixtures/one/lib/y.py", "examples/z.py")
    exclude = [Exclusion(str(here.resolve()), ("tests/fixtures", "examples", "lib"))]
    assert reported(find(exclude=exclude)) == ["app.py"]
    assert reported(find(["examples"], exclude=exclude)) == ["examples/z.py"]
    assert reported(find(["tests/fixtures/one"], exclude=exclude)) == ["tests/fixtures/one/x.py"]


def test_a_named_file_brings_its_own_excluded_folder_along(here: Path) -> None:
    tree(here, "pyproject.toml", "app.py", "examples/a.py", "examples/b.py", "old/c.py")
    sources = find(["examples/a.py"], exclude=[Exclusion(str(here.resolve()), ("examples", "old"))])
    assert linked(sources) == ["app.py", "examples/b.py"]


def test_gitignore(here: Path) -> None:
    tree(here, ".gitignore = *_gen.py|/secret/|!keep_gen.py", "app.py", "a_gen.py", "keep_gen.py", "secret/x.py")
    tree(here, "deep/secret/y.py")
    assert reported(find()) == ["app.py", "deep/secret/y.py", "keep_gen.py"]


def test_nested_gitignore_wins(here: Path) -> None:
    tree(here, ".gitignore = *.py", "app.py", "lib/.gitignore = !db.py", "lib/db.py", "lib/x.py", "lib/deep/db.py")
    assert reported(find()) == ["lib/db.py", "lib/deep/db.py"]


def test_gitignore_of_the_repository_above(here: Path) -> None:
    tree(here, ".git/config", ".gitignore = /src/gen.py|local", "src/gen.py", "src/app.py", "src/local/x.py")
    assert reported(find(["src"])) == ["src/app.py"]


def test_what_is_named_is_found_in_spite_of_gitignore(here: Path) -> None:
    tree(here, ".git/config", ".gitignore = out|*.tmp.py", "out/app.py", "out/a.tmp.py", "out/out/b.py")
    assert reported(find(["out"])) == ["out/app.py", "out/out/b.py"]
    assert reported(find(["out/a.tmp.py"])) == ["out/a.tmp.py"]


def test_gitignore_agrees_with_git(here: Path) -> None:
    lines = "*.log.py|/top.py|**/cache/|docs/*.py|!docs/keep.py|a/**/z.py|sp\\ ace.py|[ab]x.py|#c.py|trail.py   "
    tree(here, f".gitignore = {lines}", "lib/.gitignore = /only.py|!x.log.py")
    names = ["x.log.py", "top.py", "lib/top.py", "lib/cache/x.py", "cache.py", "docs/x.py", "docs/keep.py"]
    names += ["docs/sub/y.py", "a/z.py", "a/b/c/z.py", "sp ace.py", "ax.py", "cx.py", "lib/bx.py", "#c.py"]
    names += ["trail.py", "lib/only.py", "lib/sub/only.py", "lib/x.log.py", "lib/y.log.py", "ünï.py"]
    tree(here, *names)
    git = ["git", "-c", "core.quotepath=off", "-c", "core.excludesFile="]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "--others", "--exclude-standard", "-z", "*.py"], check=True, capture_output=True
    )
    assert reported(find()) == sorted(name for name in listed.stdout.decode().split("\0") if name)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
class TestLinks:
    def test_a_loop_of_folders_ends(self, here: Path) -> None:
        tree(here, "app.py", "lib/db.py")
        (here / "lib" / "loop").symlink_to(here, target_is_directory=True)
        (here / "self").symlink_to("self")
        assert reported(find()) == ["app.py", "lib/db.py"]

    def test_a_linked_file_is_found_once_under_its_own_name(self, here: Path) -> None:
        tree(here, "z.py")
        (here / "a.py").symlink_to(here / "z.py")
        assert reported(find()) == ["z.py"]

    def test_a_link_to_a_file_elsewhere_keeps_its_name(self, here: Path) -> None:
        tree(here, "shared/db.py", "app/main.py")
        (here / "app" / "db.py").symlink_to(here / "shared" / "db.py")
        assert reported(find(["app"])) == ["app/main.py", "app/db.py"]
        assert find(["app"])[-1].path == str(here.resolve() / "shared/db.py")

    def test_a_named_link_to_a_folder_is_followed(self, here: Path) -> None:
        tree(here, "real/app.py")
        (here / "link").symlink_to(here / "real", target_is_directory=True)
        assert reported(find(["link"])) == ["link/app.py"]

    def test_a_dangling_link_is_no_file(self, here: Path) -> None:
        tree(here, "app.py")
        (here / "gone.py").symlink_to(here / "nowhere.py")
        assert reported(find()) == ["app.py"]


def test_a_folder_that_cannot_be_listed_is_told_of(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(here, "app.py", "closed/x.py")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if os.path.basename(path) == "closed":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    errors: list[OSError] = []
    assert reported(find(on_error=errors.append)) == ["app.py"]
    assert [os.path.basename(error.filename) for error in errors] == ["closed"]


def test_standard_input(here: Path) -> None:
    tree(here, "pyproject.toml", "app.py", "lib.py")
    (unnamed,) = find(["-"], stdin=b"x = 1", whole_project=False)
    assert (unnamed.shown, unnamed.text, unnamed.reported, unnamed.named) == ("-", b"x = 1", True, True)
    sources = find(["-"], stdin=b"x = 2", stdin_filename="./app.py")
    assert [(source.shown, source.text, source.reported) for source in sources] == [
        ("./app.py", b"x = 2", True),
        ("lib.py", None, False),
        ("pyproject.toml", None, False),
    ]


def test_a_folder_named_like_a_file(here: Path) -> None:
    tree(here, "odd.py/app.py")
    assert reported(find()) == ["odd.py/app.py"]


class TestProjectRoot:
    @pytest.mark.parametrize("marker", ["pyproject.toml", "setup.py", "setup.cfg", ".git/x", "requirements.txt"])
    def test_is_the_nearest_folder_that_looks_like_a_project(self, here: Path, marker: str) -> None:
        tree(here, "pyproject.toml", f"app/{marker}", "app/pages/deep/home.py")
        assert project_root(here / "app/pages/deep/home.py") == here.resolve() / "app"
        assert project_root("app") == here.resolve() / "app"

    def test_is_the_folder_itself_when_nothing_above_looks_like_one(self, here: Path) -> None:
        tree(here, "app/home.py")
        assert project_root("app/home.py") == here.resolve() / "app"

    def test_is_never_a_folder_that_many_things_share(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        home = tree(here, "setup.py", "scripts/app.py")
        monkeypatch.setattr("dashlint.find._SHARED_FOLDERS", frozenset({str(home.resolve())}))
        assert project_root("scripts/app.py") == home.resolve() / "scripts"
        assert project_root("setup.py") == home.resolve()

    def test_home_and_the_folder_of_temporary_files_are_shared(self) -> None:
        shared = [os.path.expanduser("~"), tempfile.gettempdir(), os.path.abspath(os.sep)]
        assert {os.path.realpath(folder) for folder in shared} <= find_module._SHARED_FOLDERS

    def test_only_the_files_beside_one_in_a_shared_folder_are_read(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree(here, "app.py", "lib.py", "elsewhere/other.py")
        monkeypatch.setattr("dashlint.find._SHARED_FOLDERS", frozenset({str(here.resolve())}))
        sources = find(["app.py"])
        assert reported(sources) == ["app.py"]
        assert linked(sources) == ["lib.py"]


NAMES = st.sampled_from(["a", "b", "build", "x.py", "y.py", "z"])


@settings(deadline=None, max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    files=st.lists(st.lists(NAMES, min_size=1, max_size=3), max_size=6),
    ignored=st.lists(st.sampled_from(["a", "/b", "x.py", "!x.py", "*.py", "b/"]), max_size=3),
)
def test_every_run_finds_the_same(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[str]], ignored: list[str]
) -> None:
    root = tmp_path_factory.mktemp("any")
    for parts in files:
        path = root.joinpath(*parts[:-1], parts[-1].removesuffix(".py") + ".py")
        if not any(parent.is_file() for parent in path.parents) and not path.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    (root / ".gitignore").write_text("\n".join(ignored))
    found = find([root])
    assert found == find([root])
    assert len({source.path for source in found}) == len(found)
    named = find([source.path for source in found]) if found else ()
    assert {source.path for source in named if source.reported} == {source.path for source in found}


def test_files_beside_the_code_are_found(here: Path) -> None:
    names = ["Procfile", "app.py", "docker/app.Dockerfile", "requirements/base.txt", ".github/workflows/ci.yml"]
    for name in [*names, "notes.txt", "data.yml"]:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).touch()
    kinds = {source.shown: source.kind for source in find()}
    assert kinds == {
        ".github/workflows/ci.yml": "deployment",
        "Procfile": "deployment",
        "app.py": "python",
        "docker/app.Dockerfile": "deployment",
        "requirements/base.txt": "manifest",
    }
