"""Hostile files beside the code, and hostile folders: the command ends, and says what it cannot use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.settings import Settings
from test_unbreakable import APP, JSON, UNUSABLE, Project, project, survives

__all__ = ["project"]

is_root = hasattr(os, "geteuid") and os.geteuid() == 0
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
EVERYTHING = Settings(select=("ALL",))


def codes_in(folder: Path, change: Callable[[Path], None]) -> list[str]:
    """Lint a folder that changes after its files were found."""
    sources = find([folder])
    change(folder)
    return [found.code for found in lint_sources(sources, EVERYTHING).diagnostics]


def test_a_file_that_vanishes_after_it_was_found(project: Project) -> None:
    folder = project({"gone.py": APP, "requirements.txt": "dash\n"})

    def vanish(folder: Path) -> None:
        (folder / "gone.py").unlink()
        (folder / "requirements.txt").unlink()

    assert sorted(codes_in(folder, vanish)) == ["DSH001", "DSH101"]


def test_a_file_that_becomes_a_folder_after_it_was_found(project: Project) -> None:
    def change(folder: Path) -> None:
        (folder / "other.py").unlink()
        (folder / "other.py").mkdir()

    assert sorted(codes_in(project({"other.py": "x = 1\n"}), change)) == ["DSH001", "DSH101"]


def test_a_folder_that_vanishes_while_it_is_searched(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project({"inner/deep/app.py": APP})
    scandir = os.scandir

    def searched(path: str) -> object:
        if str(path).endswith("deep"):
            (Path(path) / "app.py").unlink()
            Path(path).rmdir()
        return scandir(path)

    monkeypatch.setattr("os.scandir", searched)
    told: list[OSError] = []
    assert [Path(source.path).name for source in find([folder], on_error=told.append)] == ["app.py"]
    assert len(told) == 1


def test_a_file_that_grows_while_it_is_linted(project: Project) -> None:
    """The text that was read counts: what is written later is not mixed with it."""
    folder = project({})
    sources = find([folder])

    def growing(rule: object) -> None:
        (folder / "app.py").write_text("x = 1\n")

    assert [found.location.line for found in lint_sources(sources, EVERYTHING, on_rule=growing).diagnostics] == [11]


@pytest.mark.skipif(is_root, reason="root may read everything")
def test_what_may_not_be_read(project: Project) -> None:
    folder = project({"secret/app.py": APP, "hidden.py": APP})
    (folder / "secret").chmod(0)
    (folder / "hidden.py").chmod(0)
    try:
        ran = survives(folder, *JSON)
    finally:
        (folder / "secret").chmod(0o700)
        (folder / "hidden.py").chmod(0o600)
    assert sorted(ran.codes) == ["DSH001", "DSH101"]


@posix
def test_loops_of_links(project: Project) -> None:
    folder = project({"inner/deep/other.py": "x = 1\n"})
    (folder / "inner" / "deep" / "up").symlink_to(folder)
    (folder / "inner" / "self.py").symlink_to("self.py")
    (folder / "one.py").symlink_to("two.py")
    (folder / "two.py").symlink_to("one.py")
    (folder / "requirements.txt").symlink_to("requirements.txt")
    (folder / ".gitignore").symlink_to(".gitignore")
    assert survives(folder, *JSON).codes == ["DSH101"]


@posix
@pytest.mark.parametrize("option", ["--format=full", "--format=json", "--format=sarif", "--format=github", "--diff"])
def test_names_that_are_no_names(project: Project, option: str) -> None:
    names = [b"new\nline.py", b"re\rturn.py", b"\xff\xfe.py", b"e\x1b[31m.py", b"'quoted\".py", b" .py", b"-o.py"]
    folder = project({})
    for name in (*names, b"\xff/app.py", b"n" * 252 + b".py", b"\xed\xa0\x80.py"):
        path = os.path.join(os.fsencode(folder), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(APP.encode())
    ran = survives(folder, "--select=DSH101", option)
    assert ran.status == 1


def test_a_way_of_many_folders(project: Project) -> None:
    folder = project({"/".join(["d"] * 200) + "/app.py": APP})
    assert survives(folder, *JSON).codes == ["DSH101"] * 2


GITIGNORES = {
    "many patterns": "\n".join(f"*/pattern_{number}/**/x[{number}]*" for number in range(10_000)),
    "stars": "**/" * 1_000 + "x\n",
    "stars in a name": "*a" * 40 + "b\n",
    "stars and folders": "**/a/" * 40 + "b\n",
    "question marks": "*?" * 40 + "b\n",
    "brackets": "[" * 10_000 + "\n[!\n[]\n[a-\n[z-a]\n[[:alpha:]\n",
    "a pattern of a megabyte": "a" * 1_000_000,
    "no UTF-8": b"\xff\xfe\n\0\n!\n!!\n\\\n/\n//\n",
    "exclamation marks": "!" * 10_000 + "\n" + "!*\n" * 1_000,
    "backslashes": "\\" * 9_999 + "\n",
}


@pytest.mark.parametrize("kind", GITIGNORES)
def test_hostile_gitignore(project: Project, kind: str) -> None:
    folder = project({".gitignore": GITIGNORES[kind], "a" * 200 + ".py": "x = 1\n", "/".join("a" * 60) + "/x.py": ""})
    assert "DSH101" in survives(folder, *JSON).codes


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "**/a/" * 40 + "b", "[" * 500, "(a+)+$", "(?:", "\\"])
@pytest.mark.parametrize("key", ["exclude", "extend-exclude"])
def test_patterns_of_settings(project: Project, key: str, pattern: str) -> None:
    toml = f"[tool.dashlint]\n{key} = [{json.dumps(pattern)}]\n"
    folder = project({"pyproject.toml": toml, "a" * 200 + ".py": "x = 1\n", "/".join("a" * 60) + "/x.py": ""})
    ran = survives(folder, *JSON)
    assert ran.status == UNUSABLE or "DSH101" in ran.codes


PYPROJECTS = {
    "ten megabytes": "[tool.other]\n" + "x = 'dashlint'\n".join(f"k{number} = {number}\n" for number in range(400_000)),
    "deep tables": "[tool.dashlint." + ".".join("a" * 5_000) + "]\n",
    "deep lists": "[tool.dashlint]\nselect = " + "[" * 5_000 + "]" * 5_000 + "\n",
    "deep inline tables": "[tool.dashlint]\nselect = " + "{a=" * 3_000 + "1" + "}" * 3_000 + "\n",
    "no TOML": "[tool.dashlint\n",
    "no UTF-8": b"[tool.dashlint]\nselect = ['\xff']\n",
    "dashlint is no table": "[tool]\ndashlint = 1\n",
    "tool is no table": "tool = ['dashlint']\n",
    "a long number": "[tool.dashlint]\nline = " + "9" * 10_000 + "\n",
    "dates": "[tool.dashlint]\nselect = 1979-05-27T07:32:00Z\nexclude = 07:32:00\nbackend = inf\nfix = nan\n",
    "wrong kinds": "[tool.dashlint]\nselect = [[1]]\nexclude = [{a = 1}]\nbackend = ['x']\n",
    "wrong manifests": "[project]\ndependencies = 3\noptional-dependencies = [1]\n[tool.poetry]\ndependencies = 1\n",
    "nothing": "",
    "zeros": bytes(1_000),
}


@pytest.mark.parametrize("kind", PYPROJECTS)
def test_hostile_pyproject(project: Project, kind: str) -> None:
    ran = survives(project({"pyproject.toml": PYPROJECTS[kind]}), *JSON)
    if ran.status == UNUSABLE and not ran.told:
        assert "pyproject.toml" in ran.complained
    else:
        assert "DSH101" in ran.codes


BASELINES = {
    "a list": "[]",
    "wrong kinds": '{"version": 1, "problems": {"app.py": {"DSH101": {"x": "y"}}}}',
    "a negative count": '{"version": 1, "problems": {"app.py": {"DSH101": {"x": -1}}}}',
    "a long number": '{"version": 1, "problems": {"app.py": {"DSH101": {"x": ' + "9" * 10_000 + "}}}}",
    "deep": '{"version": 1, "problems": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}",
    "deep lists": "[" * 1_000_000,
    "no UTF-8": b'{"version": 1, "problems": {"\xff": {}}}',
    "lone surrogates": '{"version": 1, "problems": {"\\ud800.py": {"DSH101": {"\\udfff": 1}}}}',
    "a hundred megabytes": '{"version": 1, "problems": {}' + " " * 100_000_000 + "}",
    "many entries": json.dumps({"version": 1, "problems": {f"f{n}.py": {"DSH101": {"x": 1}} for n in range(200_000)}}),
    "paths that lead elsewhere": '{"version": 1, "problems": {"../../../etc/passwd": {"DSH101": {"x": 1}}}}',
    "zeros in a path": '{"version": 1, "problems": {"a\\u0000b": {"DSH101": {"x": 1}}}}',
    "constants": '{"version": NaN, "problems": Infinity}',
    "nothing": "",
}


@pytest.mark.parametrize("kind", BASELINES)
@pytest.mark.parametrize("option", ["--format=json", "--prune-baseline"])
def test_hostile_baseline(project: Project, kind: str, option: str) -> None:
    ran = survives(project({"dashlint-baseline.json": BASELINES[kind]}), option)
    if ran.status == UNUSABLE:
        assert "dashlint-baseline.json" in ran.complained
    else:
        assert "DSH101" in ran.told


NOTEBOOKS = {
    "a list": "[]",
    "no cells": '{"nbformat": 4, "cells": 3}',
    "cells of all kinds": json.dumps(
        {
            "nbformat": 4,
            "cells": [1, None, [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": [1, {}, "x"]}],
        }
    ),
    "deep": '{"nbformat": 4, "metadata": ' + "[" * 100_000 + "]" * 100_000 + ', "cells": []}',
    "deep metadata of a cell": '{"nbformat": 4, "cells": [{"cell_type": "code", "x": '
    + "[" * 50_000
    + "]" * 50_000
    + "}]}",
    "no UTF-8": b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\xff"}]}',
    "lone surrogates": '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}',
    "a cell of a megabyte": json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1\n" * 150_000}]}
    ),
    "many cells": json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "import dash"}] * 20_000}),
    "magic": json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "%" * 10_000 + "\n!\n?\n%%\n%%x\n"}]}
    ),
    "a long number": '{"nbformat": ' + "9" * 10_000 + ', "cells": []}',
    "nothing": "",
}


@pytest.mark.parametrize("kind", NOTEBOOKS)
def test_hostile_notebook(project: Project, kind: str) -> None:
    ran = survives(project({"a.ipynb": NOTEBOOKS[kind]}), *JSON, ".", "a.ipynb")
    assert "DSH101" in ran.codes


BESIDE = {
    "requirements.txt": (
        "-r requirements.txt\n-c requirements.txt\n-r /dev/zero\n-r .\n-e .\n-r \0\n" + "dash[" * 2_000 + "\n",
        "".join(f"package-{number}=={number}.0 ; python_version > '3'\n" for number in range(20_000)),
        "dash==" + "9" * 10_000 + "\ndash>=" + "1." * 5_000 + "0\ndash @ file:///\n" + "\\\n" * 10_000,
        "dash" + " " * 50_000 + ";" + "(" * 5_000 + "python_version > '3'" + ")" * 5_000 + "\n",
    ),
    "Procfile": (
        "web: " + "gunicorn " * 20_000 + "\n",
        "web: gunicorn '" + '"' * 9_999 + "\n" + "web: $(" * 2_000 + "\n",
        "web: gunicorn app:server --config gunicorn.conf.py -w " + "9" * 10_000 + " --timeout -1e999\n",
        "web: " + "a=b " * 20_000 + "&& " * 20_000 + "| " * 20_000 + "\n",
    ),
    "Dockerfile": (
        "FROM python\n" + "CMD [" * 5_000 + "\n" + 'CMD ["gunicorn", "app:server"' + ', "-w"' * 20_000 + "]\n",
        "FROM python AS a\n" + "".join(f"FROM a AS a{number}\n" for number in range(5_000)) + "CMD gunicorn a:b\n",
        "FROM a AS b\nFROM b AS a\nRUN <<EOF\n" + "x\\\n" * 20_000,
        "ENV A=$B\nENV B=$A\nCMD gunicorn " + "${A:-${B:-" * 2_000 + "\n",
    ),
    "docker-compose.yml": (
        "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 9)}]\n" for n in range(9)),
        "a: &a\n  b: *a\nservices: *a\n",
        "services:\n" + "".join("  " * depth + "a:\n" for depth in range(1, 1_500)),
        "[" * 3_000,
        "!!python/object/apply:os.system ['exit 7']\n",
    ),
    "environment.yml": ("dependencies: {a: [1, {b: 2}]}\n", "- " * 5_000, "dependencies:\n - pip:\n   - \0\n"),
    "Pipfile": ("[packages]\ndash = [1]\n[packages.dash.a]\n", "[" * 10_000),
    "setup.cfg": ("[options]\ninstall_requires = %(x)s\n[options]\n", "]\n[[[\n=\n" * 1_000, "[metadata]\nx = %(x)s\n"),
    "setup.py": (
        "from setuptools import setup\nsetup(**setup)\nsetup(install_requires=setup)\nsetup = setup(setup)\n",
    ),
    "Makefile": (
        "a: a\n\t" + "$(a)" * 10_000 + "\n",
        "a = $(a)\n" * 5_000 + "run:\n\tgunicorn app:server \\\n" * 5_000,
    ),
    "run.sh": ("gunicorn " + "$(" * 5_000 + ")" * 5_000 + "\n", "cat <<EOF\n" * 5_000, "if " * 20_000 + "\n"),
    "uv.lock": ("[[package]]\nname = 1\n", "[[package]]\n" * 100_000),
    "gunicorn.conf.py": ("workers = workers\nworker_class = [worker_class]\ntimeout = 9 ** 9 ** 9\n",),
}


@pytest.mark.parametrize(("name", "number"), [(name, number) for name in BESIDE for number in range(len(BESIDE[name]))])
def test_hostile_files_beside_the_code(project: Project, name: str, number: int) -> None:
    ran = survives(project({name: BESIDE[name][number]}), *JSON)
    assert "DSH101" in ran.codes
