"""What the servers of Dash's backends have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Backend: TypeAlias = Literal["flask", "fastapi", "quart"]


@dataclass(frozen=True, slots=True)
class ServerAttribute:
    """An attribute of `app.server` and the `backends` whose servers have it; `replacements` are for the others.

    One that is `assigned` is a setting, which the others accept and ignore; `entered` tells that Quart's is entered
    by `async with`. `written` is the call of a function, by its dotted name, that serves on every backend instead.
    """

    name: str
    backends: frozenset[Backend]
    assigned: bool = False
    entered: bool = False
    replacements: Mapping[Backend, str] = field(default_factory=dict)
    written: str = ""
