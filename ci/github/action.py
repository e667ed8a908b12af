"""What the GitHub Action does: `install` puts dashlint into an environment of its own, `lint` runs it once.

Inputs come as environment variables, INPUT_ and the name in capitals, so that no shell ever reads them.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

LONGEST_SUMMARY = 1_000_000
REQUIREMENT = re.compile(r"""(?im)^[\s"'-]*(?:.*["'])?dashlint(?:\[[^\]\n]*\])?\s*(?P<version>[=<>!~][^"'#;\n]*)""")
LOCKED = re.compile(r"""(?m)^name = "dashlint"\r?\nversion = "(?P<version>[^"\n]+)\"""")
SPECIFIER = re.compile(r"(?:===|==|>=|<=|~=|!=|<|>)\s*[\w.*+!-]+")
USAGE = 2


class InputError(Exception):
    """An input of the action that cannot be used."""


def main(command: str) -> int:
    """Run one step and return its exit status."""
    try:
        return {"install": install, "lint": lint}[command]()
    except InputError as error:
        print(f"::error title=dashlint::{escaped(str(error))}")
        return USAGE


def install() -> int:
    """Install the dashlint that was asked for, by default the one that the action belongs to."""
    wanted = requirement()
    venv.create(environment(), with_pip=True, clear=True)
    command = [str(script("python")), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted]
    if subprocess.run(command, check=False).returncode:
        raise InputError(f"`{wanted}` cannot be installed")
    done = subprocess.run([script("dashlint"), "--version"], capture_output=True, text=True, check=True)
    put("dashlint-version", done.stdout.split()[-1])
    return 0


def lint() -> int:
    """Run dashlint: annotations on standard output, a summary of the job, a SARIF file, and counts as outputs."""
    folder = environment().parent
    sarif, summary = folder / "dashlint.sarif", folder / "dashlint.md"
    for file in (sarif, summary):
        file.unlink(missing_ok=True)
    command = [str(script("dashlint")), *arguments(sarif, summary)]
    print(f"[command]{escaped(shlex.join(command))}", flush=True)
    status = subprocess.run(command, cwd=given("working-directory") or None, check=False).returncode
    put("exit-status", str(status))
    if sarif.exists():
        put("sarif-file", str(sarif))
        put("problems", str(len(json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"])))
    if summary.exists() and switched("summary") and (target := os.environ.get("GITHUB_STEP_SUMMARY")):
        append(target, shortened(summary.read_text(encoding="utf-8")))
    return status


def requirement() -> str:
    """Return what pip is to install."""
    version, file = given("version"), given("version-file")
    if version and file:
        raise InputError("`version` and `version-file` cannot both be given")
    if file:
        version = version_in(Path(given("working-directory"), file))
    if not version:
        return os.environ["GITHUB_ACTION_PATH"]
    if version == "latest":
        return "dashlint"
    specifiers = [f"=={version}" if version[0].isdigit() else part.strip() for part in version.split(",")]
    if not all(SPECIFIER.fullmatch(one) for one in specifiers):
        raise InputError(f"`version` must be a version such as `0.1.0`, a range such as `>=0.1,<1`, not `{version}`")
    return f"dashlint{','.join(specifiers)}"


def version_in(path: Path) -> str:
    """Return the version that a requirements file, a pyproject.toml or a lock file asks for."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"`version-file`: `{path.as_posix()}` cannot be read: {error}") from error
    found = LOCKED.search(text) or REQUIREMENT.search(text)
    if not found:
        raise InputError(f"`version-file`: `{path.as_posix()}` asks for no version of dashlint")
    return found["version"].rstrip(" \t\r\\,)").removeprefix("==").strip()


def arguments(sarif: Path, summary: Path) -> Iterator[str]:
    """Yield the command line of dashlint; `--` keeps paths from being read as options."""
    yield from ("--format", "github" if switched("annotations") else "concise")
    yield from ("--format", f"sarif={sarif}", "--format", f"markdown={summary}")
    for name in ("config", "diff-base"):
        if value := given(name):
            yield f"--{name}={value}"
    fail_on = given("fail-on")
    if fail_on:
        yield "--exit-zero" if fail_on == "never" else f"--fail-on={fail_on}"
    yield from words("args")
    yield "--"
    yield from words("src") or ["."]


def words(name: str) -> list[str]:
    """Return an input that lists words, which may be quoted."""
    try:
        return shlex.split(given(name))
    except ValueError as error:
        raise InputError(f"`{name}` cannot be read: {str(error).lower()}") from error


def given(name: str) -> str:
    """Return an input; empty where it was left out."""
    return os.environ.get(f"INPUT_{name.upper().replace('-', '_')}", "").strip()


def switched(name: str) -> bool:
    """Return an input that is `true` or `false`."""
    if given(name).lower() not in ("true", "false"):
        raise InputError(f"`{name}` must be `true` or `false`, not `{given(name)}`")
    return given(name).lower() == "true"


def environment() -> Path:
    """Return the folder of the environment that dashlint is installed into."""
    return Path(os.environ["RUNNER_TEMP"], "dashlint", "environment").absolute()


def script(name: str) -> Path:
    """Return a command of that environment."""
    return environment() / ("Scripts" if os.name == "nt" else "bin") / f"{name}{'.exe' if os.name == 'nt' else ''}"


def put(name: str, value: str) -> None:
    """Set an output of the step."""
    append(os.environ["GITHUB_OUTPUT"], f"{name}={value}\n")


def append(path: str, text: str) -> None:
    """Add text to the end of a file."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def shortened(text: str) -> str:
    """Return a summary that GitHub accepts; a longer one is cut at the end of a line."""
    content = text.encode()
    if len(content) <= LONGEST_SUMMARY:
        return text
    kept = content[:LONGEST_SUMMARY].rpartition(b"\n")[0].decode()
    return f"{kept}\n\nThis is not all: the rest is in the log of the job.\n"


def escaped(message: str) -> str:
    """Return a text as a workflow command takes it."""
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
