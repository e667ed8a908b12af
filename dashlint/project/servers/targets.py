"""Server targets: the file, the attribute and the interface that a command comes down to in the project."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from dashlint.deployment import Environment, Folder, ServeCommand, Target, target_of, worker_interface
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.value import Literal

_CONFIG = "gunicorn.conf.py"


@dataclass(frozen=True, slots=True)
class Told:
    """What a server is told in the end: the module's file, the target in it, and with which variables."""

    path: str
    target: Target
    interface: str
    environment: Environment


class Targets:
    """Finds what commands serve."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers

    def told(self, command: ServeCommand) -> Told | None:
        """Return what a command serves, None if any part of it is not known or not the project's."""
        interface, target, environment = command.interface, command.target, command.command.environment
        folders = command.folders
        if command.manager == "gunicorn":
            config = self.config(command)
            if config is None and command.config is not None and (interface is None or target is None):
                return None
            if config is not None:
                interface = interface or self._worker(config)
                target = target or self._target(config)
                hides_more = environment.hides_more or self._is_set("raw_env", config)
                environment = replace(environment, hides_more=hides_more)
                folders = self._moved(folders, config)
            elif interface is None:
                interface = "wsgi"
        if interface is None or target is None:
            return None
        path = self._file(target, folders, command)
        return Told(path, target, interface, environment) if path is not None else None

    def _file(self, target: Target, folders: tuple[Folder, ...], command: ServeCommand) -> str | None:
        """Return the file of the target's module."""
        stem = os.path.join(*target.module.split("."))
        texts = self._receivers.modules.texts
        for folder in folders:
            for name in (f"{stem}.py", os.path.join(stem, "__init__.py")):
                for path in folder.found(name):
                    if path in texts:
                        return path
        if "." not in target.module:
            return None
        beside = os.path.join(os.path.dirname(command.command.path), "_.py")
        found = self._receivers.modules.resolve(beside, target.module, 0)
        return found if found in texts else None

    def config(self, command: ServeCommand) -> str | None:
        """Return gunicorn's own file, the one that it reads by itself included."""
        name = (command.config or _CONFIG).removeprefix("file:")
        paths = command.command.folder.found(name)
        return next((path for path in paths if path in self._receivers.modules.texts), None)

    def _worker(self, config: str) -> str | None:
        if not self._is_set("worker_class", config):
            return "wsgi"
        worker = self._text("worker_class", config)
        return worker_interface(worker) if worker is not None else None

    def _target(self, config: str) -> Target | None:
        return target_of(self._text("wsgi_app", config), "application")

    def _moved(self, folders: tuple[Folder, ...], config: str) -> tuple[Folder, ...]:
        if not self._is_set("chdir", config):
            return folders
        return (folders[-1].at(self._text("chdir", config)), *folders)

    def _is_set(self, name: str, path: str) -> bool:
        return name in self._receivers.namespaces.module(path).bindings

    def _text(self, name: str, path: str) -> str | None:
        """Return the text that a module's name stands for, if it is a single one."""
        values = self._receivers.global_name(name, path)
        texts = [value.value for value in values if isinstance(value, Literal) and isinstance(value.value, str)]
        return texts[0] if len(values) == len(texts) == 1 else None
