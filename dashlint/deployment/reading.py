"""Reading: the commands of all deployment files of a project."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from dashlint.deployment.command import UNSET, Command, Folder
from dashlint.deployment.compose import compose_services
from dashlint.deployment.expansion import is_known
from dashlint.deployment.launchers import program
from dashlint.deployment.makefile import makefile
from dashlint.deployment.pipelines import pipeline
from dashlint.deployment.platforms import app_yaml, fly, heroku, nixpacks, procfile, railway, render
from dashlint.deployment.services import Service, service_commands, somewhere_above
from dashlint.deployment.shell import State, commands_of, with_own_folder
from dashlint.deployment.texts import Text, line_numbers, of_words
from dashlint.deployment.units import unit
from dashlint.file_kinds import ProjectFile

_SERVICES: tuple[tuple[str, Callable[[str, str], Iterator[Service]]], ...] = (
    (r"Procfile[\w.-]*", procfile),
    (r"[\w.-]*compose[\w.-]*\.ya?ml", compose_services),
    (r"render\.ya?ml", render),
    (r"fly[\w.-]*\.toml", fly),
    (r"app[\w.-]*\.ya?ml", app_yaml),
    (r"heroku\.ya?ml", heroku),
    (r"railway\.(?:json|toml)", railway),
    (r"nixpacks\.toml", nixpacks),
)
_DOCKERFILE = re.compile(r"[\w.-]*(?:Dockerfile|Containerfile)[\w.-]*|[\w.-]+\.dockerfile")
_SCRIPT = re.compile(r".*\.(?:sh|bash)")
_COMMANDS: tuple[tuple[str, Callable[[str, str], Iterator[Command]]], ...] = (
    (r"(?:GNU)?[Mm]akefile|.*\.mk", makefile),
    (r".*\.service", unit),
    (r".*\.ya?ml", pipeline),
)
#: A file of commands in which none of these is found serves nothing.
_SERVING = re.compile(r"gunicorn|corn\b|waitress|mod_wsgi|uwsgi|granian|daphne|run|serve|\.sh\b", re.IGNORECASE)
_PASSED_ON = re.compile(r"\"\$@\"|\$@|\$\*")
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})


def commands(files: Iterable[ProjectFile]) -> tuple[Command, ...]:
    """Return the commands of the deployment files, those of scripts that they call included, each once."""
    texts = {file.path: file.text.decode("utf-8-sig", "replace") for file in files if file.kind == "deployment"}
    found: dict[Command, None] = {}
    called: set[str] = set()
    for command in _direct(texts):
        for one in _with_scripts(command, texts, called):
            found[one] = None
    for path in sorted(texts):
        if _SCRIPT.fullmatch(os.path.basename(path)) and path not in called:
            for one in _script(path, texts[path], State(path, UNSET, somewhere_above(path))):
                found[one] = None
    return tuple(found)


def _direct(texts: Mapping[str, str]) -> Iterator[Command]:
    services = [service for path in sorted(texts) for service in _services(path, texts[path])]
    for service in services:
        yield from service_commands(service, texts)
    built = {service.dockerfile for service in services}
    for path in sorted(texts):
        name = os.path.basename(path)
        if _DOCKERFILE.fullmatch(name):
            if path not in built:
                yield from service_commands(Service(path, Folder(os.path.dirname(path)), dockerfile=path), texts)
        elif not any(re.fullmatch(pattern, name) for pattern, _ in _SERVICES) and _SERVING.search(texts[path]):
            for pattern, read in _COMMANDS:
                if re.fullmatch(pattern, name):
                    yield from read(path, texts[path])


def _services(path: str, text: str) -> Iterator[Service]:
    for pattern, read in _SERVICES:
        if re.fullmatch(pattern, os.path.basename(path)):
            yield from read(path, text)
            return


def _with_scripts(command: Command, texts: Mapping[str, str], called: set[str]) -> Iterator[Command]:
    """Yield a command, or what the script that it calls runs."""
    own = int(program(command.words[0]) in _SHELLS)
    words = command.words[own:]
    named = words[0] if words else ""
    path = next((one for one in command.folder.found(named) if one in texts), None) if is_known(named) else None
    if path is None or not _SCRIPT.fullmatch(path):
        yield command
        return
    called.add(path)
    yield from _script(path, texts[path], State(path, command.environment, command.folder))
    if _PASSED_ON.search(texts[path]) and len(words) > 1:
        rest = of_words(zip(words[1:], command.lines[own + 1 :], strict=True))
        yield from commands_of(rest, State(command.path, command.environment, command.folder))


def _script(path: str, text: str, state: State) -> Iterator[Command]:
    if not _SERVING.search(text):
        return
    folder = os.path.dirname(path)
    own = with_own_folder(text, folder)
    for command in commands_of(Text(own, line_numbers(own)), state):
        inside = command.folder.path
        is_own = inside == folder or inside.startswith(folder + os.sep)
        yield replace(command, folder=Folder(inside, (), command.folder.around)) if is_own else command
