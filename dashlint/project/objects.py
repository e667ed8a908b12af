"""The old home of `mro`."""

from __future__ import annotations

from dashlint.project.classes import mro

__all__ = ["mro"]
