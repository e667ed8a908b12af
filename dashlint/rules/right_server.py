"""The command or call that serves an app, where another one cannot."""

from __future__ import annotations

from dashlint.project.servers.serving import Serving

WORKER = "-k uvicorn.workers.UvicornWorker"


def advice(serving: Serving) -> str:
    """Return what to do instead."""
    if not serving.is_command:
        return _call(serving)
    if serving.interface == "rsgi":
        return f"add `--interface {'wsgi' if serving.backend == 'flask' else 'asgi'}`"
    if serving.backend == "flask":
        return _for_flask(serving)
    return _for_dash_object(serving) if serving.is_dash else _for_asgi(serving)


def _for_flask(serving: Serving) -> str:
    if serving.worker is not None:
        return f"drop the worker class and run `gunicorn {_called(serving)}`"
    return f"run `gunicorn {_called(serving)}`"


def _for_asgi(serving: Serving) -> str:
    uvicorn = f"uvicorn {_named(serving)} --workers 4"
    if serving.manager == "gunicorn":
        return f"{'use' if serving.worker else 'add'} `{WORKER}`, or run `{uvicorn}`"
    if serving.manager == "uvicorn":
        return "drop `--interface wsgi`"
    if serving.manager == "hypercorn":
        return f"drop `wsgi:` and run `hypercorn {_named(serving)}`"
    if serving.manager == "granian":
        return "use `--interface asgi`"
    return f"run `{uvicorn}`"


def _for_dash_object(serving: Serving) -> str:
    """Return what serves the server of a Dash object; gunicorn takes no dotted name."""
    if serving.target is None or serving.target.is_factory:
        return "serve `app.server`, not the Dash object"
    if serving.manager == "hypercorn":
        return f"run `hypercorn {_named(serving)}.server`"
    return f"run `uvicorn {_named(serving)}.server --workers 4`"


def _call(serving: Serving) -> str:
    given = _text(f"{_named(serving)}{'.server' if serving.is_dash else ''}") if serving.target else "app.server"
    if serving.backend == "flask":
        return "use `waitress.serve(app.server)`, or run gunicorn"
    if serving.is_dash and serving.interface != "wsgi":
        return f"give it `{given}`"
    return f"use `uvicorn.run({given})`"


def _text(target: str) -> str:
    return f'"{target}"'


def _named(serving: Serving) -> str:
    """Return the target as uvicorn is told it."""
    target = serving.target
    if target is None:
        return "app:server"
    return f"{'--factory ' if target.is_factory else ''}{target.module}:{target.attribute}"


def _called(serving: Serving) -> str:
    """Return the target as gunicorn is told it."""
    target = serving.target
    if target is None:
        return "app:server"
    named = f"{target.module}:{target.attribute}"
    return f"'{named}()'" if target.is_factory else named
