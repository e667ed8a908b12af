"""Worker patience: for how long gunicorn lets a worker go on that gives no sign of life."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashlint.deployment import ServeCommand, worker_interface
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.servers.targets import Targets
from dashlint.project.values.value import Literal

DEFAULT = 30.0
_SYNC = re.compile(r"sync|gunicorn\.workers\.sync\.SyncWorker")


@dataclass(frozen=True, slots=True)
class Patience:
    """After so many `seconds` gunicorn kills a worker; where nothing says how many they are the `is_default`.

    A worker `on_loop` gives signs of life while its event loop runs, any other one between two requests.
    """

    seconds: float
    is_default: bool
    on_loop: bool


@dataclass(frozen=True, slots=True)
class WorkerPatience:
    """The patience of the gunicorns that are started."""

    receivers: Receivers
    targets: Targets

    def of(self, command: ServeCommand) -> Patience | None:
        """Return the patience of what a command starts, None where it has no end or is not known."""
        if command.manager != "gunicorn":
            return None
        config = self.targets.config(command)
        if config is None and command.config is not None:
            return None
        worker = self._setting("worker_class", command.worker, config, "sync")
        threads = self._setting("threads", command.threads, config, "1")
        seconds = self._setting("timeout", command.timeout, config, DEFAULT)
        on_loop = isinstance(worker, str) and worker_interface(worker) == "asgi"
        if not on_loop and not (isinstance(worker, str) and _SYNC.fullmatch(worker) and _number(threads) == 1):
            return None
        number = _number(seconds)
        return Patience(number, seconds is DEFAULT, on_loop) if number else None

    def _setting(
        self, name: str, given: str | None, config: str | None, default: str | float
    ) -> str | float | bytes | None:
        """Return a setting from the command, else from gunicorn's own file; None where it is not known."""
        if given is not None:
            return given
        if config is None or name not in self.receivers.namespaces.module(config).bindings:
            return default
        values = self.receivers.global_name(name, config)
        known = [value.value for value in values if isinstance(value, Literal) and not value.is_default]
        return known[0] if len(known) == len(values) == 1 else None


def _number(value: str | float | bytes | None) -> float | None:
    try:
        return float(value) if isinstance(value, (str, int, float)) else None
    except ValueError:
        return None
