"""Manifests: what a project's files say that it needs."""

from __future__ import annotations

from dashlint.manifests.advice import better, shown
from dashlint.manifests.dash_declared import DashDeclared
from dashlint.manifests.declared import Manifests
from dashlint.manifests.requirement import Requirement
from dashlint.manifests.versions import ASYNC_SINCE, BACKENDS_SINCE, Versions

__all__ = [
    "ASYNC_SINCE",
    "BACKENDS_SINCE",
    "DashDeclared",
    "Manifests",
    "Requirement",
    "Versions",
    "better",
    "shown",
]
