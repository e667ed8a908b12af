"""Launchers: programs that run another one, such as `exec`, `env`, `poetry run`, `python -m` and `sh -c`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_PYTHON = re.compile(r"(?:python|pypy)[\d.]*w?(?:\.exe)?")
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
#: Launchers by their words, with those of their options that take a value of their own.
_LAUNCHERS: dict[tuple[str, ...], frozenset[str]] = {
    (name,): frozenset(options.split())
    for name, options in {
        "exec": "-a",
        "env": "-u --unset -C --chdir -S",
        "command": "",
        "nohup": "",
        "setsid": "",
        "time": "-f -o",
        "nice": "-n",
        "ionice": "-c -n",
        "sudo": "-u -g -h -p -C -T -r -t --user --group",
        "stdbuf": "-i -o -e",
        "xvfb-run": "-s -n --server-args",
        "dumb-init": "--rewrite -r",
        "tini": "-p",
        "catatonit": "",
        "opentelemetry-instrument": (
            "--traces_exporter --metrics_exporter --logs_exporter --service_name --exporter_otlp_endpoint"
        ),
        "ddtrace-run": "",
        "pyinstrument": "-o",
        "memray": "",
        "viztracer": "-o",
    }.items()
}
_LAUNCHERS |= {
    ("poetry", "run"): frozenset({"-C", "-P"}),
    ("uv", "run"): frozenset(
        "--extra --group --with --with-requirements --env-file --python -p --package --directory --project --index "
        "--only-group --no-group".split()
    ),
    ("pipenv", "run"): frozenset(),
    ("pdm", "run"): frozenset({"-p", "--project"}),
    ("hatch", "run"): frozenset(),
    ("rye", "run"): frozenset(),
    ("pixi", "run"): frozenset({"-e", "--environment", "--manifest-path"}),
    **{
        (name, "run"): frozenset({"-n", "--name", "-p", "--prefix", "--cwd"})
        for name in ("conda", "mamba", "micromamba")
    },
    ("newrelic-admin", "run-program"): frozenset(),
    ("newrelic-admin", "run-python"): frozenset(),
}
#: Launchers whose first argument says as whom or for how long to run.
_WITH_ONE_ARGUMENT = frozenset({"su-exec", "gosu", "timeout", "chpst"})
#: What changes the folder of the program that a launcher runs.
_FOLDER_OPTIONS = frozenset({"--directory", "--cwd", "-C", "--chdir"})
#: Modules that `python -m` runs under another name than their command's.
_MODULES = {"waitress": "waitress-serve", "gunicorn.app.wsgiapp": "gunicorn", "fastapi_cli": "fastapi"}
_MOST = 12


@dataclass(frozen=True, slots=True)
class Launch:
    """What is run in the end: its words, or the shell text `script`, with the variables and the folder set for it.

    `hides_more` tells that a launcher may set more variables, from a file or a store.
    """

    words: tuple[str, ...]
    variables: tuple[tuple[str, str], ...] = ()
    folder: str | None = None
    script: str | None = None
    hides_more: bool = False


def launched(words: tuple[str, ...]) -> Launch:
    """Return what these words run in the end."""
    launch = Launch(words)
    for _ in range(_MOST):
        inner = _inner(launch)
        if inner is None:
            break
        launch = inner
    return launch


def program(word: str) -> str:
    """Return the name of a program without its folder."""
    return os.path.basename(word).removesuffix(".exe")


def _inner(launch: Launch) -> Launch | None:
    words = launch.words
    if not words or launch.script is not None:
        return None
    first = program(words[0])
    if first in _SHELLS:
        return _in_shell(launch)
    if _PYTHON.fullmatch(first):
        return _in_python(launch)
    if first in _WITH_ONE_ARGUMENT:
        return _behind_options(launch, 1, frozenset({"-k", "-s", "-u"}), skipped=1)
    for name, options in _LAUNCHERS.items():
        if (first, *words[1 : len(name)]) == name:
            return _behind_options(launch, len(name), options)
    if "--" in words[1:-1] and not first.startswith(("gunicorn", "uvicorn", "hypercorn")):
        return replace(launch, words=words[words.index("--", 1) + 1 :], hides_more=True)
    return None


def _behind_options(launch: Launch, start: int, with_value: frozenset[str], skipped: int = 0) -> Launch:
    words, index = launch.words, start
    variables, folder, hides_more = dict(launch.variables), launch.folder, launch.hides_more
    while index < len(words):
        word = words[index]
        if word == "--":
            index += 1
            break
        name, equals, value = word.partition("=")
        if _ASSIGNMENT.fullmatch(word):
            variables[name] = value
        elif not word.startswith("-"):
            break
        elif name in _FOLDER_OPTIONS:
            folder = value if equals else "".join(words[index + 1 : index + 2])
        hides_more |= name == "--env-file"
        index += 2 if word in with_value else 1
    left = words[index + skipped :]
    return replace(launch, words=left, variables=tuple(variables.items()), folder=folder, hides_more=hides_more)


def _in_shell(launch: Launch) -> Launch | None:
    words, index = launch.words, 1
    while index + 1 < len(words) and words[index].startswith(("-", "+")):
        if not words[index].startswith("--") and words[index].endswith("c"):
            return replace(launch, words=(), script=words[index + 1])
        index += 2 if words[index].endswith("o") else 1
    return None


def _in_python(launch: Launch) -> Launch | None:
    words, index = launch.words, 1
    while index < len(words) and words[index].startswith("-"):
        if words[index].startswith("-m"):
            module = words[index][2:] or "".join(words[index + 1 : index + 2])
            rest = words[index + (1 if words[index][2:] else 2) :]
            return replace(launch, words=(_MODULES.get(module, module), *rest))
        index += 2 if words[index] in ("-W", "-X") else 1
    return None
