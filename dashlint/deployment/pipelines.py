"""Pipelines: the commands of GitHub workflows, GitLab CI, CircleCI and Azure pipelines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import yaml

from dashlint.deployment.command import UNSET, Command, Environment
from dashlint.deployment.services import above, somewhere_above
from dashlint.deployment.shell import State, commands_of
from dashlint.deployment.yaml_nodes import documents, environment, fields, items, run, scalar

_RUNNING = ("run", "before_script", "script", "after_script", "bash", "command")
_SETTING = ("env", "environment", "variables")
_FOLDER = ("working-directory", "working_directory", "workingDirectory")
_DEEPEST = 16


def pipeline(path: str, text: str) -> Iterator[Command]:
    """Yield the commands of a pipeline, which run in the repository's folder unless it says otherwise."""
    top = os.path.dirname(path)
    while os.path.basename(top) in ("workflows", ".github", ".circleci"):
        top = os.path.dirname(top)
    folder = replace(somewhere_above(path), path=top, around=(os.path.join(top, "src"), *above(top)[1:]))
    for document in documents(text):
        yield from _commands(document, text, State(path, UNSET, folder), 0)


def _commands(node: yaml.Node, text: str, state: State, nesting: int) -> Iterator[Command]:
    """Yield what the steps below a node run, with the variables and the folder that the nodes around them set."""
    found = fields(node)
    state = _inside(found, state)
    for key, value in found.items() if nesting < _DEEPEST else ():
        texts = [scalar(part) for part in (value, *items(value))]
        if key in _RUNNING and any(one is not None for one in texts):
            yield from _run(value, text, state)
        elif key not in _SETTING:
            yield from _commands(value, text, state, nesting + 1)
    for item in items(node) if nesting < _DEEPEST else ():
        yield from _commands(item, text, state, nesting + 1)


def _run(node: yaml.Node, text: str, state: State) -> Iterator[Command]:
    """Yield the commands of shell text, or of a list of such texts, which one shell runs in turn."""
    for part in items(node) or [node]:
        if scalar(part) is not None:
            yield from commands_of(run(part, text), state)
        else:
            yield from _commands(part, text, state, _DEEPEST - 1)


def _inside(found: dict[str, yaml.Node], state: State) -> State:
    variables = UNSET
    for key in _SETTING:
        variables = environment(found.get(key)).over(variables)
    defaults = fields(fields(found.get("defaults")).get("run"))
    named = [scalar(part.get(key)) for part in (defaults, found) for key in _FOLDER]
    folder = state.folder
    for name in named:
        folder = folder.at(name) if name else folder
    return State(state.path, _over(variables, state.environment), folder)


def _over(variables: Environment, before: Environment) -> Environment:
    return variables.over(before) if variables.variables else before
