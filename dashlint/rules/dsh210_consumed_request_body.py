"""DSH210: what reads a callback's body behind Dash on FastAPI, where nothing is left to read."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.project.extensions.body_consumers import BodyConsumer
from dashlint.rule import Note, Problem, rule


@rule("DSH210", severity="error", effect=Effect.REQUEST, since="4.2.0")
def consumed_request_body(project: Project) -> Iterator[Problem]:
    """`sentry_sdk.init()`, or a middleware that reads the body, set up before `Dash(...)` on FastAPI."""
    told = set()
    for consumer in project.servers.body_consumers:
        if consumer.place not in told:
            told.add(consumer.place)
            yield Problem(consumer.place, _message(project, consumer), _help(project, consumer), _notes(consumer))


def _message(project: Project, consumer: BodyConsumer) -> str:
    extension = project.catalogue.extension(consumer.name)
    if extension is not None:
        return f"`{consumer.name}` before `Dash(...)` {extension.outcome('fastapi').text}"
    return (
        f"this {consumer.name} waits for ever for the body of each callback's request, "
        "because Dash stands before it on FastAPI and has read the body"
    )


def _help(project: Project, consumer: BodyConsumer) -> str:
    extension = project.catalogue.extension(consumer.name)
    if extension is not None:
        return extension.replacements.get("fastapi", "")
    if consumer.name == "dependency":
        return "read the body in the routes that need it"
    return "add it to the server after `Dash(server=...)` is called, or read the body in the routes that need it"


def _notes(consumer: BodyConsumer) -> tuple[Note, ...]:
    read = (Note(consumer.read, "the body is read here"),) if consumer.read is not None else ()
    return (*read, Note(consumer.app.place, "Dash is set up here, and then reads each callback's body first"))
