"""DSH208: an app that is given a backend and the server of another one."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.apps.backend_conflicts import BackendConflict
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH208", severity="error", effect=Effect.START, since="4.2.0")
def backend_conflict(project: Project) -> Iterator[Problem]:
    """`Dash(backend=..., server=...)` with a server of another backend, which raises `ValueError`."""
    for conflict in project.servers.backend_conflicts:
        yield Problem(
            conflict.place,
            _message(conflict),
            help="leave `backend` out, because Dash takes it from the server",
            notes=tuple(Note(place, "the server is made here") for place in conflict.made),
        )


def _message(conflict: BackendConflict) -> str:
    if conflict.by_class:
        return "this raises `TypeError`, because beside `server` Dash takes a backend only by its name, not as a class"
    given, made = _named(conflict.backends), _named(conflict.servers)
    return f"this raises `ValueError`, because the backend is {given} and the server is made by {made}"


def _named(backends: tuple[str, ...]) -> str:
    return " or ".join(BACKENDS[backend] for backend in backends)
