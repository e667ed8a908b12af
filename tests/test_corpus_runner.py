"""The corpus runner reports what differs, crashes or hangs, package by package."""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
APP = """\
import time

from dash import Dash, Input, Output

app = Dash(__name__)


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
def update(clicks):
    time.sleep(2)
    return clicks
"""


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    monkeypatch.setenv("PYTHONPATH", str(BENCHMARKS.parent))
    return importlib.import_module("corpus")


@pytest.fixture
def counts(corpus: ModuleType) -> ModuleType:
    return importlib.import_module("counts")


@pytest.fixture
def sdists(corpus: ModuleType) -> ModuleType:
    return importlib.import_module("sdists")


def sdist(folder: Path, files: dict[str, str]) -> Path:
    """An archive of these files, under whatever names they ask for."""
    path = folder / "package-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


class Index:
    """Stands in for pip and the package index: it hands out sdists made here."""

    def __init__(self, corpus: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.corpus, self.folder, self.sdists = corpus, folder, dict[str, Path]()
        self.file = folder / "corpus.json"
        monkeypatch.setattr(corpus, "fetch", self.fetch)
        monkeypatch.setattr(corpus, "CORPUS", self.file)

    def fetch(self, name: str, version: str, digest: str | None, folder: Path) -> Path:
        if name not in self.sdists:
            raise self.corpus.FetchError(f"no {name} on the index")
        return self.sdists[name]

    def publish(self, name: str, files: dict[str, str]) -> None:
        folder = self.folder / "index" / name
        folder.mkdir(parents=True, exist_ok=True)
        self.sdists[name] = sdist(folder, {f"{name}-1.0/{file}": text for file, text in files.items()})

    def know(self, *names: str) -> None:
        self.file.write_text(json.dumps({name: {"version": "1.0"} for name in names}))


@pytest.fixture
def index(corpus: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Index:
    return Index(corpus, monkeypatch, tmp_path)


def test_what_was_written_is_found_again(corpus: ModuleType, index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    index.publish("shop", {"shop/app.py": APP})
    index.know("shop")
    assert corpus.main(["--update"]) == 0
    written = json.loads(index.file.read_text())["shop"]
    assert written["counts"] == {
        "as it is": {"findings": {}, "unreadable": 0},
        "fastapi": {"findings": {"DSH110": 1}, "unreadable": 0},
        "quart": {"findings": {"DSH110": 1}, "unreadable": 0},
    }
    capsys.readouterr()
    assert corpus.main([]) == 0
    printed = capsys.readouterr().out
    assert "fastapi: DSH110 1 (" in printed
    assert "DIFFERENT" not in printed


def test_a_change_of_the_counts_fails_the_run_and_is_shown(
    corpus: ModuleType, index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    index.publish("shop", {"shop/app.py": APP})
    index.know("shop")
    corpus.main(["--update"])
    changed = json.loads(index.file.read_text())
    changed["shop"]["counts"]["quart"]["findings"] = {"DSH101": 4}
    index.file.write_text(json.dumps(changed))
    capsys.readouterr()
    assert corpus.main([]) == 1
    shown = [line.strip() for line in capsys.readouterr().out.splitlines() if "DIFFERENT" in line]
    assert shown == [
        "DIFFERENT quart: DSH101: committed 4, now 0",
        "DIFFERENT quart: DSH110: committed 0, now 1",
    ]
    assert json.loads(index.file.read_text()) == changed


def test_one_package_that_fails_does_not_stop_the_next(
    corpus: ModuleType, index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    index.publish("shop", {"shop/app.py": APP})
    index.know("lost", "shop")
    assert corpus.main(["--update"]) == 1
    assert "FAILED not fetched: no lost on the index" in capsys.readouterr().out
    written = json.loads(index.file.read_text())
    assert written["shop"]["counts"].keys() == {"as it is", "fastapi", "quart"}
    assert written["lost"] == {"version": "1.0", "sha256": None, "counts": {}}


def test_unreadable_files_are_counted_apart(corpus: ModuleType, index: Index) -> None:
    index.publish("shop", {"shop/app.py": APP, "shop/broken.py": "from dash import Dash\napp = Dash(\n"})
    index.know("shop")
    assert corpus.main(["--update"]) == 0
    assert json.loads(index.file.read_text())["shop"]["counts"]["fastapi"] == {
        "findings": {"DSH110": 1},
        "unreadable": 1,
    }


def test_only_the_packages_asked_for_are_linted(
    corpus: ModuleType, index: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    index.publish("shop", {"shop/app.py": APP})
    index.know("lost", "shop")
    assert corpus.main(["--update", "shop"]) == 0
    assert "lost" not in capsys.readouterr().out


def test_the_sources_can_be_kept(corpus: ModuleType, index: Index, tmp_path: Path) -> None:
    index.publish("shop", {"shop/app.py": APP})
    index.know("shop")
    corpus.main(["--update", "--keep", str(tmp_path / "kept")])
    assert (tmp_path / "kept" / "shop" / "shop-1.0" / "shop" / "app.py").read_text() == APP


def test_a_package_that_is_not_in_the_corpus_is_a_usage_error(corpus: ModuleType, index: Index) -> None:
    index.know("shop")
    with pytest.raises(SystemExit) as ended:
        corpus.main(["shopp"])
    assert ended.value.code == 2


def test_a_crash_is_told_with_its_stack(corpus: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "count.py").write_text("raise RecursionError('too deep')\n")
    monkeypatch.setattr(corpus, "COUNT_FOLDER", tmp_path / "count.py")
    with pytest.raises(corpus.CountError, match=r"exit status 1\n(?s:.)*RecursionError: too deep"):
        corpus.count(tmp_path, None)


def test_a_hang_is_ended_with_its_stack(corpus: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    with pytest.raises(corpus.CountError, match=r"Timeout(?s:.)*most recent call first"):
        corpus.count(tmp_path, None, limit=0.001)


def test_a_corpus_file_is_the_same_whatever_the_order(counts: ModuleType) -> None:
    found = counts.Counts({"DSH110": 2, "DSH101": 1}, 0)
    one = counts.Package("one", "1.0", "ab", {"quart": found})
    two = counts.Package("two", "2.0")
    text = counts.written({"two": two, "one": one})
    assert text == counts.written({"one": one, "two": two})
    assert counts.read_corpus(text) == {"one": one, "two": two}
    assert text.index("DSH101") < text.index("DSH110")


def test_a_new_run_and_another_hash_are_differences(counts: ModuleType) -> None:
    before = counts.Package("one", "1.0", "ab")
    now = counts.Package("one", "1.0", "cd", {"quart": counts.Counts({}, 2)})
    assert list(counts.differences(before, now)) == [
        "sha256: committed ab, now cd",
        "quart: not committed, now unreadable 2",
    ]


@pytest.mark.parametrize("name", ["../outside.py", "/outside.py"])
def test_an_archive_cannot_write_beside_its_folder(sdists: ModuleType, tmp_path: Path, name: str) -> None:
    archive = sdist(tmp_path, {"package-1.0/setup.py": "", name: ""})
    with pytest.raises(sdists.FetchError):
        sdists.unpack(archive, tmp_path / "unpacked")
    assert not (tmp_path / "outside.py").exists()
    assert not Path("/outside.py").exists()


def test_an_archive_is_one_folder(sdists: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(sdists.FetchError, match="instead of one folder"):
        sdists.unpack(sdist(tmp_path, {"one/a.py": "", "two/b.py": ""}), tmp_path / "unpacked")
    (tmp_path / "text.tar.gz").write_text("no archive")
    with pytest.raises(sdists.FetchError, match=r"text\.tar\.gz"):
        sdists.unpack(tmp_path / "text.tar.gz", tmp_path / "other")


def test_pip_is_asked_for_the_very_file_and_its_refusal_is_told(
    sdists: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[list[str]] = []

    def refuse(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        asked.append(list(command))
        return subprocess.CompletedProcess(command, 1, "", "ERROR: no match for the hash\n")

    monkeypatch.setattr(sdists.subprocess, "run", refuse)
    with pytest.raises(sdists.FetchError, match="no match for the hash"):
        sdists.fetch("shop", "1.0", "ab" * 32, tmp_path)
    assert asked[0][:4] == [sys.executable, "-m", "pip", "download"]
    requirements = Path(asked[0][asked[0].index("--requirement") + 1]).read_text()
    assert requirements == f"shop==1.0 --hash=sha256:{'ab' * 32}\n"


def test_every_package_of_the_corpus_is_pinned_counted_and_explained(counts: ModuleType) -> None:
    packages = counts.read_corpus((BENCHMARKS / "corpus.json").read_text(encoding="utf-8"))
    assert counts.written(packages) == (BENCHMARKS / "corpus.json").read_text(encoding="utf-8")
    explained = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    for package in packages.values():
        assert package.sha256
        assert len(package.counts) == 3
        assert f"| {package.name} |" in explained
