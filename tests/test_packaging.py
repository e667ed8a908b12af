"""What is built from the tree works elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from dashlint import __version__
from dashlint.pages import pages

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive of the tree, and the wheel made of that archive."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a virtual environment with the wheel in it; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, text=True)
    where = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    own = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    Path(own, "borrowed.pth").write_text(sysconfig.get_paths()["purelib"])
    return scripts


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_the_package_and_its_manual_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folders = {"dashlint", f"dashlint-{__version__}.dist-info", f"dashlint-{__version__}.data"}
    assert {name.split("/")[0] for name in names} == folders
    assert [name for name in names if ".data/" in name] == [
        f"dashlint-{__version__}.data/data/share/man/man1/dashlint.1"
    ]
    assert "dashlint/py.typed" in names
    assert not [name for name in names if "__pycache__" in name]


def test_the_wheel_holds_every_page_and_catalogue(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    here = {path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*") if path.is_file()}
    assert {f"dashlint/_rules/{name}" for name in here} <= names


def test_the_wheel_holds_the_parts_of_the_audit_page(wheel: Path) -> None:
    parts = {path.name for path in (ROOT / "dashlint" / "audit").iterdir() if path.suffix in (".jinja", ".css", ".js")}
    assert parts == {"page.html.jinja", "page.css", "page.js"}
    assert {f"dashlint/audit/{name}" for name in parts} <= set(zipfile.ZipFile(wheel).namelist())


def test_the_installed_command_audits(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    command = ("audit", "--to", "quart", "--format", "html", "examples/")
    here = run(sys.executable, "-m", "dashlint", *command, cwd=ROOT)
    there = run(installed / "dashlint", *command, cwd=tmp_path)
    assert there.returncode == 1, there.stderr
    assert there.stdout == here.stdout


def test_the_source_archive_holds_the_tests(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.split("/", 1)[-1] for name in opened.getnames()}
    assert {"tests/test_packaging.py", "LICENSE", "README.md", ".pre-commit-hooks.yaml", "rules/catalogue"} <= {
        *names,
        *(os.path.dirname(name) for name in names),
    }


def test_the_installed_command_says_its_version(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "dashlint", "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"dashlint {__version__}\n")


def test_the_installed_package_is_not_this_one(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "python", "-c", "from dashlint.data import data_folder; print(data_folder())", cwd=tmp_path)
    folder = Path(done.stdout.strip())
    assert folder.name == "_rules"
    assert ROOT not in folder.parents


def test_the_installed_command_explains_every_rule(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "dashlint", "rule", "DSH101", cwd=tmp_path)
    assert (done.returncode, done.stdout.rstrip()) == (0, pages()["DSH101"].text.rstrip())
    listed = run(installed / "dashlint", "rules", cwd=tmp_path).stdout
    assert [line.split()[0] for line in listed.splitlines()] == list(pages())


def test_the_installed_command_lints(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    here = run(sys.executable, "-m", "dashlint", "examples/", cwd=ROOT)
    there = run(installed / "dashlint", "examples/", cwd=tmp_path)
    assert there.returncode == 1, there.stderr
    assert there.stdout == here.stdout
