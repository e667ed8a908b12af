"""Server calls: where the code itself starts a server, such as `waitress.serve(app.server)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.deployment import Target, target_of
from dashlint.facts import Place
from dashlint.project.apps.scanning import Scan
from dashlint.project.meaning import calling
from dashlint.project.meaning.calling import Given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Symbol
from dashlint.project.values.value import Literal, Values

#: Which argument of each function is the app, by name and position.
_WSGI = {
    "waitress.serve": ("app", 0),
    "waitress.create_server": ("application", 0),
    "waitress.server.create_server": ("application", 0),
    "gevent.pywsgi.WSGIServer": ("application", 1),
    "eventlet.wsgi.server": ("site", 1),
    "werkzeug.serving.run_simple": ("application", 2),
    "werkzeug.serving.make_server": ("app", 2),
    "werkzeug.run_simple": ("application", 2),
    "wsgiref.simple_server.make_server": ("app", 2),
    "cheroot.wsgi.Server": ("wsgi_app", 1),
    "cherrypy.tree.graft": ("wsgi_callable", 0),
    "bjoern.run": ("wsgi_app", 0),
    "tornado.wsgi.WSGIContainer": ("wsgi_application", 0),
}
_UVICORN = {"uvicorn.run": ("app", 0), "uvicorn.Config": ("app", 0), "uvicorn.config.Config": ("app", 0)}
_HYPERCORN = {"hypercorn.asyncio.serve": ("app", 0), "hypercorn.trio.serve": ("app", 0)}
_FUNCTIONS = {**_WSGI, **_UVICORN, **_HYPERCORN}
_INTERFACES = {"auto": "asgi", "asgi3": "asgi3", "wsgi": "wsgi"}
_MODES = {"wsgi": "wsgi", "asgi": "asgi3"}


@dataclass(frozen=True, slots=True)
class ServerCall:
    """A call that starts a server: the function, what it speaks, and the app that it is given or told as `target`."""

    place: Place
    function: str
    interface: str
    values: Values
    target: Target | None
    backends: frozenset[str]


def server_calls(receivers: Receivers, scan: Scan) -> Iterator[ServerCall]:
    """Yield the calls that start a server."""
    packages = {function.split(".")[0] for function in _FUNCTIONS}
    paths = {path for package in packages for path in receivers.modules.mentioning(package)}
    for spot, call in scan.calls() if paths else ():
        for value in receivers.values(call.function, spot.frame) if spot.path in paths else ():
            if isinstance(value, Symbol) and value.path in _FUNCTIONS:
                given = calling.given(receivers, Site(call, spot.frame))
                interface = _interface(value.path, given)
                served = given.find(*_FUNCTIONS[value.path]) or ()
                if interface is not None:
                    target = _target(served, given)
                    yield ServerCall(spot.place(call.at), value.path, interface, served, target, spot.backends)


def _interface(function: str, given: Given) -> str | None:
    """Return what a function speaks, None where an argument that is not known decides."""
    if function in _WSGI:
        return "wsgi"
    name, known, default = ("interface", _INTERFACES, "asgi") if function in _UVICORN else ("mode", _MODES, "either")
    chosen = given.find(name, None)
    if chosen is None:
        return None if given.hides_more else default
    texts = [value.value for value in chosen if isinstance(value, Literal)]
    return known.get(str(texts[0])) if len(texts) == len(chosen) == 1 else None


def _target(served: Values, given: Given) -> Target | None:
    """Return the target that a text such as "app:server" names."""
    if len(served) != 1 or not isinstance(served[0], Literal) or not isinstance(served[0].value, str):
        return None
    factory = given.find("factory", None) or ()
    is_factory = any(isinstance(value, Literal) and value.value is True for value in factory)
    return target_of(served[0].value, None, is_factory)
