"""Entry routes: the routes written into the module that makes an app, outside any condition on the backend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint.project.apps.app import App
from dashlint.project.entries.server_uses import ROUTES, ServerUse
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.servers.route_paths import is_health, paths_of
from dashlint.project.values.dash_names import BACKENDS

#: So many routes of its own are part of an entry module that is read in one go.
FEW = 2


@dataclass(frozen=True, slots=True)
class EntryRoutes:
    """An app with the routes that its own module registers, first one first."""

    app: App
    uses: tuple[ServerUse, ...]


def entry_routes(receivers: Receivers, uses: Iterable[ServerUse]) -> Iterator[EntryRoutes]:
    """Yield the apps whose own module registers more than a few routes, which tie it to one backend."""
    by_module: dict[str, dict[int, tuple[App, ServerUse]]] = {}
    for use in uses:
        own = next((app for app in use.apps if app.path == use.place.path), None)
        if (
            own is not None
            and _is_in_the_open(use)
            and _works(receivers, own, use)
            and not _is_for_health(receivers, use)
        ):
            by_module.setdefault(own.path, {})[use.place.at] = own, use
    for found in by_module.values():
        if len(found) > FEW:
            yield EntryRoutes(next(iter(found.values()))[0], tuple(found[at][1] for at in sorted(found)))


def _is_in_the_open(use: ServerUse) -> bool:
    """Tell whether the module itself registers a route, whatever the backend."""
    is_in_module = use.frame is not None and use.frame.scope.kind == "module"
    is_plain = not use.on_dash and not use.on_router and not use.is_tried
    return use.name in ROUTES and is_in_module and is_plain and use.possible == BACKENDS


def _is_for_health(receivers: Receivers, use: ServerUse) -> bool:
    return any(is_health(path) for path in paths_of(receivers, use) or ())


def _works(receivers: Receivers, app: App, use: ServerUse) -> bool:
    """Tell whether the app's server has such routes at all."""
    having = receivers.catalogue.having(use.name)
    return having is None or app.backend in having
