"""What each backend makes of packages and features that were made for Flask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from dashlint.catalogue.backends import Backend
from dashlint.diagnostic import Effect, Effort, Severity

FlaskKind: TypeAlias = Literal[
    "flask-object",
    "flask-attribute",
    "flask-call",
    "flask-maker",
    "flask-abort",
    "flask-guard",
    "flask-response",
    "flask-helper",
]
PackageKind: TypeAlias = Literal["package", "wsgi", "asgi", "components"]
ExtensionKind: TypeAlias = PackageKind | FlaskKind
#: Where code runs for which another replacement may be named than in callbacks.
Surroundings: TypeAlias = Literal["layouts", "routes"]
#: What something of the request is: a value, or a mapping whose keys are as they are written, lower case or title case.
Keys: TypeAlias = Literal["none", "same", "lower", "title"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an extension on a backend, as a clause whose subject is the extension; None: it works.

    `effect` is what becomes of the app. `patched` tells that importing `quart_flask_patch` first makes it work.
    """

    severity: Severity | None = None
    text: str = "works"
    effect: Effect | None = None
    patched: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """What means the same as `name` in a callback: `other`, which has these `keys`."""

    name: str
    other: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class Extension:
    """A package or feature made for Flask: `binds` names what is given the app, `uses` what needs a request.

    Only versions `before` this one are meant, if it is given; `measured` are the versions that were tried.
    `replacements` hold in callbacks, and everywhere unless `replacements_in` names others; what is said of
    `same_in_callbacks` is so alike that a machine can write it. To change over takes `effort`, where it is not what
    such a mistake usually takes.
    """

    package: str
    kind: ExtensionKind
    binds: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    before: str = ""
    measured: str = ""
    note: str = ""
    effort: Effort | None = None
    outcomes: Mapping[Backend, Outcome] = field(default_factory=dict)
    replacements: Mapping[Backend, str] = field(default_factory=dict)
    replacements_in: Mapping[tuple[Surroundings, Backend], str] = field(default_factory=dict)
    same_in_callbacks: Mapping[Backend, tuple[Same, ...]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every dotted name that gives the extension away."""
        return self.binds + self.uses

    def outcome(self, backend: Backend) -> Outcome:
        """Return what the extension does on a backend."""
        return self.outcomes.get(backend, Outcome())
