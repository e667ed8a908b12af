"""App: what is known of one Dash app."""

from __future__ import annotations

from dataclasses import dataclass

from dashlint.facts import Place
from dashlint.project.values.objects import Instance

#: Where several backends are possible, the one that the most code breaks on counts.
WORST_FIRST = ("fastapi", "quart", "flask")


@dataclass(frozen=True, slots=True)
class App:
    """One Dash app.

    `backends` are those that it can run on, the first being the one to lint for; `is_decided` is False where the code
    leaves the choice to something that is not known, `is_default` is True where an environment variable chooses and the
    backend is what it falls back to. `is_flash` marks the fork of Dash that has callbacks of its own.
    """

    place: Place
    instance: Instance
    backends: tuple[str, ...]
    is_decided: bool
    is_default: bool
    is_flash: bool
    use_async: bool | None
    websocket_callbacks: bool
    pages_folder: str | None

    @property
    def backend(self) -> str:
        """The backend to lint for."""
        return self.backends[0]

    def backends_among(self, backends: frozenset[str]) -> tuple[str, ...]:
        """Return the backends to lint code for that only runs on `backends`.

        Code behind a gate counts for the gate's branch, where the choice is made at run time.
        """
        among = tuple(backend for backend in self.backends if backend in backends)
        if among or not (self.is_default or not self.is_decided):
            return among
        return tuple(backend for backend in WORST_FIRST if backend in backends)

    def may_be(self, backend: str) -> bool:
        """Tell whether the app can run on a backend, as far as the code says."""
        return backend in self.backends or self.is_default or not self.is_decided

    @property
    def path(self) -> str:
        """The file that makes the app."""
        return self.place.path
