"""Summaries: what a report tells of the apps of a project."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dashlint.diagnostic import AppSummary
from dashlint.locations import locations
from dashlint.project import Project
from dashlint.project.apps.app import App


def summaries(project: Project, reported: Collection[str]) -> Iterator[AppSummary]:
    """Yield what is told of the apps that these files make."""
    return (summary_of(project, app) for app in project.apps if app.path in reported)


def summary_of(project: Project, app: App) -> AppSummary:
    """Return what is told of an app."""
    choice = project.choice_of(app)
    known = locations([app.place, *([choice.server] if choice.server else [])], project.modules.texts)
    by = (choice.by, choice.kind, known[choice.server] if choice.server else None)
    return AppSummary(known[app.place], app.backends, app.is_decided, app.is_default, *by)
