"""Serving: which commands start a server, which interface it speaks, and which app it is told to serve."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from dashlint.deployment.command import Command, Folder, assignments
from dashlint.deployment.expansion import is_known
from dashlint.deployment.launchers import program
from dashlint.deployment.options import FLAGS, Options, options

#: A name of gunicorn's worker classes that speak ASGI, by its last part; every other one speaks WSGI.
_ASGI_WORKER = re.compile(r"(?:uvicorn[\w.]*\.\w*Uvicorn\w*Worker|Uvicorn\w*Worker|asgi|.*\.ASGIWorker)")
_WSGI_WORKER = re.compile(
    r"sync|gthread|gevent\w*|eventlet|tornado|meinheld\S*|"
    r"gunicorn\.workers\.(?!gasgi)[\w.]+(?:Sync|Thread|Gevent|GeventPyWSGI|Eventlet|Tornado)Worker"
)
_TARGET = re.compile(r"(?P<module>[\w./-]*\w)(?::(?P<attribute>[A-Za-z_]\w*(?:\.\w+)*)(?P<call>\(.*\))?)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """`module:attribute`; with `is_factory` calling the attribute gives the app."""

    module: str
    attribute: str
    is_factory: bool = False


@dataclass(frozen=True, slots=True)
class ServeCommand:
    """A command that serves an app.

    `interface` is "wsgi", "asgi", "asgi3" (told so, not found out), "either" or "rsgi", or the one framework that the
    command serves, "flask" or "quart"; None where it is not known or a file of Python says it. `target` is None where
    such a file says that. `folders` are those that the module is looked for in; `config` is the file that gunicorn is
    told to read, `worker` the class of its workers, `timeout` and `threads` what it is told of these.
    """

    command: Command
    manager: str
    interface: str | None
    target: Target | None
    folders: tuple[Folder, ...]
    config: str | None = None
    worker: str | None = None
    timeout: str | None = None
    threads: str | None = None


def serve_commands(commands: Iterable[Command]) -> Iterator[ServeCommand]:
    """Yield those of the commands that serve an app."""
    for command in commands:
        manager = program(command.words[0])
        read = _MANAGERS.get(manager)
        if read is not None:
            found = read(command, options(command.words[1:], FLAGS.get(manager, frozenset())))
            if found is not None:
                yield found


def worker_interface(worker: str) -> str | None:
    """Return what a worker class of gunicorn speaks; None for one that is not known."""
    if _ASGI_WORKER.fullmatch(worker):
        return "asgi"
    return "wsgi" if _WSGI_WORKER.fullmatch(worker) else None


def target_of(text: str | None, default: str | None, is_factory: bool = False) -> Target | None:
    """Return the target that a word names; `default` is the attribute of one that names a module alone."""
    found = _TARGET.fullmatch(text) if text and is_known(text) else None
    attribute = (found["attribute"] or default) if found else None
    if found is None or attribute is None:
        return None
    module = found["module"].removesuffix(".py").replace("/", ".").strip(".")
    return Target(module, attribute, is_factory or found["call"] is not None)


def _gunicorn(command: Command, given: Options) -> ServeCommand | None:
    more = command.environment.value("GUNICORN_CMD_ARGS")
    if more is None and "GUNICORN_CMD_ARGS" in command.environment:
        return None
    before = options(_split(more or ""), FLAGS["gunicorn"])
    worker = given.value("-k", "--worker-class") or before.value("-k", "--worker-class")
    config = given.value("-c", "--config") or before.value("-c", "--config")
    folder = command.folder
    moved = given.value("--chdir") or before.value("--chdir")
    if moved is not None:
        folder = folder.at(moved if is_known(moved) else None)
    variables = assignments((*before.values("-e", "--env"), *given.values("-e", "--env")))
    command = replace(command, environment=command.environment.having(variables))
    paths = (given.value("--pythonpath") or before.value("--pythonpath") or "").split(",")
    interface = None if worker is None else worker_interface(worker)
    if worker is not None and interface is None:
        return None
    target = target_of(given.first or before.first, "application")
    if target is None and (given.first or before.first):
        return None
    return ServeCommand(
        command,
        "gunicorn",
        interface,
        target,
        (*(folder.at(path) for path in paths if path), *_folders(command, folder)),
        config,
        worker,
        given.value("-t", "--timeout") or before.value("-t", "--timeout"),
        given.value("--threads") or before.value("--threads"),
    )


def _uvicorn(command: Command, given: Options) -> ServeCommand | None:
    interface = given.value("--interface") or command.environment.value("UVICORN_INTERFACE") or "auto"
    speaks = {"auto": "asgi", "asgi3": "asgi3", "wsgi": "wsgi"}.get(interface)
    app_dir = given.value("--app-dir") or command.environment.value("UVICORN_APP_DIR")
    folder = command.folder.at(app_dir) if app_dir else command.folder
    text = given.first or command.environment.value("UVICORN_APP")
    return _served(command, speaks, target_of(text, None, given.has("--factory")), folder)


def _hypercorn(command: Command, given: Options) -> ServeCommand | None:
    text, interface = given.first or "", "either"
    if text.startswith(("wsgi:", "asgi:")) and text.count(":") == 2:
        mode, _, text = text.partition(":")
        interface = "wsgi" if mode == "wsgi" else "asgi3"
    return _served(command, interface, target_of(text, "app"), command.folder)


def _waitress(command: Command, given: Options) -> ServeCommand | None:
    return _served(command, "wsgi", target_of(given.value("--app") or given.first, None, given.has("--call")))


def _granian(command: Command, given: Options) -> ServeCommand | None:
    interface = given.value("--interface") or command.environment.value("GRANIAN_INTERFACE") or "rsgi"
    speaks = {"rsgi": "rsgi", "wsgi": "wsgi", "asgi": "asgi3", "asginl": "asgi3"}.get(interface)
    folder = command.folder.at(given.value("--working-dir")) if given.value("--working-dir") else command.folder
    return _served(command, speaks, target_of(given.first, "app", given.has("--factory")), folder)


def _daphne(command: Command, given: Options) -> ServeCommand | None:
    return _served(command, "asgi3", target_of(given.first, None))


def _uwsgi(command: Command, given: Options) -> ServeCommand | None:
    module, attribute = given.value("--module", "-w") or "", given.value("--callable")
    file = given.value("--wsgi-file", "--file")
    target = target_of(module or file, attribute or "application")
    return _served(command, "wsgi", target)


def _flask(command: Command, given: Options) -> ServeCommand | None:
    text = given.value("--app", "-A") or command.environment.value("FLASK_APP")
    return _served(command, "flask", target_of(text, None)) if "run" in given.positional else None


def _quart(command: Command, given: Options) -> ServeCommand | None:
    text = given.value("--app", "-A") or command.environment.value("QUART_APP")
    return _served(command, "quart", target_of(text, None)) if "run" in given.positional else None


def _mod_wsgi(command: Command, given: Options) -> ServeCommand | None:
    if given.first != "start-server" or len(given.positional) < 2:
        return None
    attribute = given.value("--callable-object") or "application"
    return _served(command, "wsgi", target_of(given.positional[1], attribute))


_MANAGERS: dict[str, Callable[[Command, Options], ServeCommand | None]] = {
    "gunicorn": _gunicorn,
    "uvicorn": _uvicorn,
    "hypercorn": _hypercorn,
    "waitress-serve": _waitress,
    "granian": _granian,
    "daphne": _daphne,
    "uwsgi": _uwsgi,
    "flask": _flask,
    "quart": _quart,
    "mod_wsgi-express": _mod_wsgi,
}


def _served(
    command: Command, interface: str | None, target: Target | None, folder: Folder | None = None
) -> ServeCommand | None:
    if target is None or interface is None:
        return None
    manager = program(command.words[0])
    return ServeCommand(command, manager, interface, target, _folders(command, folder or command.folder))


def _folders(command: Command, folder: Folder) -> tuple[Folder, ...]:
    paths = (command.environment.value("PYTHONPATH") or "").split(":")
    return (folder, *(command.folder.at(path) for path in paths if path and is_known(path)))


def _split(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return ()
