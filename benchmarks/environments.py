"""Makes the virtual environments of the tools, each of its own, kept between runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import venv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tools import DASHLINT, Tool

ROOT = Path(__file__).resolve().parent.parent
#: Seconds that pip gets for one tool.
TIME_LIMIT = 900
#: The file in an environment that says what was asked for and is there.
INSTALLED = "benchmark.json"


class InstallError(Exception):
    """A tool could not be installed; the text is pip's."""


def default_folder() -> Path:
    """Where the environments are kept: the user's folder for caches."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "dashlint-benchmarks"


def environment(tool: Tool, folder: Path) -> Path:
    """The environment of the tool below `folder`, made unless it is there as pinned; dashlint is always renewed.

    Raises:
        InstallError: pip failed.
    """
    where = folder / "-".join(tool.packages or (tool.name,)).replace("==", "-")
    asked, marker = json.dumps(tool.packages), where / INSTALLED
    if marker.is_file() and marker.read_text(encoding="utf-8") == asked and tool.packages:
        return where
    _install(where, tool)
    marker.write_text(asked, encoding="utf-8")
    return where


def fetched(tool: Tool, where: Path) -> Tool:
    """The tool as it is there: of dashlint, whether this version has a cache that can be turned off."""
    if tool is not DASHLINT:
        return tool
    text = _run([str(where / "bin" / "dashlint"), "--help"])
    return replace(tool, uncached=("--no-cache",)) if "--no-cache" in text else tool


def versions(where: Path) -> dict[str, str]:
    """The packages in an environment with their versions."""
    listed = json.loads(_run([_python(where), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"]))
    return {package["name"]: package["version"] for package in listed}


def _install(where: Path, tool: Tool) -> None:
    if tool.packages or not (where / INSTALLED).is_file():
        shutil.rmtree(where, ignore_errors=True)
        venv.create(where, with_pip=True)
    pip = [_python(where), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    if not tool.packages:
        _run([*pip, "uninstall", "--yes", "dashlint"])
    _run([*pip, "install", "--compile", *(tool.packages or [str(ROOT)])])


def _python(where: Path) -> str:
    return str(where / "bin" / "python")


def _run(command: Sequence[str]) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, check=False, env=clean)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(str(error)) from error
    if done.returncode:
        raise InstallError(done.stderr.strip() or f"{command[0]} ended with status {done.returncode}")
    return done.stdout
