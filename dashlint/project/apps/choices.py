"""How the backend of an app is chosen: by nothing, by `backend=`, or by the server that the app is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.diagnostic import By
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.meaning import calling
from dashlint.project.meaning.app_objects import app_calls
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Instance, ProjectClass
from dashlint.project.values.value import Literal, Value, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers


@dataclass(frozen=True, slots=True)
class Choice:
    """What chooses an app's backend; `kind` is the name of the app's class, `server` where its server is made."""

    by: By
    kind: str
    server: Place | None = None


def choice_of(receivers: Receivers, app: App) -> Choice:
    """Return how an app's backend is chosen; a fork of Dash has one backend only."""
    calls = app_calls(receivers, app.instance)
    servers = [value for call in calls for value in call.find("server", 1) or () if not _is_switch(value)]
    made = [value.site.place for value in servers if isinstance(value, Instance) and _is_made(value) and value.site]
    return Choice(_by(app, calls, servers), _kind(app.instance), made[0] if made else None)


def is_chosen_at_run_time(receivers: Receivers, app: App) -> bool:
    """Tell whether `backend=` takes something that is not known before the app runs."""
    given = [found for call in app_calls(receivers, app.instance) if (found := call.find("backend", 2)) is not None]
    is_open = any(not found or any(not _is_none(value) for value in found) for found in given)
    return app.is_default or (not app.is_decided and is_open)


def _is_none(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is None


def _by(app: App, calls: list[calling.Given], servers: list[Value]) -> By:
    if app.is_flash:
        return "fork"
    if any(call.find("backend", 2) is not None for call in calls) or not app.is_decided:
        return "backend" if any(_is_written(call.site) for call in calls if call.site) else "setting"
    is_given = any(given is not None and not _switches(given) for given in (call.find("server", 1) for call in calls))
    return "server" if servers or is_given else "default"


def _is_written(site: Site) -> bool:
    """Tell whether the backend's name stands in the call itself."""
    arguments = enumerate(site.call.arguments)
    named = [each.value for at, each in arguments if each.keyword == "backend" or (at == 2 and not each.keyword)]
    return any(isinstance(value, facts.Constant) for value in named)


def _switches(given: Values) -> bool:
    return bool(given) and all(_is_switch(value) for value in given)


def _is_switch(value: Value) -> bool:
    """Tell whether an argument only says if Dash makes a server, which `server=True` and `server=False` do."""
    return isinstance(value, Literal) and not isinstance(value.value, str)


def _is_made(value: Instance) -> bool:
    return value.kind in dash_names.SERVERS


def _kind(app: Instance) -> str:
    if isinstance(app.kind, ProjectClass):
        return app.kind.node.name
    return str(app.kind).rpartition(".")[2]
