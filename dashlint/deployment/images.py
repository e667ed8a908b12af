"""Images: what the stages of a Dockerfile run, with which variables, and where the project's files are in them."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dashlint.deployment.command import ROOT, UNSET, Command, Environment, Folder, Mount, assignments
from dashlint.deployment.dockerfile import Instruction, instructions
from dashlint.deployment.expansion import expanded
from dashlint.deployment.shell import State, commands_of
from dashlint.deployment.texts import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of an image: its name, what is set in it, and what it runs."""

    name: str
    environment: Environment = UNSET
    arguments: Environment = UNSET
    folder: Folder = ROOT
    entrypoint: Text = NOTHING
    command: Text = NOTHING
    has_own_command: bool = False

    def expanded(self, text: str) -> str:
        """Return a text with the variables known in this stage replaced."""
        return expanded(text, self.environment.over(self.arguments))


def stages(text: str, contexts: tuple[str, ...]) -> tuple[Stage, ...]:
    """Return the stages of a Dockerfile in order; `contexts` are its folders, the surest last."""
    found: list[Stage] = []
    arguments = UNSET
    for instruction in instructions(text):
        if instruction.name == "FROM":
            found.append(_begun(instruction, found, arguments))
        elif found:
            found[-1] = _after(instruction, found[-1], found, contexts)
        elif instruction.name == "ARG":
            arguments = arguments.having(_known(_set_by(instruction)))
    return tuple(found)


def named(stages: Sequence[Stage], name: str) -> Stage | None:
    """Return the stage of this name or number, the last of that name."""
    if name.isdigit() and int(name) < len(stages):
        return stages[int(name)]
    return next((stage for stage in reversed(stages) if stage.name == name.lower()), None)


def run(entrypoint: Text, command: Text, state: State) -> Iterator[Command]:
    """Yield the commands that an entry point and a command are together."""
    if entrypoint and entrypoint.words is None:
        yield from commands_of(entrypoint, state)
    elif command and command.words is None:
        yield from commands_of(entrypoint, state)
        yield from commands_of(command, state)
    else:
        yield from commands_of(entrypoint.followed_by(command), state)


def _begun(instruction: Instruction, before: Sequence[Stage], arguments: Environment) -> Stage:
    items = instruction.items
    name = items[2].lower() if len(items) > 2 and items[1].lower() == "as" else ""
    base = named(before, expanded(items[0], arguments)) if items else None
    stage = replace(base, name=name, has_own_command=False) if base else Stage(name)
    return replace(stage, arguments=arguments)


def _after(instruction: Instruction, stage: Stage, known: Sequence[Stage], contexts: tuple[str, ...]) -> Stage:
    """Return a stage after one more instruction."""
    name = instruction.name
    if name == "ENV":
        variables = {key: stage.expanded(value or "") for key, value in _set_by(instruction).items()}
        return replace(stage, environment=stage.environment.having(variables))
    if name == "ARG":
        variables = {key: stage.expanded(value) for key, value in _known(_set_by(instruction)).items() if value}
        return replace(stage, arguments=stage.arguments.having(variables))
    if name == "WORKDIR":
        return replace(stage, folder=stage.folder.at(stage.expanded(instruction.text.strip().strip("'\""))))
    if name in ("COPY", "ADD"):
        mounts = (*stage.folder.mounts, *_mounted(instruction, stage, known, contexts))
        return replace(stage, folder=replace(stage.folder, mounts=mounts))
    if name == "ENTRYPOINT":
        command = stage.command if stage.has_own_command else NOTHING
        return replace(stage, entrypoint=instruction.run, command=command)
    if name == "CMD":
        return replace(stage, command=instruction.run, has_own_command=True)
    return stage


def _known(variables: dict[str, str | None]) -> dict[str, str | None]:
    """Return the variables that have a value; an `ARG NAME` alone takes it from outside."""
    return {name: value for name, value in variables.items() if value is not None}


def _set_by(instruction: Instruction) -> dict[str, str | None]:
    """Return what `ENV A=b C=d`, the old `ENV A b`, or `ARG A=b` set."""
    try:
        words = shlex.split(instruction.text)
    except ValueError:
        return {}
    if words and "=" not in words[0]:
        return {words[0]: " ".join(words[1:])} if len(words) > 1 else {words[0]: None}
    return assignments(words)


def _mounted(
    instruction: Instruction, stage: Stage, known: Sequence[Stage], contexts: tuple[str, ...]
) -> Iterator[Mount]:
    items = [stage.expanded(item) for item in instruction.items]
    if len(items) < 2 or any(item.startswith("<<") for item in items):
        return
    *sources, target = items
    inside = os.path.normpath(os.path.join(stage.folder.path, target))
    from_stage = instruction.flag("from")
    for source in sources:
        if from_stage is not None:
            other = named(known, stage.expanded(from_stage))
            for mount in other.folder.mounts if other else ():
                yield from _carried(mount, os.path.normpath(os.path.join(os.sep, source)), inside)
        elif not re.match(r"\w+://|git@", source):
            yield from _copied(source, inside, contexts)


def _copied(source: str, inside: str, contexts: tuple[str, ...]) -> Iterator[Mount]:
    """Yield where a file or folder of the context can be found; which of both it is, its name does not tell."""
    head, name = os.path.split(source.rstrip("/"))
    source = head if re.search(r"[*?\[]", name) else source
    for context in contexts:
        outside = os.path.normpath(os.path.join(context, source.lstrip("/")))
        yield Mount(os.path.join(inside, os.path.basename(outside)), outside)
        yield Mount(inside, outside)


def _carried(mount: Mount, source: str, inside: str) -> Iterator[Mount]:
    """Yield where a mount of one stage is found in another that copies `source` from it."""
    if (mount.inside + os.sep).startswith(source.rstrip(os.sep) + os.sep):
        yield Mount(os.path.normpath(os.path.join(inside, os.path.relpath(mount.inside, source))), mount.outside)
    elif source.startswith(mount.inside.rstrip(os.sep) + os.sep):
        outside = os.path.join(mount.outside, os.path.relpath(source, mount.inside))
        yield Mount(inside, os.path.normpath(outside))
