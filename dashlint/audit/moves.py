"""How each app is switched to another backend."""

from __future__ import annotations

from dashlint.audit.model import MovedApp, Spot
from dashlint.audit.words import NAMES, SERVERS, named
from dashlint.diagnostic import AppSummary


def moved(app: AppSummary, to: str, spot: Spot, server: Spot | None, is_for_tests: bool) -> MovedApp:
    """Return what becomes of an app; `spot` is its call, `server` the call that makes the server it is given."""
    at_run_time = app.is_default or not app.is_decided or len(app.backends) > 1
    moves = at_run_time or app.backends != (to,)
    switch = _switch(app, to, server) if moves else ""
    return MovedApp(spot, app.kind, app.backends, at_run_time, moves, _present(app), switch, server, is_for_tests)


def _present(app: AppSummary) -> str:
    if len(app.backends) > 1:
        return f"{named(app.backends)}, chosen at run time"
    if app.is_default:
        return f"chosen at run time, {named(app.backends)} by default"
    return named(app.backends) if app.is_decided else f"chosen at run time, taken for {named(app.backends)}"


def _switch(app: AppSummary, to: str, server: Spot | None) -> str:
    given = f'`backend="{to}"`'
    if app.by == "fork":
        return f"build it with `dash.Dash` and {given}: a fork of Dash has one backend only"
    if app.by == "server":
        made = f" (made at `{server.where}`)" if server else ""
        return f"give it `server={SERVERS[to]}` instead of its present server{made}, or {given} and no `server=`"
    if app.by == "default":
        return f"write {given} in the call of `{app.kind}`"
    also = f", and `server={SERVERS[to]}` in place of the server made at `{server.where}`" if server else ""
    if app.by == "setting":
        return f'see to it that what `backend=` is given comes out as `"{to}"`{also}'
    return f'change `backend=` to `"{to}"`{also}'


def whereto(app: MovedApp, to: str) -> str:
    """Say where an app runs now, and where it is to run."""
    told = f"{app.present} -> {NAMES[to]}" if app.moves else f"{app.present} already"
    return f"{told}, in tests" if app.is_for_tests else told
