"""Platforms: what Procfiles, render.yaml, fly.toml, app.yaml, heroku.yml, railway and nixpacks files run."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from dashlint.deployment.command import Environment, Folder
from dashlint.deployment.services import Service, beside
from dashlint.deployment.texts import NOTHING, Text, of_words, on_line
from dashlint.deployment.yaml_nodes import documents, environment, fields, items, run, scalar

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_PROCESS = re.compile(r"[A-Za-z][\w-]*[ \t]*:[ \t]*(.*)")
_DEEPEST = 12


def procfile(path: str, text: str) -> Iterator[Service]:
    """Yield the processes of a Procfile."""
    for number, row in enumerate(text.splitlines(), 1):
        found = _PROCESS.match(row)
        if found:
            yield Service(path, beside(path), on_line(found[1], number))


def heroku(path: str, text: str) -> Iterator[Service]:
    """Yield the processes of a heroku.yml, in the images that it builds."""
    for document in documents(text):
        root = fields(document)
        built = fields(fields(root.get("build")).get("docker"))
        running = fields(root.get("run"))
        for name in dict.fromkeys((*built, *running)):
            node = running.get(name)
            command = run(fields(node).get("command", node), text)
            dockerfile = scalar(built.get(name)) or scalar(built.get("web"))
            yield Service(path, beside(path), command, dockerfile=_joined(path, dockerfile))


def render(path: str, text: str) -> Iterator[Service]:
    """Yield the services of a render.yaml."""
    for document in documents(text):
        for node in _lists_called("services", document):
            found = fields(node)
            root = scalar(found.get("rootDir")) or "."
            variables = environment(found.get("envVars"))
            hides = any("fromGroup" in fields(item) for item in items(found.get("envVars")))
            runtime = scalar(found.get("runtime")) or scalar(found.get("env"))
            dockerfile = scalar(found.get("dockerfilePath")) or ("Dockerfile" if runtime == "docker" else None)
            command = found.get("dockerCommand" if dockerfile else "startCommand")
            yield Service(
                path,
                _in(path, root),
                run(command, text),
                environment=replace(variables, hides_more=hides),
                dockerfile=_joined(path, os.path.join(root, dockerfile)) if dockerfile else None,
                context=_joined(path, scalar(found.get("dockerContext"))),
            )


def app_yaml(path: str, text: str) -> Iterator[Service]:
    """Yield what an app.yaml runs: App Engine's `entrypoint`, a list `command`, or `run_command` of services."""
    for document in documents(text):
        root = fields(document)
        variables = environment(root.get("env_variables") or root.get("env"))
        if "entrypoint" in root or isinstance(root.get("command"), yaml.SequenceNode):
            yield Service(
                path, beside(path), run(root.get("entrypoint", root.get("command")), text), NOTHING, variables
            )
        for node in items(root.get("services")):
            found = fields(node)
            here = environment(found.get("envs")).over(environment(root.get("envs")))
            folder = _in(path, scalar(found.get("source_dir")) or ".")
            yield Service(path, folder, run(found.get("run_command"), text), NOTHING, here)


def fly(path: str, text: str) -> Iterator[Service]:
    """Yield the processes of a fly.toml; without any, its image's own command."""
    root = _toml(text)
    build, experimental = _table(root.get("build")), _table(root.get("experimental"))
    variables = _variables(root.get("env"))
    plain = Service(path, beside(path), environment=variables)
    if "image" not in build and "builder" not in build and "buildpacks" not in build:
        target = build.get("build-target")
        dockerfile = build.get("dockerfile")
        name = dockerfile if isinstance(dockerfile, str) else "Dockerfile"
        plain = replace(plain, dockerfile=_joined(path, name), target=target if isinstance(target, str) else None)
    processes = _table(root.get("processes"))
    for name, command in processes.items():
        yield replace(plain, command=_run(command, name, text))
    if not processes:
        command = _run(experimental.get("cmd"), "cmd", text)
        yield replace(plain, command=command, entrypoint=_run(experimental.get("entrypoint"), "entrypoint", text))


def railway(path: str, text: str) -> Iterator[Service]:
    """Yield what a railway.json or railway.toml starts."""
    root = _json(text) if path.endswith(".json") else _toml(text)
    build, deploy = _table(root.get("build")), _table(root.get("deploy"))
    dockerfile = build.get("dockerfilePath") or ("Dockerfile" if build.get("builder") == "DOCKERFILE" else None)
    command = _run(deploy.get("startCommand"), "startCommand", text)
    named = _joined(path, dockerfile) if isinstance(dockerfile, str) else None
    yield Service(path, beside(path), command, dockerfile=named)


def nixpacks(path: str, text: str) -> Iterator[Service]:
    """Yield what a nixpacks.toml starts."""
    root = _toml(text)
    command = _run(_table(root.get("start")).get("cmd"), "cmd", text)
    yield Service(path, beside(path), command, environment=_variables(root.get("variables")))


def _in(path: str, folder: str) -> Folder:
    return beside(os.path.join(os.path.dirname(path), os.path.normpath(folder), os.path.basename(path)))


def _joined(path: str, name: str | None) -> str | None:
    """Return the path of a file that is named from the folder of another."""
    return os.path.normpath(os.path.join(os.path.dirname(path), name.lstrip("/"))) if name else None


def _lists_called(name: str, node: yaml.Node | None, nesting: int = 0) -> Iterator[yaml.Node]:
    """Yield the items of every list of this name, however deep it stands."""
    for key, value in fields(node).items() if nesting < _DEEPEST else ():
        if key == name:
            yield from items(value)
        for part in (value, *items(value)):
            yield from _lists_called(name, part, nesting + 1)


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}


def _json(text: str) -> dict[str, Any]:
    try:
        return _table(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _variables(value: Any) -> Environment:
    return Environment(tuple((name, str(setting)) for name, setting in _table(value).items()))


def _run(value: Any, key: str, text: str) -> Text:
    """Return a command of a TOML or JSON file; its line is that of its key, which must be the one with this value."""
    if isinstance(value, str):
        return on_line(value, _line(key, value, text))
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        line = _line(key, value[0], text)
        return of_words((item, line) for item in value)
    return NOTHING


def _line(key: str, value: str, text: str) -> int:
    pattern = re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*[:=]", re.MULTILINE)
    starts = [match.end() for match in pattern.finditer(text)]
    first = value.split()[0] if value.split() else ""
    start = next((one for one in starts if first in text[one : one + 200]), starts[0] if starts else 0)
    return text.count("\n", 0, start) + 1
