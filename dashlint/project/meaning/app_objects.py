"""App objects: which values are Dash apps, and what these were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.meaning.arguments import NOTHING, Given, given
from dashlint.project.meaning.classes import mro
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Instance, ProjectClass, Symbol
from dashlint.project.values.value import Super, Value, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers


def is_app(receivers: Receivers, value: Value) -> bool:
    """Tell whether a value is a Dash app."""
    if not isinstance(value, Instance):
        return False
    if isinstance(value.kind, str):
        return value.kind in dash_names.APPS
    return any(isinstance(part, Symbol) and part.path in dash_names.APPS for part in mro(receivers, value.kind))


def app_argument(receivers: Receivers, app: Instance, name: str, position: int | None = None) -> Values:
    """Return what an app was given as an argument, by its own call or by its class's `super().__init__(...)`."""
    return united(*(found for call in app_calls(receivers, app) if (found := call.find(name, position))))


def app_calls(receivers: Receivers, app: Instance) -> list[Given]:
    """Return the arguments of the calls that set an app up."""
    from dashlint.project.meaning.calling import activations

    calls = [given(receivers, app.site)] if app.site is not None else []
    if isinstance(app.kind, ProjectClass):
        for method in receivers.attribute(app, "__init__"):
            for run in activations(receivers, method, calls[0] if calls else NOTHING):
                sites = [Site(call, run.frame) for call in receivers.namespaces.calls(run.frame.scope)]
                calls += [given(receivers, site) for site in sites if _is_super_init(receivers, site)]
    return calls


def _is_super_init(receivers: Receivers, site: Site) -> bool:
    called = site.call.function
    if not isinstance(called, facts.Attribute) or called.name != "__init__":
        return False
    return any(isinstance(value, Super) for value in receivers.values(called.value, site.frame))


def server_of(receivers: Receivers, app: Instance) -> Values:
    """Return what `app.server` stands for: the server that the app was given, else one that Dash makes."""
    passed = tuple(value for value in app_argument(receivers, app, "server", 1) if dash_names.is_server(value))
    return passed or (Instance(dash_names.SERVER, app.site),)
