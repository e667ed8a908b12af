"""DSH206: something that needs a websocket, on an app that runs on Flask."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect, Severity
from dashlint.project import Project
from dashlint.project.servers.asgi_options import AsgiOption
from dashlint.project.servers.websocket_reads import WebsocketRead
from dashlint.rule import Problem, rule

HELP = 'run the app on `backend="fastapi"` or `backend="quart"`'


@rule("DSH206", severity="warning", effect=Effect.SILENT, since="4.2.0")
def asgi_only_feature(project: Project) -> Iterator[Problem]:
    """`websocket=True`, `websocket_callbacks=True` or `ctx.websocket` on Flask, which accepts them and has none."""
    for option in project.callbacks.asgi_options:
        yield Problem(option.place, _option_message(option), help=f"{HELP}, or leave {_named(option.names)} out")
    for read in project.callbacks.websocket_reads:
        yield Problem(
            read.place,
            _read_message(read),
            help=HELP if read.raises_early else f"{HELP}, or use `set_props`, which works over HTTP too",
            severity=Severity.ERROR,
            effect=Effect.REQUEST,
        )


def _option_message(option: AsgiOption) -> str:
    if option.of_callback:
        return "`websocket=True` has no effect on Flask, which has no websocket: the callback is answered over HTTP"
    verb = "has" if len(option.names) == 1 else "have"
    message = f"{_named(option.names)} {verb} no effect on Flask, which has no websocket"
    if "websocket_callbacks" in option.names:
        message += ": callbacks are answered over HTTP, and `ctx.websocket` raises `RuntimeError`"
    return message


def _read_message(read: WebsocketRead) -> str:
    if read.raises_early:
        return (
            f"`ctx.websocket` raises `RuntimeError` on Flask, which has no websocket, before `.{read.name}` is reached"
        )
    return f"`ctx.websocket` is `None` on Flask, which has no websocket, so `.{read.name}` raises `AttributeError`"


def _named(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
