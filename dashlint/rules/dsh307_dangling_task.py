"""DSH307: a task that nothing keeps, or that nothing waits for where the loop ends with the request."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Fix, Rewrite
from dashlint.diagnostic import Applicability, Effect, Severity
from dashlint.project import Project
from dashlint.project.coroutines.dangling_tasks import DanglingTask
from dashlint.rule import Note, Problem, rule
from dashlint.rules.backends import BACKENDS

KEEP = "keep it in a set (`tasks.add(task)`, `task.add_done_callback(tasks.discard)`), or await it"


@rule("DSH307", severity="error", effect=Effect.SILENT, since="3.1.0")
def dangling_task(project: Project) -> Iterator[Problem]:
    """`create_task` and kin whose task is dropped, or on Flask is not awaited."""
    for found in project.coroutines.dangling_tasks:
        is_flask = found.entry.backend == "flask"
        yield Problem(
            found.place,
            _on_flask(found) if is_flask else _on_asgi(found),
            help=_help(found) if is_flask else KEEP,
            notes=_notes(found),
            severity=Severity.ERROR if is_flask else Severity.WARNING,
            about=found.about,
            fix=_fix(found) if is_flask else None,
        )


def _fix(found: DanglingTask) -> Fix | None:
    """Return what awaits the coroutine itself; none where it runs beside something, or may run on another backend."""
    app = found.entry.app
    if found.coroutine is None or app is None or any(app.may_be(backend) for backend in ("fastapi", "quart")):
        return None
    change = Rewrite(found.place, "await {0}", (found.coroutine,))
    return Fix("await the coroutine instead of making a task of it", Applicability.UNSAFE, (change,))


def _on_flask(found: DanglingTask) -> str:
    kept = ", kept or not" if found.is_held else ""
    return (
        f"the task of `{found.name}` is cancelled when the {found.entry.role} returns{kept}, "
        "because on Flask every request has an event loop of its own"
    )


def _on_asgi(found: DanglingTask) -> str:
    return (
        f"nothing refers to the task of `{found.name}`, so it can be garbage-collected before it is done: "
        "the event loop only keeps weak references"
    )


def _help(found: DanglingTask) -> str:
    if found.entry.role == "callback":
        return "await it before the callback returns, or move the work to a callback with `background=True`"
    return f"await it before the {found.entry.role} returns, or hand the work to a job queue"


def _notes(found: DanglingTask) -> tuple[Note, ...]:
    app, notes = found.entry.app, []
    if app is not None and app.path not in ("", found.place.path):
        notes.append(Note(app.place, f"this app runs on {BACKENDS[found.entry.backend]}"))
    if app is not None and not app.is_decided and found.entry.backend == "flask":
        notes.append(Note(None, "on FastAPI and Quart a task runs to its end as long as something refers to it"))
    return tuple(notes)
