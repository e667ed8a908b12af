"""Properties of the cache of runs: whatever is edited in between, an answer is that of a run without the cache."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from dashlint.cache import evidence, keeping
from test_cache import APP, CALM, run
from test_memory import forget

HELPER = f"import time\n\n\ndef wait():\n    # {'a long comment ' * 9}\n    time.sleep(1)\n\n\n"
FOLDERS = ("", "pages", "requirements", "env", ".hidden", "a b\nc")
CALLER = "from app import wait\n" + APP.replace("time.sleep(1)", "wait()")
CODE = st.sampled_from(
    [APP, CALM, "", "from app import show\n", "# noqa\n" + APP, "def wait(): ...\n" + APP, CALLER, f"{HELPER}{CALM}"]
)
SETTINGS = st.sampled_from(["", 'ignore = ["DSH101"]', 'exclude = ["pages"]', 'severity = { DSH101 = "info" }'])
NAMES = ("app.py", "other.py", "notes.txt")
WORDS = st.sampled_from([(), ("-q", "--format", "concise"), ("pages",), ("app.py",), ("--select", "DSH1", ".")])


class Edits(RuleBasedStateMachine):
    """Edits a project, and asks again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.top, self.cache = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
        self.project = self.top / "project"
        self.project.mkdir()
        self.write("", "app.py", APP)
        self.patch.chdir(self.project)
        self.patch.setenv("DASHLINT_CACHE_DIR", str(self.cache))
        self.patch.setattr(keeping, "own_files", lambda: ())

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.top)
        shutil.rmtree(self.cache)

    @rule(words=WORDS, slack=st.sampled_from([0, evidence.SLACK]), is_new=st.booleans())
    def ask(self, words: tuple[str, ...], slack: int, is_new: bool) -> None:
        self.patch.setattr(evidence, "SLACK", slack)
        if is_new:  # as a process does that knows only what the cache remembers
            forget()
        answered = run(*words)
        if is_new:
            forget()
        alone = run("--no-cache", *words)
        assert answered[1:] == alone[1:]
        again = run(*words)
        assert again[1:] == alone[1:]
        assert again[0] == (alone[1] in (0, 1))

    @rule(folder=st.sampled_from(FOLDERS), name=st.sampled_from(NAMES), code=CODE)
    def write(self, folder: str, name: str, code: str) -> None:
        self._make(folder)
        if (self.project / folder / name).is_symlink():
            (self.project / folder / name).unlink()
        (self.project / folder / name).write_text(code)

    @rule(data=st.data(), new=st.sampled_from(["\n", "import os\n", "# comment\n", HELPER]), place=st.floats(0, 1))
    def insert(self, data: st.DataObject, new: str, place: float) -> None:
        if files := [file for file in self._files() if file.suffix == ".py"]:
            file = data.draw(st.sampled_from(files))
            parts = file.read_text().split("\n\n\n")
            parts.insert(round(place * len(parts)), new)
            file.write_text("\n\n\n".join(parts))

    @rule(folder=st.sampled_from(FOLDERS), name=st.sampled_from(["dashlint.toml", ".dashlint.toml"]), said=SETTINGS)
    def set(self, folder: str, name: str, said: str) -> None:
        self._make(folder)
        (self.project / folder / name).write_text(said)

    @rule(
        name=st.sampled_from([".gitignore", "pages/.gitignore", "../.gitignore"]), said=st.sampled_from(["*.py", "env"])
    )
    def ignore(self, name: str, said: str) -> None:
        self._make("pages")
        (self.project / name).write_text(said)

    @rule(
        name=st.sampled_from(
            ["requirements.txt", "requirements/a.txt", "pyproject.toml", "more.list", "env/pyvenv.cfg"]
        ),
        said=st.sampled_from(["dash==4.4.1", "-r more.list", ""]),
    )
    def declare(self, name: str, said: str) -> None:
        self._make(os.path.dirname(name))
        (self.project / name).write_text("" if name.endswith("toml") else said)

    @rule(where=st.sampled_from(["..", ".", "pages"]))
    def begin_repository(self, where: str) -> None:
        self._make("pages")
        (self.project / where / ".git").mkdir(exist_ok=True)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        if files := self._files():
            data.draw(st.sampled_from(files)).unlink()

    @rule(data=st.data(), name=st.sampled_from([*NAMES, "new.py"]))
    def rename(self, data: st.DataObject, name: str) -> None:
        if files := self._files():
            file = data.draw(st.sampled_from(files))
            file.rename(file.parent / name)

    @rule(data=st.data())
    def replace_with_the_same_time(self, data: st.DataObject) -> None:
        if files := [file for file in self._files() if file.suffix == ".py" and file.read_text() == APP]:
            file = data.draw(st.sampled_from(files))
            times = file.stat().st_atime_ns, file.stat().st_mtime_ns
            file.write_text(CALM)
            os.utime(file, ns=times)

    @rule(data=st.data())
    def touch(self, data: st.DataObject) -> None:
        if files := self._files():
            os.utime(data.draw(st.sampled_from(files)), (1_000_000_000, 1_000_000_000))

    @rule(target_name=st.sampled_from(["app.py", "pages/other.py", "../outside.py", "nowhere"]))
    def link(self, target_name: str) -> None:
        (self.top / "outside.py").write_text(APP)
        (self.project / "link.py").unlink(missing_ok=True)
        (self.project / "link.py").symlink_to(target_name)

    @precondition(lambda self: (self.project / "pages").is_dir())
    @rule()
    def move_folder(self) -> None:
        shutil.rmtree(self.project / "moved", ignore_errors=True)
        (self.project / "pages").rename(self.project / "moved")

    def _make(self, folder: str) -> None:
        (self.project / folder).mkdir(exist_ok=True)

    def _files(self) -> list[Path]:
        found = sorted(path for path in self.project.rglob("*") if path.is_file() or path.is_symlink())
        return [path for path in found if path.name != "link.py" and ".git" not in path.parts]


Edits.TestCase.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEdits = Edits.TestCase
