"""What the apps of a project need of Dash's extras and versions, and where the code says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.facts import Place
from dashlint.manifests import ASYNC_SINCE, BACKENDS_SINCE
from dashlint.project import Project
from dashlint.project.apps.app import App
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.rules.backends import BACKENDS


@dataclass(frozen=True, slots=True)
class Need:
    """An extra of Dash that the app in the file at `path` needs, or the packages that it installs.

    Dash has it from `since` on. `subject` names what it is for, `otherwise` says what happens without it, `place` and
    `note` where the code asks for it.
    """

    path: str
    extra: str
    packages: tuple[str, ...]
    since: str
    subject: str
    otherwise: str
    place: Place
    note: str


def needs(project: Project) -> Iterator[Need]:
    """Yield what each app needs, the backend first."""
    for app in project.apps:
        if not app.is_flash and len(app.backends) == 1 and app.backend != "flask":
            yield _backend_need(app)
    for app in project.apps:
        if app.use_async:
            otherwise = "without which `use_async=True` raises an exception at start"
            yield _async_need(app, "`use_async`", otherwise, app.place, "this app asks for `use_async`")
    first: dict[App, EntryPoint] = {}
    for entry in project.entry_points:
        if entry.app is not None and _needs_asgiref(entry.app, entry):
            first.setdefault(entry.app, entry)
    for app, entry in first.items():
        otherwise = "without which Dash answers async callbacks on Flask with 500"
        yield _async_need(app, "async callbacks", otherwise, entry.place, "the first async callback of an app on Flask")


def _backend_need(app: App) -> Need:
    backend = BACKENDS[app.backend]
    packages = {"fastapi": ("fastapi", "uvicorn"), "quart": ("quart",)}[app.backend]
    otherwise = f"without which the {backend} backend raises `ImportError` at start"
    return Need(
        app.path,
        app.backend,
        packages,
        BACKENDS_SINCE,
        f"a {backend} backend",
        otherwise,
        app.place,
        f"this app runs on {backend}",
    )


def _async_need(app: App, subject: str, otherwise: str, place: Place, note: str) -> Need:
    return Need(app.path, "async", ("asgiref",), ASYNC_SINCE, subject, otherwise, place, note)


def _needs_asgiref(app: App, entry: EntryPoint) -> bool:
    """Tell whether Dash on Flask can run an entry point only with asgiref; async page layouts are DSH305's."""
    is_certain = app.backends == ("flask",) and app.is_decided and not app.is_default and app.use_async is None
    is_plain = entry.calls_function and not entry.decorations and not entry.function.node.is_generator
    is_callback = entry.is_async and entry.role == "callback" and entry.runs in (Runs.OWN_LOOP, Runs.WORKER)
    return is_certain and is_callback and is_plain
