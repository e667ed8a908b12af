"""Services: what platforms and compose files run, in an image of a Dockerfile or beside the code."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dashlint.deployment.command import UNSET, Command, Environment, Folder, Mount
from dashlint.deployment.images import Stage, named, run, stages
from dashlint.deployment.shell import State
from dashlint.deployment.texts import NOTHING, Text

#: So many folders above a file are tried where it is not known from which one its commands run.
_MOST_ABOVE = 5


@dataclass(frozen=True, slots=True)
class Service:
    """Something that is run: in the image that `dockerfile` makes of the folder `context`, or else in `folder`.

    `entrypoint` and `command` take the place of the image's own ones. `is_partial` tells that another file says more.
    """

    path: str
    folder: Folder
    command: Text = NOTHING
    entrypoint: Text = NOTHING
    environment: Environment = UNSET
    dockerfile: str | None = None
    context: str | None = None
    target: str | None = None
    working_folder: str | None = None
    mounts: tuple[Mount, ...] = ()

    @property
    def overrides(self) -> bool:
        """Tell whether the image's own command is not run."""
        return bool(self.command or self.entrypoint)


def service_commands(service: Service, texts: Mapping[str, str]) -> Iterator[Command]:
    """Yield what a service runs; `texts` are the deployment files by path."""
    stage = _stage(service, texts)
    if stage is None:
        folder = service.folder if service.working_folder is None else service.folder.at(service.working_folder)
        folder = replace(folder, mounts=service.mounts)
        yield from run(service.entrypoint, service.command, State(service.path, service.environment, folder))
        return
    folder = stage.folder if service.working_folder is None else stage.folder.at(service.working_folder)
    folder = replace(folder, mounts=(*folder.mounts, *service.mounts), around=service.folder.around)
    environment = service.environment.over(stage.environment)
    if not service.overrides and service.dockerfile is not None:
        yield from run(stage.entrypoint, stage.command, State(service.dockerfile, environment, folder))
        return
    entrypoint = service.entrypoint or stage.entrypoint
    command = service.command if service.command or service.entrypoint else stage.command
    if not service.entrypoint:
        entrypoint = entrypoint.with_line(command.lines[0])
    yield from run(entrypoint, command, State(service.path, environment, folder))


def _stage(service: Service, texts: Mapping[str, str]) -> Stage | None:
    if service.dockerfile is None or service.dockerfile not in texts:
        return None
    contexts = contexts_of(service.dockerfile) if service.context is None else (service.context,)
    found = stages(texts[service.dockerfile], contexts)
    chosen = named(found, service.target) if service.target else None
    return chosen or (found[-1] if found else None)


def contexts_of(dockerfile: str) -> tuple[str, ...]:
    """Return the folders that a Dockerfile's context can be, its own, the likeliest, last."""
    return above(os.path.dirname(dockerfile))[::-1]


def above(folder: str) -> tuple[str, ...]:
    """Return a folder and those above it, as far as they are worth a look."""
    found = [folder]
    while len(found) < _MOST_ABOVE and os.path.dirname(found[-1]) != found[-1]:
        found.append(os.path.dirname(found[-1]))
    return tuple(found)


def beside(path: str) -> Folder:
    """Return the folder of a file whose commands run there."""
    folder = os.path.dirname(path)
    return Folder(folder, (), (os.path.join(folder, "src"),))


def somewhere_above(path: str) -> Folder:
    """Return the folder of a file whose commands may run in one above."""
    folder = os.path.dirname(path)
    return Folder(folder, (), tuple(part for one in above(folder) for part in (one, os.path.join(one, "src"))))
